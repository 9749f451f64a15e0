import './states.css';
import type { OpeningTab } from '../../state/store/tab.ts';
import { LOADING } from '../strings-states.ts';
import { progressWords } from '../widgets/format.ts';
import { Mark } from '../widgets/icons.tsx';

/** A dump on its way in: what is being done, how fast, how long still, and the way out. */
export function LoadingScreen({
  tab,
  onCancel,
}: {
  readonly tab: OpeningTab;
  readonly onCancel: () => void;
}) {
  const { progress } = tab;
  const phase = progress?.phase ?? LOADING.starting;
  const words =
    progress === null
      ? null
      : progressWords(progress, performance.now() - tab.phaseStartedAt, tab.phaseStartedWith);
  const fraction = words?.fraction ?? null;
  const percent = fraction === null ? undefined : Math.round(fraction * 100);
  return (
    <main className="state-screen">
      <section className="state-card" aria-labelledby="loading-title" aria-busy="true">
        <div className="loading-head">
          <Mark size={30} />
          <div>
            <h1 id="loading-title">
              {LOADING.opening} <bdi>{tab.name}</bdi>
            </h1>
            {tab.handle.folder !== '' && <p className="truncate">{tab.handle.folder}</p>}
          </div>
        </div>
        <div className="loading-phase">
          <b role="status">{phase}</b>
          <span>{percent === undefined ? '' : `${percent} %`}</span>
        </div>
        <div
          className={`progress ${fraction === null ? 'indeterminate' : ''}`}
          role="progressbar"
          aria-label={phase}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <div style={{ width: fraction === null ? undefined : `${fraction * 100}%` }} />
        </div>
        <div className="loading-numbers">
          <span>{[words?.amount, words?.rate].filter(Boolean).join(' · ')}</span>
          <span>{words?.remaining}</span>
        </div>
        <div className="state-buttons">
          <button type="button" className="button large" onClick={onCancel}>
            {LOADING.cancel}
          </button>
        </div>
      </section>
    </main>
  );
}
