import type { ReactNode } from 'react';
import type { TermId } from '../../../shared/base/glossary.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { ObjectFacts, ObjectRow } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/context.ts';
import { objectName } from '../../state/object-name.ts';
import { CYCLES, DOMINATORS } from '../../state/view-state.ts';
import { Term } from '../help/term.tsx';

/** Sizes, counts and membership, as far as the dump tells them. */
export function FactsList({ facts }: { readonly facts: ObjectFacts }) {
  const { view } = useActions();
  const { row } = facts;
  const cycle =
    facts.componentSize === 0 ? null : (
      <CycleFact
        size={facts.componentSize}
        onFamily={
          facts.familyId === null
            ? null
            : () => view.navigate({ ...CYCLES, familyId: facts.familyId })
        }
      />
    );
  const retained = row.retainedSize === null ? null : <RetainedFact facts={facts} />;
  const dominator = facts.dominator === null ? null : <DominatorFact dominator={facts.dominator} />;
  const lines: readonly (readonly [string, ReactNode, TermId?])[] = [
    ['Shallow size', formatBytes(row.shallowSize), 'shallow-size'],
    ['Retained size', retained, 'retained-size'],
    [
      'Reference count',
      row.refcount === null ? null : formatCount(row.refcount),
      'reference-count',
    ],
    [
      'From outside',
      facts.externalReferences === null || facts.externalReferences === 0
        ? null
        : formatQuantity(facts.externalReferences, 'reference'),
    ],
    ['Length', facts.length === null ? null : formatCount(facts.length)],
    ['Root', facts.rootLabels.length === 0 ? null : facts.rootLabels.join(', '), 'gc-root'],
    [
      'Nearest root',
      facts.distance === null || facts.distance === 0
        ? null
        : `${formatQuantity(facts.distance, 'reference')} away`,
      'gc-root',
    ],
    ['Dominated by', dominator, 'dominator'],
    ['Cycle', cycle, 'strongly-connected-component'],
    ['Allocated at', facts.allocationSite === '' ? null : facts.allocationSite],
  ];
  return (
    <section aria-label="Facts">
      <dl className="facts">
        {lines
          .filter(([, value]) => value !== null)
          .map(([label, value, term]) => (
            <div key={label}>
              <dt>{term === undefined ? label : <Term id={term}>{label}</Term>}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** How much goes with it; what that is, a click away. */
function RetainedFact({ facts }: { readonly facts: ObjectFacts }) {
  const { view } = useActions();
  const { row } = facts;
  const bytes = formatBytes(row.retainedSize ?? 0);
  if ((facts.dominates ?? 0) === 0) return bytes;
  const object = { node: row.node, name: objectName(row) };
  return (
    <>
      {bytes}
      {' · '}
      <button type="button" onClick={() => view.navigate({ ...DOMINATORS, object }, object)}>
        what goes with it
      </button>
    </>
  );
}

/** The object without which it would go. */
function DominatorFact({ dominator }: { readonly dominator: ObjectRow }) {
  const { view } = useActions();
  const object = { node: dominator.node, name: objectName(dominator) };
  return (
    <button type="button" onClick={() => view.navigate({ ...DOMINATORS, object }, object)}>
      {object.name}
    </button>
  );
}

function CycleFact({
  size,
  onFamily,
}: {
  readonly size: number;
  readonly onFamily: (() => void) | null;
}) {
  return (
    <>
      in a component of {formatCount(size)}
      {onFamily !== null && (
        <>
          {' · '}
          <button type="button" onClick={onFamily}>
            its family
          </button>
        </>
      )}
    </>
  );
}
