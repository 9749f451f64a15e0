import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { spread } from '../graph/spread.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';

export interface DecidedByCounts {
  readonly verdict: Uint8Array;
  readonly collectable: Uint8Array;
  readonly externalReferences: Uint32Array;
  readonly inconsistentCounts: number;
  readonly inconsistentUnreached: number;
}

/** Not decided yet; no verdict has this value. */
const OPEN = 0xff;
/** References that the target's count does not include. */
export const UNCOUNTED = EdgeMark.borrowed | EdgeMark.weak;
/** References that CPython's collector neither subtracts nor follows. */
export const UNTRAVERSED = UNCOUNTED | EdgeMark.hidden;

/**
 * Verdicts by reference count arithmetic.
 *
 * CPython's collector (InternalDocs/garbage_collector.md, "Identifying reference cycles")
 * subtracts from each tracked object's count the references it finds from tracked objects; what is
 * left above zero is referred to from elsewhere, and whatever that reaches lives. It sees only what
 * it tracks and what `tp_traverse` reports, so here the same arithmetic runs twice:
 *
 * 1. over all objects and every counted reference, hidden ones too. What is not reached from a
 *    count left over, a root or an immortal object is *unreachable*.
 * 2. among the unreachable, over tracked objects that are not frozen, and only by references that
 *    the collector traverses. What is still not reached is *collectable*: exactly what
 *    `gc.collect()` under `DEBUG_SAVEALL` finds, but for what finalisers change on the way: they
 *    may revive something, and a suspended generator is closed, which frees what only it holds
 *    before `gc.garbage` is filled. (The reachable ones need no second look: nothing held refers to an unreachable object.)
 *
 * Freeing the collectable ones drops the counts of what they refer to, in turn; what goes with them
 * is garbage too. Unreachable objects that even then keep a count are never freed. Among these are
 * frozen ones: no collection looks at them until `gc.unfreeze()`.
 *
 * An object whose count is not known may be held; so may all it refers to: unknown, unless held.
 *
 * O(objects + references); 14 bytes per object while it runs, 6 kept.
 */
export function decideByCounts(graph: HeapGraph, refcount: Uint32Array, job: Job): DecidedByCounts {
  const { nodeCount } = graph;
  const { externalReferences, overdrawn } = subtractAll(graph, refcount, job);
  const verdict = new Uint8Array(nodeCount).fill(OPEN);
  const stack = new Uint32Array(nodeCount);
  spreadLife(graph, verdict, externalReferences, stack, job);

  let open = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (verdict[node] === OPEN) stack[open++] = node;
  }
  const unreachable = stack.slice(0, open);
  const collectable = new Uint8Array(nodeCount);
  if (open > 0) {
    const scratch = new Int32Array(nodeCount);
    markCollectable(graph, refcount, unreachable, { verdict, collectable, scratch, stack }, job);
    freeInTurn(graph, unreachable, { verdict, collectable, scratch, stack }, job);
  }
  return {
    verdict,
    collectable,
    externalReferences,
    inconsistentCounts: overdrawn.length,
    inconsistentUnreached: overdrawn.reduce(
      (sum, node) => sum + (isUnreachable(verdict[node]) ? 1 : 0),
      0,
    ),
  };
}

/** Reference counts less every counted reference in the dump. */
function subtractAll(
  graph: HeapGraph,
  refcount: Uint32Array,
  job: Job,
): { readonly externalReferences: Uint32Array; readonly overdrawn: Uint32Array } {
  const { nodeCount, firstEdge, edgeTarget, edgeKind, flags } = graph;
  const externalReferences = refcount.slice();
  // Read as signed, the special counts (and any beyond 2³¹, immortal as well) are below zero, so
  // that one comparison keeps them from being changed.
  const left = new Int32Array(externalReferences.buffer);
  const overdrawn = new GrowableUint32(16);
  job.checkpoint();
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if ((flags[node] & NodeFlag.isStub) !== 0) left[node] = NO_COUNT;
    // A class that the collector neither tracks nor has set aside is static: nothing ever frees it.
    else if ((flags[node] & CLASS_FLAGS) === NodeFlag.isType) left[node] = IMMORTAL_COUNT;
  }
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) keepPace(job, 'Subtracting references', node, nodeCount);
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & UNCOUNTED) !== 0) continue;
      const target = edgeTarget[edge];
      const before = left[target];
      if (before > 0) left[target] = before - 1;
      else if (before === 0) {
        left[target] = OVERDRAWN;
        overdrawn.push(target);
      }
    }
  }
  const inconsistent = overdrawn.toArray();
  for (const node of inconsistent) left[node] = 0;
  return { externalReferences, overdrawn: inconsistent };
}

