import './shell.css';
import { useEffect } from 'react';
import type { HostApi } from '../../host/host-api.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { useThemeOnPage } from '../../state/react/theme.ts';
import { activeTab, shownFleet } from '../../state/store/app-store.ts';
import { FleetView } from '../../views/fleet/fleet-view.tsx';
import { GlossaryDialog } from '../../views/help/glossary-dialog.tsx';
import { TermDescriptions } from '../../views/help/term.tsx';
import { TipLayer } from '../../views/help/tip-layer.tsx';
import { Tour } from '../../views/help/tour/tour.tsx';
import { SettingsDialog } from '../../views/settings/settings-dialog.tsx';
import { AsleepScreen } from '../../views/states/asleep-screen.tsx';
import { ErrorScreen } from '../../views/states/error-screen.tsx';
import { LoadingScreen } from '../../views/states/loading-screen.tsx';
import { StartScreen } from '../../views/states/start-screen.tsx';
import { WINDOW } from '../../views/strings-app.ts';
import { FLEET } from '../../views/strings-fleet.ts';
import { CommandPalette } from '../palette/command-palette.tsx';
import { ShortcutsDialog } from '../shortcuts-dialog.tsx';
import { useCommandKeys } from '../use-commands.ts';
import { DropVeil } from './drop-veil.tsx';
import { DumpTabs } from './dump-tabs.tsx';
import { Notices } from './notices.tsx';
import { TopBar } from './top-bar.tsx';
import { Workspace } from './workspace.tsx';

/** The window's frame, and in it what the active tab has come to. */
export function Shell({ host }: { readonly host: HostApi }) {
  useThemeOnPage(useAppState((state) => state.persisted));
  useCommandKeys(host);
  const theme = useAppState((state) => state.persisted.theme);
  useEffect(() => host.showTheme(theme), [host, theme]);
  const dialog = useAppState((state) => state.dialog);
  const name = useAppState((state) =>
    shownFleet(state) === null ? (activeTab(state)?.name ?? null) : FLEET.title,
  );
  useEffect(() => {
    document.title = name === null ? WINDOW.name : WINDOW.titled(name);
  }, [name]);

  return (
    <div className="shell">
      <TopBar />
      <DumpTabs />
      <Content />
      {dialog === 'palette' && <CommandPalette />}
      {dialog === 'settings' && <SettingsDialog />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      {dialog === 'glossary' && <GlossaryDialog />}
      <Notices />
      <DropVeil />
      <Tour />
      <TipLayer />
      <TermDescriptions />
    </div>
  );
}

function Content() {
  const tab = useAppState(activeTab);
  const started = useAppState((state) => state.started);
  const fleet = useAppState(shownFleet);
  const { dumps } = useActions();
  if (fleet !== null) return <FleetView fleet={fleet} />;
  if (tab === null) return started ? <StartScreen /> : <main aria-busy="true" />;
  switch (tab.status) {
    case 'asleep':
      return <AsleepScreen tab={tab} />;
    case 'opening':
      return <LoadingScreen tab={tab} onCancel={() => dumps.cancelOpening(tab.id)} />;
    case 'failed':
      return <ErrorScreen tab={tab} />;
    case 'ready':
      return <Workspace key={tab.id} tab={tab} />;
    default:
      return null;
  }
}
