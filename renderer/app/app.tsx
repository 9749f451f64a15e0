import { useEffect, useRef, useState } from 'react';
import { setByteUnits } from '../../shared/base/units.ts';
import type { HostApi } from '../host/host-api.ts';
import { createActions } from '../state/actions/actions.ts';
import { followAddress } from '../state/actions/address-follower.ts';
import { AppContext } from '../state/react/context.ts';
import { createAppStore } from '../state/store/app-store.ts';
import { loadPersisted, pageStorage } from '../state/store/persisted.ts';
import { keepPlain, keepSession } from '../state/store/session-keeper.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Shell } from './shell/shell.tsx';

/** One window: its store, its actions, and the host they work through. */
export function App({ host }: { readonly host: HostApi }) {
  const [app] = useState(() => {
    const storage = pageStorage();
    const persisted = loadPersisted(storage);
    setByteUnits(persisted.byteUnits);
    const store = createAppStore(persisted, host.addressBar !== null);
    return { store, actions: createActions(store, host, storage) };
  });
  const stop = useRef(() => {});
  useEffect(() => {
    const { addressBar } = host;
    const stops = [
      keepSession(app.store, host, window),
      addressBar === null ? () => {} : followAddress(app.store, addressBar, app.actions),
    ];
    stop.current = () => {
      for (const one of stops.splice(0)) one();
    };
    return () => stop.current();
  }, [app, host]);
  const onFailed = () => {
    stop.current();
    keepPlain(app.store, host);
  };
  useEffect(() => {
    // Strict mode mounts twice in development; the start is asked for once per window.
    if (!app.store.getState().started) void app.actions.dumps.start();
    void app.actions.source.load();
  }, [app]);
  return (
    <ErrorBoundary onFailed={onFailed}>
      <AppContext value={app}>
        <Shell host={host} />
      </AppContext>
    </ErrorBoundary>
  );
}
