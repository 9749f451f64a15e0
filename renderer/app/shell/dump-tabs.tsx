import { useActions, useAppState } from '../../state/context.ts';
import { Icon } from '../../views/widgets/icons.tsx';

/** Several dumps side by side; hidden while there is only one. */
export function DumpTabs() {
  const tabs = useAppState((state) => state.tabs);
  const activeTabId = useAppState((state) => state.activeTabId);
  const { dumps } = useActions();
  if (tabs.length < 2) return <div />;
  return (
    <nav className="tabs" aria-label="Open dumps">
      {tabs.map((tab) => (
        <div key={tab.id} className={`tab ${tab.id === activeTabId ? 'current' : ''}`}>
          <button
            type="button"
            aria-current={tab.id === activeTabId ? 'true' : undefined}
            onClick={() => dumps.activate(tab.id)}
          >
            <Icon name={tab.status === 'failed' ? 'warning' : 'file'} size={13} />
            <span className="truncate">{tab.name}</span>
          </button>
          <button
            type="button"
            className="close"
            aria-label={`Close ${tab.name}`}
            onClick={() => dumps.close(tab.id)}
          >
            <Icon name="close" size={10} />
          </button>
        </div>
      ))}
    </nav>
  );
}
