import { formatCount } from '../../../shared/base/units.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { Term } from '../help/term.tsx';
import { CUT_NAMES, CUTS } from '../strings-cycles.ts';

/** As the choice names them, and as the answer does. */
const KINDS = [
  ['instanceClass', 'instance-class'],
  ['classReference', 'class-reference'],
  ['moduleNamespace', 'module-namespace'],
] as const;

/** References cut before cycles are looked for: listed, counted, and lifted with one click. */
export function Cuts({
  counted,
}: {
  readonly counted: readonly { readonly kind: string; readonly references: number }[];
}) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one row.
    <div className="cuts" role="group" aria-label={CUTS.label}>
      <span className="muted">
        <Term id="cut">{CUTS.title}</Term>
      </span>
      {KINDS.map(([key, kind]) => {
        const references = counted.find((entry) => entry.kind === kind)?.references;
        return (
          <label key={key} className="cut">
            <input
              type="checkbox"
              checked={cuts[key]}
              onChange={(event) => view.setCuts({ ...cuts, [key]: event.currentTarget.checked })}
            />
            {CUT_NAMES[key]}
            {references !== undefined && (
              <span className="muted">{cuts[key] ? formatCount(references) : CUTS.notCut}</span>
            )}
          </label>
        );
      })}
    </div>
  );
}
