import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { hasBit } from '../graph/bits.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import { UNCOUNTED, UNTRAVERSED } from '../verdicts/garbage-by-counts.ts';

/** What the collector's arithmetic is to be done again for. */
export interface Removal {
  /** References that are gone, and those of the objects that are; as a list and as bits. */
  readonly edges: Uint32Array;
  readonly removed: BitSet;
  /** Objects that are gone. */
  readonly freed: Uint32Array;
  /** Objects that nothing reaches any more, the freed ones among them. */
  readonly dropped: Uint32Array;
}

/** The verdict and collectable columns that are to be brought up to date. */
export interface GarbageColumns {
  readonly verdict: Uint8Array;
  readonly collectable: Uint8Array;
}

const OUTSIDE = 0;
const INSIDE = 1;
const FREED = 2;

/**
 * The second arithmetic of `decideByCounts`, kept so that it can be done again for a part: for what
 * references that are gone, or objects that nothing reaches any more, lead to. What is unreachable
 * and not among these keeps its verdict, since all that refers to it does; it takes part with what
 * it was found to contribute. With the same result as doing all of it again.
 *
 * O(unreachable objects + references) to make, 12 bytes per object that these refer to; a question
 * costs what it leads to.
 */
export class IncrementalGarbage {
  private readonly graph: HeapGraph;
  private readonly refcount: Uint32Array;
  private readonly base: Verdicts;
  // Per object, references from unreachable objects in the dump as it is. Memory that is not
  // touched costs nothing.
  /** Those that the collector subtracts. */
  private readonly subtracted: Int32Array;
  /** Those by which it finds that the object is referred to from what it leaves alone. */
  private readonly surviving: Int32Array;
  /** Counted ones from what is never freed. */
  private readonly lasting: Int32Array;
  // Between two questions the first is zero; the others are written before they are read.
  private readonly place: Uint8Array;
  private readonly left: Int32Array;
  private readonly vouched: Int32Array;

