import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { CauseContext } from './cause-context.ts';
import { ownerOfCycle } from './cycle-owner.ts';

/** Cycles whose owners are of one type, or run one function. */
export interface GarbageGroup {
  readonly key: string;
  readonly entries: readonly NodeIndex[];
  readonly owners: NodeIndex[];
  /** What goes with them and was charged to no group before. */
  readonly bytes: number;
  /** Of these, outside of Python's objects. */
  readonly nativeBytes: number;
  readonly objects: number;
  /** Most of it, by bytes and else by number, no collection frees. */
  readonly isLost: boolean;
  /** Objects of the owners' type among all that is charged. */
  readonly ownCount: number;
}

export interface GarbageGroups {
  /** The largest retained size first. */
  readonly groups: readonly GarbageGroup[];
  /** Per object the group that it is charged to; negative: none. */
  readonly groupOf: Int32Array;
}

/** A million small cycles are mostly alike: after so many of a type the rest goes with them. */
const LOOKED_AT = 5000;

const NONE = -1;
/** Freed with references that are cut by hand. */
const GONE = -2;

interface OpenGroup {
  readonly key: string;
  readonly entries: NodeIndex[];
  readonly owners: NodeIndex[];
  weight: number;
}

/**
 * What is unreachable, by who owns each cycle.
 *
 * The entries of what is unreachable stand one for each cycle component that nothing else enters.
 * They are grouped by the owner's type, and each object is charged to the first group, by retained
 * bytes, that reaches it: families that overlap are one cause, and nothing counts twice.
 * O(unreachable objects and their references).
 */
export function groupGarbage(ctx: CauseContext): GarbageGroups {
  const { heap, dominators, job } = ctx;
  const { graph } = heap;
  const groupOf = new Int32Array(graph.nodeCount).fill(NONE);
  if (!heap.verdict.some(isUnreachable)) return { groups: [], groupOf };
  for (const node of ctx.freed) groupOf[node] = GONE;
  const open = new Map<string, OpenGroup>();
  const known = new Map<number, { count: number; key: string }>();
  let at = 0;
  for (const entry of ctx.entries) {
    if ((at++ & PACE_MASK) === 0) job.checkpoint();
    if (!heap.isUnreachable(entry) || groupOf[entry] === GONE) continue;
    const seen = known.get(graph.type[entry]) ?? { count: 0, key: '' };
    known.set(graph.type[entry], seen);
    const isKnown = ++seen.count > LOOKED_AT;
    const owner = isKnown ? entry : ownerOfCycle(ctx, entry);
    if (!isKnown) seen.key = groupKey(ctx, owner);
    const group = open.get(seen.key) ?? { key: seen.key, entries: [], owners: [], weight: 0 };
    open.set(seen.key, group);
    group.entries.push(entry);
    group.owners.push(owner);
    group.weight += dominators.retainedSize[entry];
  }
  const order = [...open.values()].sort((a, b) => b.weight - a.weight || compareKeys(a, b));
  const groups = order.map((group, id) => charge(ctx, group, id, groupOf));
  return { groups, groupOf };
}

function compareKeys(a: OpenGroup, b: OpenGroup): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function charge(
  { heap, owners: { own }, job }: CauseContext,
  { key, entries, owners }: OpenGroup,
  id: number,
  groupOf: Int32Array,
): GarbageGroup {
  const { firstEdge, edgeTarget, shallowSize, type } = heap.graph;
  const ownType = type[owners[0] ?? 0];
  const pending: NodeIndex[] = [];
  const take = (node: NodeIndex): void => {
    groupOf[node] = id;
    pending.push(node);
  };
  for (const entry of entries) if (groupOf[entry] === NONE) take(entry);
  let bytes = 0;
  let nativeBytes = 0;
  let objects = 0;
  let lostBytes = 0;
  let lost = 0;
  let ownCount = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ((objects & PACE_MASK) === 0) job.checkpoint();
    objects++;
    bytes += own[node];
    nativeBytes += own[node] - shallowSize[node];
    if (heap.verdict[node] === Verdict.never) {
      lostBytes += own[node];
      lost++;
    }
    if (type[node] === ownType) ownCount++;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const target = edgeTarget[edge];
      if (groupOf[target] !== NONE || !heap.isUnreachable(target) || !heap.isStrong(edge)) continue;
      take(target);
    }
  }
  const isLost = bytes > 0 ? lostBytes > bytes / 2 : lost > objects / 2;
  return { key, entries, owners, bytes, nativeBytes, objects, isLost, ownCount };
}

/** Instances of classes that are garbage themselves are told together, by the code of their methods. */
function groupKey(ctx: CauseContext, owner: NodeIndex): string {
  const { heap } = ctx;
  const cls = heap.isType(owner) ? owner : heap.classOf(owner);
  if (cls !== NO_NODE && heap.isUnreachable(cls)) {
    const code = firstCodeOfClass(ctx, cls);
    const name = code === NO_NODE ? heap.preview(cls).replace(/\d+/g, '#') : heap.preview(code);
    return `class ${name}`;
  }
  const bare = heap.bare(owner);
  if (!RUNS.test(bare)) return heap.type(owner);
  const code = heap.referent(owner, bare === 'frame' ? 'f_code' : '__code__');
  return `${bare} ${heap.preview(code === NO_NODE ? owner : code)}`;
}

const RUNS = /^(function|cell|frame|method|generator|coroutine)$/;

/** The code of the first method of a class, by its line. */
export function firstCodeOfClass({ heap }: CauseContext, cls: NodeIndex): NodeIndex {
  const { firstEdge, edgeTarget } = heap.graph;
  const namespace = heap.referent(cls, '__dict__');
  let best = NO_NODE;
  if (namespace === NO_NODE) return best;
  let line = Number.POSITIVE_INFINITY;
  for (let edge = firstEdge[namespace]; edge < firstEdge[namespace + 1]; edge++) {
    if (heap.bare(edgeTarget[edge]) !== 'function') continue;
    const code = heap.referent(edgeTarget[edge], '__code__');
    const place = heap.place(code);
    if (place === null || place.line >= line) continue;
    best = code;
    line = place.line;
  }
  return best;
}
