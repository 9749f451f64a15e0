import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { hasBit } from '../graph/bits.ts';
import { NO_EDGE, releasingMarks } from '../graph/holding.ts';
import { keepPace, PACE_EDGES, PACE_MASK } from '../graph/pace.ts';
import { Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';

/** What loses its hold once references are gone. */
export interface Unsupported {
  /** Held until now, and now only reached from objects of which nothing is known. */
  readonly doubted: Uint32Array;
  /** Reached until now, and now by nothing. */
  readonly dropped: Uint32Array;
}

/** In place of a reference that leads to the object: it needs none. */
const SEED: EdgeIndex = 0xfffffffe;

const SAFE = 0;
const AT_RISK = 1;

/**
 * By which reference every object is held, so that it can be told what falls without some.
 *
 * A breadth-first forest from what is held for itself, and then from what may be. Without some
 * references only the subtrees under them are at risk; of these, what something outside them still
 * refers to is safe, and so is all that it reaches. Whether something does is a matter of counting:
 * references from living objects, less those from within. The reverse direction is not needed.
 *
 * O(objects + references) to make; 8 bytes per object, 12 where not everything is known, and 5 more
 * where a question touches it. A question costs the subtrees and their references.
 */
export class SupportForest {
  private readonly graph: HeapGraph;
  private readonly verdict: Uint8Array;
  private readonly externalReferences: Uint32Array | null;
  /** Only a declared root holds surely; see `computeVerdicts`. */
  private readonly isPartial: boolean;
  private readonly ignoredMarks: number;
  private readonly parentEdge: Uint32Array;
  /** Per object, the references to it from held objects. */
  private readonly holders: Uint32Array;
  /** References per object from objects of unknown verdict; null where there are none. */
  private readonly doubtfulHolders: Uint32Array | null;
  /** All safe between two questions. Untouched memory costs nothing. */
  private readonly state: Uint8Array;
  /** Holders outside what is at risk; written before it is read. */
  private readonly left: Int32Array;

  constructor(graph: HeapGraph, verdicts: Verdicts, isPartial: boolean, job: Job) {
    this.graph = graph;
    this.verdict = verdicts.verdict;
    this.externalReferences = verdicts.externalReferences;
    this.isPartial = isPartial;
    this.ignoredMarks = releasingMarks(graph);
    this.parentEdge = new Uint32Array(graph.nodeCount).fill(NO_EDGE);
    this.state = new Uint8Array(graph.nodeCount);
    this.left = new Int32Array(graph.nodeCount);
    const queue = new Uint32Array(graph.nodeCount);
    let length = 0;
    const begin = (node: NodeIndex): void => {
      if (this.parentEdge[node] !== NO_EDGE) return;
      this.parentEdge[node] = SEED;
      queue[length++] = node;
    };
    for (const root of graph.roots?.node ?? []) begin(root);
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((node & PACE_MASK) === 0) job.checkpoint();
      if (this.isSurelyHeld(node)) begin(node);
    }
    this.holders = this.grow(queue, length, job);
    length = 0;
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((node & PACE_MASK) === 0) job.checkpoint();
      if (this.mayBeHeld(node)) begin(node);
    }
    this.doubtfulHolders = length === 0 ? null : this.grow(queue, length, job);
  }

  /**
   * `edges` are those that are `removed`, and these alone. Null when more than `limit` objects are at
   * risk, so that it is cheaper to look at everything.
   */
  whatFalls(edges: Uint32Array, removed: BitSet, limit: number, job: Job): Unsupported | null {
    const atRisk = this.under(edges, limit, job);
    if (atRisk.length > limit) {
      for (const node of atRisk) this.state[node] = SAFE;
      return null;
    }
    const { verdict, state } = this;
    const held = atRisk.filter((node) => verdict[node] === Verdict.held);
    this.rescue(held, this.holders, Verdict.held, edges, removed, job);
    const fallen = held.filter((node) => state[node] === AT_RISK);
    // What was not known stays so where something of the same kind still leads to it.
    const unheld = atRisk.filter((node) => state[node] === AT_RISK);
    this.rescue(unheld, this.doubtfulHolders, Verdict.unknown, edges, removed, job);
    const doubted = fallen.filter((node) => state[node] === SAFE);
    const dropped = unheld.filter((node) => state[node] === AT_RISK);
    for (const node of dropped) state[node] = SAFE;
    return { doubted, dropped };
  }

  /** Forgets a question that was not answered to the end. */
  reset(): void {
    this.state.fill(SAFE);
  }

  private isSurelyHeld(node: NodeIndex): boolean {
    const external = this.externalReferences?.[node] ?? 0;
    return external !== 0 && external !== NO_COUNT && !this.isPartial;
  }

  private mayBeHeld(node: NodeIndex): boolean {
    const external = this.externalReferences?.[node] ?? 0;
    return external === NO_COUNT || (external !== 0 && this.isPartial);
  }

  /** Extends the spanning forest; per object, the references that were followed to it. */
  private grow(queue: Uint32Array, seeds: number, job: Job): Uint32Array {
    const { parentEdge, ignoredMarks } = this;
    const { nodeCount, firstEdge, edgeTarget, edgeKind } = this.graph;
    const references = new Uint32Array(nodeCount);
    let length = seeds;
    // Registries of a hundred thousand come early and in a row.
    let work = 0;
    for (let at = 0; at < length; at++) {
      const node = queue[at];
      work += 1 + firstEdge[node + 1] - firstEdge[node];
      if (work > PACE_EDGES) {
        work = 0;
        keepPace(job, 'Following what is held', at, nodeCount);
      }
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & ignoredMarks) !== 0) continue;
        const target = edgeTarget[edge];
        references[target]++;
        if (parentEdge[target] !== NO_EDGE) continue;
        parentEdge[target] = edge;
        queue[length++] = target;
      }
    }
    return references;
  }

  /** All objects in the subtrees under these references, marked as at risk; or some, beyond it. */
  private under(edges: Uint32Array, limit: number, job: Job): Uint32Array {
    const { state, parentEdge } = this;
    const { firstEdge, edgeTarget, nodeCount } = this.graph;
    const found = new GrowableUint32(256);
    for (const edge of edges) {
      const target = edgeTarget[edge];
      if (parentEdge[target] !== edge || state[target] === AT_RISK) continue;
      state[target] = AT_RISK;
      found.push(target);
    }
    for (let at = 0; at < found.length && found.length <= limit; at++) {
      const node = found.values[at];
      if ((at & PACE_MASK) === 0) keepPace(job, 'Following what is held', at, nodeCount);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        const target = edgeTarget[edge];
        if (parentEdge[target] !== edge || state[target] === AT_RISK) continue;
        state[target] = AT_RISK;
        found.push(target);
      }
    }
    return found.toArray();
  }

  /**
   * Marks as safe those of `nodes`, all at risk, that references from objects of this verdict still
   * reach. What is in `nodes` and of this verdict cannot vouch for itself.
   */
  private rescue(
    nodes: Uint32Array,
    holders: Uint32Array | null,
    vouching: number,
    edges: Uint32Array,
    removed: BitSet,
    job: Job,
  ): void {
    const { left, state, verdict } = this;
    const { edgeTarget, firstEdge, edgeKind, nodeCount } = this.graph;
    const isSecond = vouching === Verdict.unknown;
    if (isSecond && holders === null && this.externalReferences === null) return;
    if (holders !== null) {
      for (const node of nodes) left[node] = holders[node];
      let steps = 0;
      for (const node of nodes) {
        if ((++steps & PACE_MASK) === 0) keepPace(job, 'Counting holders', steps, nodes.length);
        if (verdict[node] !== vouching) continue;
        for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
          if ((edgeKind[edge] & this.ignoredMarks) === 0) left[edgeTarget[edge]]--;
        }
      }
      for (const edge of edges) {
        if ((edgeKind[edge] & this.ignoredMarks) !== 0) continue;
        const source = edgeSource(this.graph, edge);
        if (state[source] === SAFE && verdict[source] === vouching) left[edgeTarget[edge]]--;
      }
    }
    const stack = new GrowableUint32(256);
    for (const node of nodes) {
      const isHeldItself = isSecond && this.mayBeHeld(node);
      if (!isHeldItself && (holders === null || left[node] <= 0)) continue;
      state[node] = SAFE;
      stack.push(node);
    }
    let steps = 0;
    while (stack.length > 0) {
      const node = stack.values[--stack.length];
      if ((++steps & PACE_MASK) === 0) keepPace(job, 'Following what is held', steps, nodeCount);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & this.ignoredMarks) !== 0 || hasBit(removed, edge)) continue;
        const target = edgeTarget[edge];
        if (state[target] !== AT_RISK) continue;
        state[target] = SAFE;
        stack.push(target);
      }
    }
  }
}