  constructor(graph: HeapGraph, refcount: Uint32Array, base: Verdicts, job: Job) {
    this.graph = graph;
    this.refcount = refcount;
    this.base = base;
    const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
    this.subtracted = new Int32Array(nodeCount);
    this.surviving = new Int32Array(nodeCount);
    this.lasting = new Int32Array(nodeCount);
    this.place = new Uint8Array(nodeCount);
    this.left = new Int32Array(nodeCount);
    this.vouched = new Int32Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      if ((node & PACE_MASK) === 0) keepPace(job, 'Adding up garbage', node, nodeCount);
      if (!isUnreachable(base.verdict[node])) continue;
      const takesPart = this.takesPart(node);
      const survives = takesPart && base.collectable[node] === 0;
      const lasts = base.verdict[node] === Verdict.never;
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        const kind = edgeKind[edge];
        if ((kind & UNCOUNTED) !== 0) continue;
        const target = edgeTarget[edge];
        if (lasts) this.lasting[target]++;
        if (!takesPart || (kind & EdgeMark.hidden) !== 0) continue;
        this.subtracted[target]++;
        if (survives) this.surviving[target]++;
      }
    }
  }

  /**
   * Decides again; `columns` hold what was decided before, and a verdict of garbage for what was
   * dropped. Returns the objects whose columns were written, the freed ones not among them.
   */
  decideAgain(removal: Removal, columns: GarbageColumns, job: Job): Uint32Array {
    const inside = this.affected(removal, columns.verdict, job);
    this.markCollectable(inside, removal, columns.collectable, job);
    this.freeInTurn(inside, removal, columns, job);
    for (const node of inside) this.place[node] = OUTSIDE;
    for (const node of removal.freed) this.place[node] = OUTSIDE;
    return inside;
  }

  /** Forgets a question that was not answered to the end. */
  reset(): void {
    this.place.fill(OUTSIDE);
  }

  private takesPart(node: NodeIndex): boolean {
    const flags = this.graph.flags[node];
    return (flags & (NodeFlag.tracked | NodeFlag.frozen)) === NodeFlag.tracked;
  }

  /** Whether the object was unreachable in the dump as it is, so that the sums contain its part. */
  private isInSums(node: NodeIndex): boolean {
    return isUnreachable(this.base.verdict[node]);
  }

  /** What was dropped and what removed references led to, and all unreachable that these lead to. */
  private affected(removal: Removal, verdict: Uint8Array, job: Job): Uint32Array {
    const { place } = this;
    const { firstEdge, edgeTarget, edgeKind, nodeCount } = this.graph;
    for (const node of removal.freed) place[node] = FREED;
    const found = new GrowableUint32(256);
    const take = (node: NodeIndex): void => {
      if (place[node] !== OUTSIDE || !isUnreachable(verdict[node])) return;
      place[node] = INSIDE;
      found.push(node);
    };
    for (const node of removal.dropped) take(node);
    for (const edge of removal.edges) take(edgeTarget[edge]);
    for (let at = 0; at < found.length; at++) {
      const node = found.values[at];
      if ((at & PACE_MASK) === 0) keepPace(job, 'Following garbage', at, nodeCount);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & UNCOUNTED) === 0 && !hasBit(removal.removed, edge)) {
          take(edgeTarget[edge]);
        }
      }
    }
    return found.toArray();
  }

  private markCollectable(
    inside: Uint32Array,
    removal: Removal,
    collectable: Uint8Array,
    job: Job,
  ): void {
    const { left, vouched, place, subtracted, surviving, refcount, base } = this;
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    for (const node of inside) {
      left[node] = refcount[node] - subtracted[node];
      vouched[node] = surviving[node];
    }
    for (const edge of removal.edges) {
      const target = edgeTarget[edge];
      const kind = edgeKind[edge];
      if (place[target] !== INSIDE || (kind & UNCOUNTED) !== 0) continue;
      left[target]--;
      const source = edgeSource(this.graph, edge);
      if ((kind & EdgeMark.hidden) !== 0 || !this.isInSums(source) || !this.takesPart(source)) {
        continue;
      }
      left[target]++;
      if (base.collectable[source] === 0 && place[source] !== INSIDE) vouched[target]--;
    }
    let steps = 0;
    for (const node of inside) {
      if ((++steps & PACE_MASK) === 0) keepPace(job, 'Following garbage', steps, inside.length);
      if (!this.takesPart(node)) continue;
      const isInSums = this.isInSums(node);
      const vouchedFor = isInSums && base.collectable[node] === 0;
      if (isInSums && !vouchedFor) continue;
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        const target = edgeTarget[edge];
        if (place[target] !== INSIDE || (edgeKind[edge] & UNTRAVERSED) !== 0) continue;
        if (vouchedFor) vouched[target]--;
        else if (!hasBit(removal.removed, edge)) left[target]--;
      }
    }
    const stack = new GrowableUint32(256);
    for (const node of inside) {
      const takesPart = this.takesPart(node);
      const isReferredTo = takesPart && (left[node] > 0 || vouched[node] > 0);
      collectable[node] = takesPart && !isReferredTo ? 1 : 0;
      if (isReferredTo) stack.push(node);
    }
    while (stack.length > 0) {
      const node = stack.values[--stack.length];
      if ((++steps & PACE_MASK) === 0) keepPace(job, 'Following garbage', steps, inside.length);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & UNTRAVERSED) !== 0 || hasBit(removal.removed, edge)) continue;
        const target = edgeTarget[edge];
        if (place[target] !== INSIDE || collectable[target] === 0) continue;
        collectable[target] = 0;
        stack.push(target);
      }
    }
  }

  private freeInTurn(
    inside: Uint32Array,
    removal: Removal,
    { verdict, collectable }: GarbageColumns,
    job: Job,
  ): void {
    const { left: pending, place, lasting, base } = this;
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    const outlasts = (node: NodeIndex): boolean => base.verdict[node] === Verdict.never;
    for (const node of inside) pending[node] = lasting[node];
    for (const edge of removal.edges) {
      const target = edgeTarget[edge];
      if (place[target] !== INSIDE || (edgeKind[edge] & UNCOUNTED) !== 0) continue;
      if (outlasts(edgeSource(this.graph, edge))) pending[target]--;
    }
    let steps = 0;
    for (const node of inside) {
      if ((++steps & PACE_MASK) === 0) keepPace(job, 'Freeing in turn', steps, inside.length);
      // What lasted until now is in the sums already.
      if (outlasts(node)) continue;
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & UNCOUNTED) !== 0 || hasBit(removal.removed, edge)) continue;
        if (place[edgeTarget[edge]] === INSIDE) pending[edgeTarget[edge]]++;
      }
    }
    const stack = new GrowableUint32(256);
    for (const node of inside) {
      verdict[node] = Verdict.never;
      if (collectable[node] === 0 && pending[node] !== 0) continue;
      verdict[node] = Verdict.garbage;
      stack.push(node);
    }
    while (stack.length > 0) {
      const node = stack.values[--stack.length];
      if ((++steps & PACE_MASK) === 0) keepPace(job, 'Freeing in turn', steps, inside.length);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & UNCOUNTED) !== 0 || hasBit(removal.removed, edge)) continue;
        const target = edgeTarget[edge];
        if (place[target] !== INSIDE || --pending[target] !== 0) continue;
        if (verdict[target] === Verdict.garbage) continue;
        verdict[target] = Verdict.garbage;
        stack.push(target);
      }
    }
  }
}
