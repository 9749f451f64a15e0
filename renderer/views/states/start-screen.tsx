import './states.css';
import { useActions, useAppState } from '../../state/react/context.ts';
import { FLEET_TAB } from '../../state/store/fleet.ts';
import { FLEET } from '../strings-fleet.ts';
import { HELP } from '../strings-help.ts';
import { START_SCREEN } from '../strings-states.ts';
import { Icon, Mark } from '../widgets/icons.tsx';
import { ProcessList } from './process-list.tsx';
import { WatchedProcess } from './process-watch.tsx';
import { RecentList } from './recent-list.tsx';
import { TakeADump } from './take-a-dump.tsx';

/** Nothing open yet: how to open something, and how to come by something to open. */
export function StartScreen() {
  const { dumps, fleet, help } = useActions();
  const example = useAppState((state) => state.example);
  const tabs = useAppState((state) => state.tabs);
  const hasFleet = useAppState((state) => state.fleet !== null);
  const before = hasFleet ? { id: FLEET_TAB, name: FLEET.title } : tabs[0];
  return (
    <main className="state-screen">
      <div className="start">
        <div className="start-intro">
          <Mark size={44} />
          <h1>{START_SCREEN.title}</h1>
          <p>{START_SCREEN.what}</p>
          {before !== undefined && (
            <button
              type="button"
              className="button quiet"
              onClick={() => dumps.activate(before.id)}
            >
              <Icon name="back" />
              {START_SCREEN.backTo(before.name)}
            </button>
          )}
        </div>
        <div className="start-side">
          <WatchedProcess />
          <div className="drop-zone">
            <Icon name="download" size={26} />
            <strong>{START_SCREEN.drop}</strong>
            <p>{START_SCREEN.formats}</p>
            <div className="state-buttons">
              <button
                type="button"
                className="button primary large"
                onClick={() => void dumps.choose()}
              >
                <Icon name="open" />
                {START_SCREEN.open}
              </button>
              {example !== null && (
                <button
                  type="button"
                  className="button large"
                  onClick={() => void dumps.open(example)}
                >
                  {START_SCREEN.example}
                </button>
              )}
            </div>
            <div className="state-buttons">
              <button
                type="button"
                className="button quiet"
                data-tip={FLEET.openMany}
                onClick={() => void fleet.choose('files')}
              >
                <Icon name="fleet" />
                {FLEET.many}
              </button>
              <button
                type="button"
                className="button quiet"
                data-tip={FLEET.openFolder}
                onClick={() => void fleet.choose('folder')}
              >
                <Icon name="open" />
                {FLEET.folder}
              </button>
            </div>
            {example !== null && (
              <button type="button" className="button quiet" onClick={() => void help.startTour()}>
                <Icon name="flag" />
                {HELP.tour}
              </button>
            )}
          </div>
          <RecentList />
          <ProcessList />
        </div>
        <TakeADump />
      </div>
    </main>
  );
}
