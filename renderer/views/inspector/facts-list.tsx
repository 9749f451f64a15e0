import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { ObjectFacts } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/context.ts';
import { CYCLES } from '../../state/view-state.ts';

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
  const lines: readonly (readonly [string, ReactNode])[] = [
    ['Shallow size', formatBytes(row.shallowSize)],
    ['Retained size', row.retainedSize === null ? null : formatBytes(row.retainedSize)],
    ['Reference count', row.refcount === null ? null : formatCount(row.refcount)],
    [
      'From outside',
      facts.externalReferences === null || facts.externalReferences === 0
        ? null
        : formatQuantity(facts.externalReferences, 'reference'),
    ],
    ['Length', facts.length === null ? null : formatCount(facts.length)],
    ['Root', facts.rootLabels.length === 0 ? null : facts.rootLabels.join(', ')],
    ['Cycle', cycle],
    ['Allocated at', facts.allocationSite === '' ? null : facts.allocationSite],
  ];
  return (
    <section aria-label="Facts">
      <dl className="facts">
        {lines
          .filter(([, value]) => value !== null)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
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
