import { formatCount } from '../../../shared/base/units.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { useActions, useReadyTab } from '../../state/context.ts';
import { Term } from '../help/term.tsx';

const CUTS: readonly {
  readonly key: Exclude<keyof CutChoice, 'edges'>;
  readonly kind: string;
  readonly label: string;
}[] = [
  { key: 'instanceClass', kind: 'instance-class', label: 'instance → class' },
  { key: 'classReference', kind: 'class-reference', label: 'anything else → class' },
  { key: 'moduleNamespace', kind: 'module-namespace', label: 'anything → module namespace' },
];

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
    <div className="cuts" role="group" aria-label="References cut before looking for cycles">
      <span className="muted">
        <Term id="cut">Cut before looking:</Term>
      </span>
      {CUTS.map(({ key, kind, label }) => {
        const references = counted.find((entry) => entry.kind === kind)?.references;
        return (
          <label key={key} className="cut">
            <input
              type="checkbox"
              checked={cuts[key]}
              onChange={(event) => view.setCuts({ ...cuts, [key]: event.currentTarget.checked })}
            />
            {label}
            {references !== undefined && (
              <span className="muted">{cuts[key] ? formatCount(references) : 'not cut'}</span>
            )}
          </label>
        );
      })}
    </div>
  );
}
