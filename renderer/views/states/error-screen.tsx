import './states.css';
import { useActions } from '../../state/context.ts';
import type { FailedTab } from '../../state/tab.ts';
import { ERROR_WORDS, PYTHON_SNIPPET } from '../strings.ts';
import { CopyBlock } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';

/** Failures that opening the same file again may get past. */
const WORTH_RETRYING = new Set(['worker-exited', 'internal', 'file-unreadable', 'dump-too-large']);

/** Failures after which one needs another dump. */
const NEEDS_A_DUMP = new Set(['dump-unrecognised', 'dump-empty']);

/** A dump that could not be opened, or was lost: what happened and what to do now. */
export function ErrorScreen({ tab }: { readonly tab: FailedTab }) {
  const { dumps } = useActions();
  const { error } = tab;
  const words = ERROR_WORDS[error.code];
  const canRetry = WORTH_RETRYING.has(error.code);
  return (
    <main className="state-screen">
      <section className="state-card" role="alert" aria-labelledby="error-title">
        <div className="error-icon">
          <Icon name="warning" size={20} />
        </div>
        <h1 id="error-title">{words.title}</h1>
        <p className="error-message">{error.message}</p>
        {words.advice.length > 0 && (
          <ul className="error-advice">
            {words.advice.map((advice) => (
              <li key={advice}>{advice}</li>
            ))}
          </ul>
        )}
        {NEEDS_A_DUMP.has(error.code) && <CopyBlock text={PYTHON_SNIPPET} what="the three lines" />}
        <details className="error-detail">
          <summary>Detail</summary>
          <pre>{[tab.name, error.code, error.detail].filter(Boolean).join('\n')}</pre>
        </details>
        <div className="state-buttons">
          {canRetry && (
            <button
              type="button"
              className="button primary large"
              onClick={() => void dumps.retry(tab.id)}
            >
              Open it again
            </button>
          )}
          <button
            type="button"
            className={`button large ${canRetry ? '' : 'primary'}`}
            onClick={() => void dumps.choose()}
          >
            Open another dump…
          </button>
          <button type="button" className="button quiet large" onClick={() => dumps.close(tab.id)}>
            Close
          </button>
        </div>
      </section>
    </main>
  );
}
