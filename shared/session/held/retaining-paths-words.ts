import type { BranchIndex, MergedPaths } from '../../analysis/paths/merged-paths.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { countOfType } from '../rows/names.ts';
import type { BranchWriter } from './branch-text.ts';

/** Of all objects, so many are most of them. */
const MIN_MAJORITY = 0.5;
/** Steps of a route that a sentence names. */
const MAX_NAMED_STEPS = 8;

/** Through what most of the objects are held, in a sentence; `type` where all are of one. */
export function leadText(merged: MergedPaths, writer: BranchWriter, type: string | null): string {
  const { objects } = merged.total;
  const reached = merged.branch(0).objects;
  const all = type === null ? formatQuantity(objects, 'object') : countOfType(objects, type);
  if (objects === 0) return 'There is nothing that could be held.';
  if (reached === 0)
    return objects === 1 ? 'No root leads to it.' : `No root leads to any of ${all}.`;
  const route = commonRoute(merged, reached);
  const last = route[route.length - 1];
  if (last === undefined) {
    const roots = merged.childrenOf(0);
    const most = merged.branch(roots[0] ?? 0).objects;
    return `${countOf(reached, objects, all)} held from ${formatQuantity(roots.length, 'root')}, at most ${formatCount(most)} of them from one.`;
  }
  const held = merged.branch(last).objects;
  const how = writer.route(route.slice(0, MAX_NAMED_STEPS));
  const more = route.length > MAX_NAMED_STEPS ? ' …' : '';
  return `${countOf(held, objects, all)} held through ${how}${more}.`;
}

/** "3,900 of 4,213 DataFrames are", "All 12 lists are", "1 of 101 DataFrames is". */
function countOf(count: number, objects: number, all: string): string {
  if (objects === 1) return 'It is';
  if (count === objects) return `All ${all} are`;
  return `${formatCount(count)} of ${all} ${count === 1 ? 'is' : 'are'}`;
}

/** The steps that more than half of what is held has in common. */
function commonRoute(merged: MergedPaths, reached: number): readonly BranchIndex[] {
  const route: BranchIndex[] = [];
  for (let index: BranchIndex = 0; ; ) {
    const [child] = merged.childrenOf(index);
    if (child === undefined || merged.branch(child).objects <= MIN_MAJORITY * reached) return route;
    route.push(child);
    index = child;
  }
}
