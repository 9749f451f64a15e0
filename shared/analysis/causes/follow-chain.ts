import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { AccumulationGroup } from './accumulation.ts';
import type { CauseContext } from './cause-context.ts';
import { CONTAINERS, PLAIN_VALUES } from './type-sets.ts';

/** A linked list of any mixture of types: each link holds the next. */
export interface Chain {
  /** Where on the way its first link is. */
  readonly head: number;
  readonly nodes: readonly NodeIndex[];
  /** The types of its links, those that name it best first. */
  readonly groups: readonly AccumulationGroup[];
}

/** Fewer steps than this are containers in one another. */
const STEPS = 24;
/** A step that sheds more than this part has something hanging on it that is no link. */
const LARGEST_DROP = 0.1;
/** The first step that sheds so much is on the chain. */
const FIRST_DROP = 0.02;
/** The chain goes on until so much is left. */
const LEFT = 0.01;
/** A type occurs so often among the links of a chain. */
const LINKS = 8;

/** The chain that a way down the owner tree has come along; null where it has not. */
export function followChain(ctx: CauseContext, path: readonly NodeIndex[]): Chain | null {
  const { charged } = ctx.owners;
  const whole = charged[path[0] as NodeIndex];
  let begin = -1;
  let largestDrop = 0;
  for (let at = 0; at + 1 < path.length; at++) {
    const below = charged[path[at + 1] as NodeIndex];
    largestDrop = Math.max(largestDrop, charged[path[at] as NodeIndex] - below);
    if (begin < 0 && whole - below > FIRST_DROP * whole) begin = at;
  }
  if (begin < 0 || path.length - begin < STEPS || largestDrop >= LARGEST_DROP * whole) return null;
  const nodes = [...path.slice(begin), ...beyond(ctx, path.slice(begin), LEFT * whole)];
  const groups = linkTypes(ctx, nodes);
  if (groups.length === 0) return null;
  return fromFirstLink(ctx, path, begin, nodes, groups);
}

/**
 * Beyond the half that the way stopped at, the chain goes on; where little is left, as long as what
 * comes is of types that were on the way.
 */
function beyond({ heap, owners, job }: CauseContext, way: NodeIndex[], least: number): NodeIndex[] {
  const { type } = heap.graph;
  const onWay = new Set(way.map((node) => type[node]));
  const found: NodeIndex[] = [];
  let node = owners.heaviestOf(way.at(-1) as NodeIndex);
  while (node !== NO_NODE && (owners.charged[node] >= least || onWay.has(type[node]))) {
    if ((found.length & PACE_MASK) === 0) job.checkpoint();
    found.push(node);
    node = owners.heaviestOf(node);
  }
  return found;
}

function linkTypes(
  { heap, owners }: CauseContext,
  nodes: readonly NodeIndex[],
): AccumulationGroup[] {
  const { type } = heap.graph;
  const counts = new Map<TypeIndex, { count: number; example: NodeIndex }>();
  for (const node of nodes) {
    const bare = heap.bare(node);
    if (CONTAINERS.has(bare) || PLAIN_VALUES.has(bare)) continue;
    const known = counts.get(type[node]);
    if (known === undefined) counts.set(type[node], { count: 1, example: node });
    else known.count++;
  }
  const bytes = owners.charged[nodes[0] as NodeIndex] / Math.max(1, counts.size);
  return [...counts]
    .filter(([, { count }]) => count >= LINKS)
    .sort((a, b) => heap.scores[b[0]] - heap.scores[a[0]] || b[1].count - a[1].count)
    .map(([own, { count, example }]) => ({ type: own, count, bytes, example }));
}

/** The links before the first that shed enough to be noticed belong to it too. */
function fromFirstLink(
  { heap }: CauseContext,
  path: readonly NodeIndex[],
  begin: number,
  nodes: readonly NodeIndex[],
  groups: readonly AccumulationGroup[],
): Chain {
  const { type } = heap.graph;
  const counts = new Map(groups.map((group) => [group.type, group.count]));
  const isLink = (at: number): boolean => at >= 0 && counts.has(type[path[at] as NodeIndex]);
  const isBetween = (at: number): boolean => CONTAINERS.has(heap.bare(path[at] as NodeIndex));
  let head = begin;
  for (;;) {
    // At most two containers lie between one link and the next.
    let before = head - 1;
    while (before >= head - 2 && before >= 0 && !isLink(before) && isBetween(before)) before--;
    if (!isLink(before)) break;
    const own = type[path[before] as NodeIndex];
    counts.set(own, (counts.get(own) ?? 0) + 1);
    head = before;
  }
  const all = [...path.slice(head, begin), ...nodes];
  const first = all.findIndex((node) => counts.has(type[node]));
  return {
    head: head + Math.max(0, first),
    nodes: all.slice(Math.max(0, first)),
    groups: groups.map((group) => ({ ...group, count: counts.get(group.type) ?? group.count })),
  };
}
