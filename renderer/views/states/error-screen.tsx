import './states.css';
import type { OuroborosErrorCode, OuroborosErrorData } from '../../../shared/base/errors.ts';
import { errorDetail } from '../../../shared/base/errors.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import type { FailedTab } from '../../state/store/tab.ts';
import { ERROR_WORDS, FAILED } from '../strings-states.ts';
import type { IconName } from '../widgets/icons.tsx';
import { Icon } from '../widgets/icons.tsx';
import { TakeADump } from './take-a-dump.tsx';

/** Failures that opening the same file again may get past. */
const WORTH_RETRYING: ReadonlySet<OuroborosErrorCode> = new Set([
  'worker-exited',
  'internal',
  'file-unreadable',
  'dump-too-large',
]);

/** Failures after which one needs another dump. */
const NEEDS_A_DUMP: ReadonlySet<OuroborosErrorCode> = new Set(['dump-unrecognised', 'dump-empty']);

const ICONS: Readonly<Partial<Record<OuroborosErrorCode, IconName>>> = {
  'dump-unrecognised': 'unknown',
  'dump-unsupported': 'unknown',
  'dump-empty': 'file',
  'file-unreadable': 'file',
  'dump-too-large': 'memory',
};

/** A dump that could not be opened, or was lost: which, what happened, and what to do now. */
export function ErrorScreen({ tab }: { readonly tab: FailedTab }) {
  const { error } = tab;
  const words = ERROR_WORDS[error.code];
  return (
    <main className="state-screen">
      <div className="failed">
        <section className="state-card" role="alert" aria-labelledby="error-title">
          <div className="error-head">
            <div className="error-icon">
              <Icon name={ICONS[error.code] ?? 'warning'} size={20} />
            </div>
            <div>
              <h1 id="error-title">{words.title}</h1>
              <p className="error-file">
                <bdi>{tab.name}</bdi>
                {tab.handle.folder !== '' && <bdi className="muted">{tab.handle.folder}</bdi>}
              </p>
            </div>
          </div>
          <p className="error-message">{error.message}</p>
          <MemoryBar error={error} />
          {words.advice.length > 0 && (
            <ul className="error-advice">
              {words.advice.map((advice) => (
                <li key={advice}>{advice}</li>
              ))}
            </ul>
          )}
          <Buttons tab={tab} />
          <details className="error-detail">
            <summary>{FAILED.detail}</summary>
            <pre>{[tab.name, error.code, errorDetail(error)].filter(Boolean).join('\n')}</pre>
          </details>
        </section>
        {NEEDS_A_DUMP.has(error.code) && <TakeADump />}
      </div>
    </main>
  );
}

function Buttons({ tab }: { readonly tab: FailedTab }) {
  const { dumps } = useActions();
  const othersOpen = useAppState(
    ({ tabs }) => tabs.filter(({ status }) => status === 'ready').length,
  );
  const canRetry = WORTH_RETRYING.has(tab.error.code);
  return (
    <>
      {othersOpen > 0 && <p className="error-others">{FAILED.othersOpen(othersOpen)}</p>}
      <div className="state-buttons">
        {canRetry && (
          <button
            type="button"
            className="button primary large"
            onClick={() => void dumps.retry(tab.id)}
          >
            {FAILED.openAgain}
          </button>
        )}
        <button
          type="button"
          className={`button large ${canRetry ? '' : 'primary'}`}
          onClick={() => void dumps.choose()}
        >
          {FAILED.openAnother}
        </button>
        <button type="button" className="button quiet large" onClick={() => dumps.close(tab.id)}>
          {FAILED.close}
        </button>
      </div>
    </>
  );
}

/** What was needed beside what there is, to scale. */
function MemoryBar({ error: { refusal } }: { readonly error: OuroborosErrorData }) {
  if (refusal === undefined || refusal.needed <= 0) return null;
  const rows = [
    { name: FAILED.needed, bytes: refusal.needed, isProblem: true },
    { name: FAILED.available, bytes: refusal.limit, isProblem: false },
  ];
  return (
    <dl className="memory-bar">
      {rows.map(({ name, bytes, isProblem }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span className={isProblem ? 'bar problem' : 'bar'} aria-hidden="true">
              <span
                style={{ width: `${(100 * bytes) / Math.max(refusal.needed, refusal.limit)}%` }}
              />
            </span>
            {formatBytes(bytes)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
