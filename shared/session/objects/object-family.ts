import { NO_COMPONENT } from '../../analysis/components/components.ts';
import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import { isAmong } from '../../base/sorted.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { CycleColumns } from '../columns/derived.ts';

/**
 * The largest family on one of whose cycles' components an object lies; null if on none.
 * O(families × log components).
 */
export function familyOf(cycles: CycleColumns, node: NodeIndex): number | null {
  const own = cycles.components.component[node];
  if (own === NO_COMPONENT) return null;
  const id = cycles.families.families.findIndex((family) => isAmong(family.components, own));
  return id < 0 ? null : id;
}

/** A test for objects: the component of that family they are in, null for none. */
export function familyComponents(
  cycles: CycleColumns,
  node: NodeIndex,
): ((node: NodeIndex) => number | null) | null {
  const id = familyOf(cycles, node);
  const family = id === null ? undefined : cycles.families.families[id];
  if (family === undefined) return null;
  const { component } = cycles.components;
  return (other) => {
    const own = component[other];
    return own !== NO_COMPONENT && isAmong(family.components, own) ? own : null;
  };
}

/**
 * Members of a component beyond which what to break is not looked for unasked: with every cut lifted,
 * a process that imports pandas is one component of 33,000 objects, and a hundred families of it took
 * ten minutes.
 */
const ADVISED_MEMBERS = 2_000;

/** Whether a family has cycles in a component too large for that. O(its components). */
export function isTangled(
  { components: { firstMember } }: CycleColumns,
  family: Pick<CycleFamily, 'components'>,
): boolean {
  return family.components.some(
    (component) => firstMember[component + 1] - firstMember[component] > ADVISED_MEMBERS,
  );
}
