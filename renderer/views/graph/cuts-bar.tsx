import { shortTypeName } from '../../../shared/base/type-name.ts';
import type { CutReferenceRow } from '../../../shared/protocol/what-if-schemas.ts';
import { restoreAll, restoreReferences } from '../../state/drawing/cut-edits.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { CUTS_BAR } from '../strings-graph.ts';
import { Icon } from '../widgets/icons.tsx';

/** Cuts that are named one by one before the rest is only counted. */
const MAX_NAMED = 4;

/** The references cut by hand, what that comes to, and the way back. Nothing where none is cut. */
export function CutsBar() {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const count = cuts.edges.length;
  const outcome = useAnswer('whatIf', count === 0 ? null : { cuts, breaking: null, nodes: [] });
  if (count === 0) return null;
  const named = outcome.value?.cut.slice(0, MAX_NAMED) ?? [];
  return (
    <section className="cuts-bar" aria-label={CUTS_BAR.title}>
      <span className="cuts-bar-title">
        <Icon name="cut" size={14} />
        {CUTS_BAR.count(count)}
      </span>
      <ul>
        {named.map((row) => (
          <li key={`${row.reference.source} ${row.reference.position}`}>
            <button
              type="button"
              className="cut-chip"
              data-tip={CUTS_BAR.restore}
              aria-label={CUTS_BAR.restoreOne(cutName(row))}
              onClick={() => view.setCuts(restoreReferences(cuts, [row.reference]))}
            >
              <span className="truncate">{cutName(row)}</span>
              <Icon name="close" size={10} />
            </button>
          </li>
        ))}
        {count > named.length && named.length > 0 && (
          <li className="muted">{CUTS_BAR.andMore(count - named.length)}</li>
        )}
      </ul>
      <span className="cuts-bar-outcome truncate" role="status" aria-busy={outcome.isStale}>
        {outcome.error?.message ?? outcome.value?.text ?? CUTS_BAR.waiting}
      </span>
      <button type="button" className="button" onClick={() => view.setCuts(restoreAll(cuts))}>
        <Icon name="undo" size={13} />
        {CUTS_BAR.restoreAll(count)}
      </button>
    </section>
  );
}

function cutName({ source, label, target }: CutReferenceRow): string {
  const name = [shortTypeName(source.type), label, '→', shortTypeName(target.type)];
  return name.filter((part) => part !== '').join(' ');
}
