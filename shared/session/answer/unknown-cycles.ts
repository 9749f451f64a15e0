import { NO_COMPONENT } from '../../analysis/components/components.ts';
import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import type { Job } from '../../base/job.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { DEFAULT_CUTS } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { countOfType, typeName } from '../rows/names.ts';
import { HEALTHY, UNKNOWN } from './strings.ts';

const NAMED_TYPES = 2;

/**
 * What a dump says that cannot tell garbage from what is held: which types are in cycles.
 * O(objects).
 */
export function unknownCycles(
  derived: DerivedColumns,
  job: Job,
): {
  readonly headline: string;
  readonly details: readonly string[];
  /** An object on a cycle of the first family; null without one. */
  readonly example: NodeIndex | null;
} {
  const { components, families } = derived.cycles(DEFAULT_CUTS, job);
  const [first] = families.families;
  if (first === undefined) {
    return { headline: UNKNOWN.noCycles, details: [HEALTHY.unknown], example: null };
  }
  const counts = countCulprits(derived, families.families, components.component);
  const named = [...counts]
    .slice(0, NAMED_TYPES)
    .map(([type, count]) => countOfType(count, typeName(derived.graph, type)));
  const isOne = counts.size === 1 && counts.get(first.culpritType) === 1;
  const subject = UNKNOWN.subject(named, counts.size - named.length);
  return {
    headline: UNKNOWN.inCycles(subject, isOne, families.families.length),
    details: [UNKNOWN.noCounts],
    example: first.instances[0] ?? null,
  };
}

/** Per culprit type, in the order of the families, how many objects of it are on cycles. */
function countCulprits(
  { graph }: DerivedColumns,
  families: readonly CycleFamily[],
  component: Uint32Array,
): Map<TypeIndex, number> {
  const counts = new Map(families.map((family) => [family.culpritType, 0]));
  for (let node = 0; node < graph.nodeCount; node++) {
    const count = counts.get(graph.type[node]);
    if (count !== undefined && component[node] !== NO_COMPONENT) {
      counts.set(graph.type[node], count + 1);
    }
  }
  return counts;
}
