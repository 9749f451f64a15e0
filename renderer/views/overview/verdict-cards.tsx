import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import { useActions } from '../../state/react/context.ts';
import { objectsWhere } from '../../state/view/view-state.ts';
import { VERDICT_TERMS } from '../help/term-props.ts';
import { VERDICT_MEANINGS, VERDICT_NAMES, VERDICTS } from '../strings.ts';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { formatShare } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';

/** One card per verdict: how much, and what it means. A click lists the objects. */
export function VerdictCards({ overview }: { readonly overview: Overview }) {
  return (
    <section aria-label={OVERVIEW_PAGE.verdicts}>
      {overview.verdictsKnown ? (
        <>
          <ul className="verdict-cards">
            {VERDICTS.filter((verdict) => objectsOf(overview, verdict) > 0).map((verdict) => (
              <VerdictCard key={verdict} verdict={verdict} overview={overview} />
            ))}
          </ul>
          <Absent verdicts={VERDICTS.filter((verdict) => objectsOf(overview, verdict) === 0)} />
        </>
      ) : (
        // Where nothing can be told apart, cards would only say so four times.
        <p className="verdict-note tone-unknown">
          <Icon name="unknown" />
          <b>{VERDICT_NAMES.unknown}</b> {overview.verdictsReason}
        </p>
      )}
    </section>
  );
}

/** Verdicts that nothing has, in one line. */
function Absent({ verdicts }: { readonly verdicts: readonly SceneVerdict[] }) {
  if (verdicts.length === 0) return null;
  return <p className="verdict-absent">{OVERVIEW_PAGE.absent(verdicts)}</p>;
}

function objectsOf(overview: Overview, verdict: SceneVerdict): number {
  return overview.verdicts.find((entry) => entry.verdict === verdict)?.objects ?? 0;
}

function VerdictCard({
  verdict,
  overview,
}: {
  readonly verdict: SceneVerdict;
  readonly overview: Overview;
}) {
  const { view } = useActions();
  const total = overview.verdicts.find((entry) => entry.verdict === verdict);
  const objects = total?.objects ?? 0;
  const bytes = total?.shallowBytes ?? 0;
  const whole = overview.shallowBytes;
  const name = (
    <span className="verdict-card-name" data-term={VERDICT_TERMS[verdict]}>
      <Icon name={verdict} />
      {VERDICT_NAMES[verdict]}
    </span>
  );
  const reason = verdict === 'unknown' ? overview.verdictsReason : '';
  return (
    <li>
      <button
        type="button"
        className={`verdict-card tone-${verdict}`}
        onClick={() => view.navigate(objectsWhere({ verdict }))}
      >
        {name}
        {whole > 0 && <span className="verdict-card-bytes">{formatBytes(bytes)}</span>}
        <span className="verdict-card-count">
          {formatQuantity(objects, 'object')}
          {whole > 0 && ` · ${formatShare(bytes, whole)}`}
        </span>
        {whole > 0 && <Share part={bytes} whole={whole} />}
        <span className="verdict-card-meaning">
          {reason === '' ? VERDICT_MEANINGS[verdict] : reason}
        </span>
      </button>
    </li>
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
