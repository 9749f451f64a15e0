import { useEffect, useRef } from 'react';
import { wasTimeline } from '../../state/actions/timeline-actions.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { FLEET_TAB } from '../../state/store/fleet.ts';
import type { Tab } from '../../state/store/tab.ts';
import { ASLEEP } from '../../views/strings.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { FLEET } from '../../views/strings-fleet.ts';
import { MiddleCut } from '../../views/widgets/cut-name.tsx';
import type { IconName } from '../../views/widgets/icons.tsx';
import { Icon } from '../../views/widgets/icons.tsx';

/** Several dumps side by side; hidden while the only one is in view. */
export function DumpTabs() {
  const tabs = useAppState((state) => state.tabs);
  const activeTabId = useAppState((state) => state.activeTabId);
  const hasFleet = useAppState((state) => state.fleet !== null);
  const { fleet } = useActions();
  const count = tabs.length + (hasFleet ? 1 : 0);
  if (count === 0 || (count === 1 && activeTabId !== null)) return <div />;
  return (
    <nav className="tabs" aria-label={WINDOW.tabs}>
      {hasFleet && (
        <div className={`tab ${activeTabId === FLEET_TAB ? 'current' : ''}`}>
          <button
            type="button"
            aria-current={activeTabId === FLEET_TAB ? 'true' : undefined}
            onClick={fleet.show}
          >
            <Icon name="fleet" size={13} />
            <span className="truncate">{FLEET.title}</span>
          </button>
          <button type="button" className="close" aria-label={FLEET.close} onClick={fleet.close}>
            <Icon name="close" size={10} />
          </button>
        </div>
      )}
      {tabs.map((tab) => (
        <DumpTab key={tab.id} tab={tab} isCurrent={tab.id === activeTabId} />
      ))}
    </nav>
  );
}

function DumpTab({ tab, isCurrent }: { readonly tab: Tab; readonly isCurrent: boolean }) {
  const { dumps } = useActions();
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Of many, it may have come to the front from far outside of what the strip shows.
    if (isCurrent) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a short cut to the button inside.
    <div
      ref={item}
      className={`tab ${isCurrent ? 'current' : ''} ${tab.status === 'asleep' ? 'asleep' : ''}`}
      onAuxClick={(event) => {
        if (event.button === 1) dumps.close(tab.id);
      }}
      // The middle button would start to scroll.
      onMouseDown={(event) => {
        if (event.button === 1) event.preventDefault();
      }}
    >
      <button
        type="button"
        aria-current={isCurrent ? 'true' : undefined}
        title={tab.status === 'asleep' ? ASLEEP.title(tab.name) : undefined}
        onClick={() => dumps.activate(tab.id)}
      >
        <Icon name={iconOf(tab)} size={13} />
        <MiddleCut text={tab.name} />
      </button>
      <button
        type="button"
        className="close"
        aria-label={WINDOW.closeTab(tab.name)}
        onClick={() => dumps.close(tab.id)}
      >
        <Icon name="close" size={10} />
      </button>
    </div>
  );
}

function iconOf(tab: Tab): IconName {
  if (tab.status === 'failed') return 'warning';
  if (tab.status === 'ready' && tab.kind === 'profile') return 'flame';
  return wasTimeline(tab) ? 'timeline' : 'file';
}