const CLASS_FLAGS = NodeFlag.isType | NodeFlag.tracked | NodeFlag.frozen;

/** Marks a count that has gone below zero, while references are subtracted. */
const OVERDRAWN = -3;

/** Decides what is held, and then what is unknown. */
function spreadLife(
  graph: HeapGraph,
  verdict: Uint8Array,
  externalReferences: Uint32Array,
  stack: Uint32Array,
  job: Job,
): void {
  let depth = 0;
  const begin = (node: number, as: number): void => {
    if (verdict[node] !== OPEN) return;
    verdict[node] = as;
    stack[depth++] = node;
  };
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const references = externalReferences[node];
    if (references !== 0 && references !== NO_COUNT) begin(node, Verdict.held);
  }
  for (const root of graph.roots?.node ?? []) begin(root, Verdict.held);
  const rule = { state: verdict, from: OPEN, ignoredMarks: UNCOUNTED, stack };
  spread(graph, { ...rule, to: Verdict.held, depth }, job);

  depth = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (externalReferences[node] === NO_COUNT) begin(node, Verdict.unknown);
  }
  spread(graph, { ...rule, to: Verdict.unknown, depth }, job);
}

interface Columns {
  readonly verdict: Uint8Array;
  readonly collectable: Uint8Array;
  /** Zero wherever it was not written. */
  readonly scratch: Int32Array;
  readonly stack: Uint32Array;
}

/** The second arithmetic, as the collector does it, over the unreachable objects alone. */
function markCollectable(
  graph: HeapGraph,
  refcount: Uint32Array,
  unreachable: Uint32Array,
  columns: Columns,
  job: Job,
): void {
  const { firstEdge, edgeTarget, edgeKind, flags } = graph;
  const { collectable, scratch: left, stack } = columns;
  const takesPart = NodeFlag.tracked | NodeFlag.frozen;
  let steps = 0;
  for (const node of unreachable) {
    if ((++steps & PACE_MASK) === 0) job.checkpoint();
    if ((flags[node] & takesPart) !== NodeFlag.tracked) continue;
    collectable[node] = 1;
    left[node] = refcount[node];
  }
  steps = 0;
  for (const node of unreachable) {
    if ((++steps & PACE_MASK) === 0)
      keepPace(job, 'Looking for garbage', steps, unreachable.length);
    if (collectable[node] === 0) continue;
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if ((edgeKind[edge] & UNTRAVERSED) === 0 && left[target] > 0) left[target]--;
    }
  }
  let depth = 0;
  for (const node of unreachable) {
    if ((++steps & PACE_MASK) === 0) job.checkpoint();
    if (collectable[node] === 0 || left[node] === 0) continue;
    collectable[node] = 0;
    stack[depth++] = node;
  }
  const rule = { state: collectable, from: 1, to: 0, ignoredMarks: UNTRAVERSED };
  spread(graph, { ...rule, stack, depth }, job);
}

/** Frees the collectable objects and all whose count falls to zero by it; the rest is lost. */
function freeInTurn(graph: HeapGraph, unreachable: Uint32Array, columns: Columns, job: Job): void {
  const { firstEdge, edgeTarget, edgeKind } = graph;
  const { verdict, collectable, scratch: pending, stack } = columns;
  let steps = 0;
  for (const node of unreachable) {
    if ((++steps & PACE_MASK) === 0) job.checkpoint();
    pending[node] = 0;
  }
  // Each object is looked at twice, once to count and once to free it.
  let looks = 0;
  const keepOwnPace = (): void => keepPace(job, 'Freeing in turn', looks >>> 1, unreachable.length);
  for (const node of unreachable) {
    if ((++looks & PACE_MASK) === 0) keepOwnPace();
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & UNCOUNTED) === 0) pending[edgeTarget[edge]]++;
    }
  }
  let depth = 0;
  for (const node of unreachable) {
    if ((++steps & PACE_MASK) === 0) job.checkpoint();
    if (collectable[node] === 0 && pending[node] !== 0) continue;
    verdict[node] = Verdict.garbage;
    stack[depth++] = node;
  }
  while (depth > 0) {
    const node = stack[--depth];
    if ((++looks & PACE_MASK) === 0) keepOwnPace();
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & UNCOUNTED) !== 0) continue;
      const target = edgeTarget[edge];
      if (--pending[target] !== 0 || verdict[target] !== OPEN) continue;
      verdict[target] = Verdict.garbage;
      stack[depth++] = target;
    }
  }
  for (const node of unreachable) if (verdict[node] === OPEN) verdict[node] = Verdict.never;
}
