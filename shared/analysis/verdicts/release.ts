import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { mergeSorted, withoutSorted } from '../../base/sorted.ts';
import type { EdgeIndex, HeapGraph } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { releasingMarks } from '../graph/holding.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { Verdicts } from './garbage.ts';

export interface Released {
  readonly objects: number;
  readonly shallowBytes: number;
}

/** Answers what reference counting frees when references go. */
export interface Release {
  /** `edges` ascending, each once. */
  freedWithout(edges: Uint32Array, job: Job): Released;
}

/** What references free besides what others, gone already, have freed. */
export class ReleaseAfter implements Release {
  private readonly base: Release;
  private readonly gone: Uint32Array;
  private before: Released | null = null;

  /** `gone` ascending, each once. */
  constructor(base: Release, gone: Uint32Array) {
    this.base = base;
    this.gone = gone;
  }

  freedWithout(edges: Uint32Array, job: Job): Released {
    this.before ??= this.base.freedWithout(this.gone, job);
    const all = mergeSorted(this.gone, withoutSorted(edges, this.gone));
    const { objects, shallowBytes } = this.base.freedWithout(all, job);
    return {
      objects: objects - this.before.objects,
      shallowBytes: shallowBytes - this.before.shallowBytes,
    };
  }
}

/**
 * Takes references away and follows what reference counting alone frees by it: objects whose count
 * falls to zero, what falls with these, and so on. No collector runs. The graph is not changed.
 *
 * An object that something outside the dump holds keeps one reference that never goes; so does one
 * whose verdict is not known, for then nobody can say. Finalisers that revive something and code
 * that runs from weak references' callbacks are not foreseen.
 *
 * O(objects + references) to make, 4 bytes per object and 1 bit per reference kept; a question
 * costs what it frees.
 */
export class ReferenceRelease implements Release {
  private readonly graph: HeapGraph;
  private readonly ignoredMarks: number;
  /** Per object, references to it that are counted; one more where something outside holds it. */
  private readonly holders: Uint32Array;
  /** Bit per reference; clear between two questions. */
  private readonly removed: BitSet;
  private readonly lowered = new GrowableUint32(1024);
  private readonly freed = new GrowableUint32(1024);

  constructor(graph: HeapGraph, verdicts: Verdicts, job: Job) {
    this.graph = graph;
    this.ignoredMarks = releasingMarks(graph);
    this.removed = createBitSet(graph.edgeCount);
    const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
    this.holders = new Uint32Array(nodeCount);
    job.checkpoint();
    for (let node = 0; node < nodeCount; node++) {
      if ((node & PACE_MASK) === 0) keepPace(job, 'Counting references', node, nodeCount);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & this.ignoredMarks) === 0) this.holders[edgeTarget[edge]]++;
      }
      if (verdicts.verdict[node] === Verdict.unknown) this.holders[node]++;
    }
    for (const root of graph.roots?.node ?? []) this.holders[root]++;
    const { externalReferences } = verdicts;
    if (externalReferences === null) return;
    for (let node = 0; node < nodeCount; node++) {
      if ((node & PACE_MASK) === 0) job.checkpoint();
      if (externalReferences[node] > 0 && !isUnreachable(verdicts.verdict[node])) {
        this.holders[node]++;
      }
    }
  }

  /** What goes when these references go, each named once. */
  freedWithout(edges: Uint32Array, job: Job): Released {
    const nodes = this.nodesFreedWithout(edges, job);
    let shallowBytes = 0;
    for (const node of nodes) shallowBytes += this.graph.shallowSize[node];
    return { objects: nodes.length, shallowBytes };
  }

  /** The objects that go with them, in the order in which they go. */
  nodesFreedWithout(edges: Uint32Array, job: Job): Uint32Array {
    this.lowered.length = 0;
    this.freed.length = 0;
    try {
      for (const edge of edges) {
        setBit(this.removed, edge);
        this.lower(edge);
      }
      this.freeInTurn(job);
      return this.freed.values.slice(0, this.freed.length);
    } finally {
      for (let at = 0; at < this.lowered.length; at++) this.holders[this.lowered.values[at]]++;
      for (const edge of edges) this.removed[edge >>> 5] = 0;
    }
  }

  private freeInTurn(job: Job): void {
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    for (let at = 0; at < this.freed.length; at++) {
      const node = this.freed.values[at];
      if ((at & PACE_MASK) === 0) keepPace(job, 'Freeing in turn', at, this.graph.nodeCount);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        // What was taken away before the object fell does not fall with it again.
        if ((edgeKind[edge] & this.ignoredMarks) === 0 && !hasBit(this.removed, edge)) {
          this.lowerTarget(edgeTarget[edge]);
        }
      }
    }
  }

  private lower(edge: EdgeIndex): void {
    if ((this.graph.edgeKind[edge] & this.ignoredMarks) === 0) {
      this.lowerTarget(this.graph.edgeTarget[edge]);
    }
  }

  private lowerTarget(target: number): void {
    if (this.holders[target] === 0) return;
    this.lowered.push(target);
    if (--this.holders[target] === 0) this.freed.push(target);
  }
}
