import type { ReactNode } from 'react';
import type { TermId } from '../../../shared/base/glossary.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ObjectFacts, ObjectRow } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { CYCLES_LOCATION, DOMINATORS } from '../../state/view/view-state.ts';
import { Term } from '../help/term.tsx';
import { FACT } from '../strings-inspector.ts';
import { SourceLine } from '../widgets/source-places.tsx';

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
            : () => view.navigate({ ...CYCLES_LOCATION, familyId: facts.familyId })
        }
      />
    );
  const retained = row.retainedSize === null ? null : <RetainedFact facts={facts} />;
  const [classPlace] = facts.classSources;
  const writtenAt = classPlace === undefined ? null : <SourceLine place={classPlace} />;
  const dominator = facts.dominator === null ? null : <DominatorFact dominator={facts.dominator} />;
  const lines: readonly (readonly [string, ReactNode, TermId?])[] = [
    [FACT.shallow, formatBytes(row.shallowSize), 'shallow-size'],
    [FACT.retained, retained, 'retained-size'],
    [FACT.refcount, row.refcount === null ? null : formatCount(row.refcount), 'reference-count'],
    [
      FACT.external,
      facts.externalReferences === null || facts.externalReferences === 0
        ? null
        : FACT.externalCount(facts.externalReferences),
    ],
    [FACT.length, facts.length === null ? null : formatCount(facts.length)],
    [FACT.root, facts.rootLabels.length === 0 ? null : facts.rootLabels.join(', '), 'gc-root'],
    [
      FACT.nearestRoot,
      facts.distance === null || facts.distance === 0 ? null : FACT.away(facts.distance),
      'gc-root',
    ],
    [FACT.dominator, dominator, 'dominator'],
    [FACT.cycle, cycle, 'strongly-connected-component'],
    [FACT.allocated, allocatedAt(facts.allocationSite)],
    [FACT.class, writtenAt],
  ];
  return (
    <section aria-label={FACT.title}>
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
        {FACT.whatGoes}
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
      {FACT.component(size)}
      {onFamily !== null && (
        <>
          {' · '}
          <button type="button" onClick={onFamily}>
            {FACT.family}
          </button>
        </>
      )}
    </>
  );
}

/** The line tracemalloc saw, to be copied; as it stands where it is none. */
function allocatedAt(site: string): ReactNode {
  const [, file, line] = /^(.*):(\d{1,9})$/s.exec(site) ?? [];
  if (file !== undefined) return <SourceLine place={{ file, line: Number(line) }} />;
  return site === '' ? null : site;
}
