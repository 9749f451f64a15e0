import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/context.ts';
import { objectsWhere } from '../../state/view-state.ts';
import { VERDICT_MEANINGS, VERDICT_NAMES, VERDICTS } from '../strings.ts';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { formatShare } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';

/** One card per verdict: how much, and what it means. A click lists the objects. */
export function VerdictCards({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  // Where nothing can be told apart, three empty cards would only say it three times more.
  const shown = overview.verdictsKnown ? VERDICTS : VERDICTS.filter((name) => name === 'unknown');
  return (
    <section aria-label={OVERVIEW_PAGE.verdicts}>
      <ul className={`verdict-cards ${overview.verdictsKnown ? '' : 'single'}`}>
        {shown.map((verdict) => {
          const total = overview.verdicts.find((entry) => entry.verdict === verdict);
          const objects = total?.objects ?? 0;
          const bytes = total?.shallowBytes ?? 0;
          const reason = verdict === 'unknown' ? overview.verdictsReason : '';
          return (
            <li key={verdict}>
              <button
                type="button"
                className={`verdict-card tone-${verdict}`}
                disabled={objects === 0}
                onClick={() => view.navigate(objectsWhere({ verdict }))}
              >
                <span className="verdict-card-name">
                  <Icon name={verdict} />
                  {VERDICT_NAMES[verdict]}
                </span>
                <span className="verdict-card-bytes">{formatBytes(bytes)}</span>
                <span className="verdict-card-count">
                  {formatQuantity(objects, 'object')} · {formatShare(bytes, overview.shallowBytes)}
                </span>
                <Share part={bytes} whole={overview.shallowBytes} />
                <span className="verdict-card-meaning">
                  {reason === '' ? VERDICT_MEANINGS[verdict] : reason}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Share({ part, whole }: { readonly part: number; readonly whole: number }) {
  const percent = whole > 0 ? (100 * part) / whole : 0;
  return (
    <span className="share" aria-hidden="true">
      <span style={{ width: `${percent}%`, minWidth: part > 0 ? 3 : 0 }} />
    </span>
  );
}
