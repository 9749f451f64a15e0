import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { RootKind } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { graphWithout } from '../graph/graph-without.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import { Verdict, verdictName } from '../graph/verdict.ts';
import type { Total, Verdicts, VerdictTotals } from '../verdicts/garbage.ts';
import { computeVerdicts } from '../verdicts/garbage.ts';
import type { ReferenceRelease } from '../verdicts/release.ts';
import { IncrementalGarbage } from './incremental-garbage.ts';
import { SupportForest } from './support-forest.ts';

/** Who would live if some references were gone. */
export interface VerdictsWithout {
  /**
   * What is freed at once counts as garbage in the column, and as nothing in the totals. Objects
   * with inconsistent counts are those of the dump as it is.
   */
  readonly verdicts: Verdicts;
  /** What reference counting alone frees, ascending. */
  readonly freed: Uint32Array;
  /** Objects that are freed or have another verdict than before, ascending. */
  readonly changed: Uint32Array;
}

/** Following a part takes about five times as long per object as looking at everything in order. */
export const WORTHWHILE = 0.15;

/**
 * The verdict on every object as if references were gone: first what reference counting frees by
 * it, then what the collector would find in the rest. Exactly what `computeVerdicts` finds in a
 * dump without them, from what they lead to instead of from everything.
 *
 * Made with the first question: O(objects + references), some 30 bytes per object at most. A
 * question costs what hangs on the references, and 2 bytes per object to copy the columns.
 */
export class VerdictUpdater {
  private readonly graph: HeapGraph;
  private readonly base: Verdicts;
  private readonly release: ReferenceRelease;
  private readonly lines: SupportForest;
  private readonly ledger: IncrementalGarbage | null;
  /** The verdict on what nothing reaches, where there is no arithmetic that decides it. */
  private readonly unreached: VerdictByte;
  private readonly isPartial: boolean;
  private readonly removed: BitSet;
  /** Up to which part of the objects at risk it is cheaper than to look at everything. */
  private readonly worthwhile: number;

  constructor(
    graph: HeapGraph,
    base: Verdicts,
    release: ReferenceRelease,
    isPartial: boolean,
    job: Job,
    worthwhile = WORTHWHILE,
  ) {
    this.graph = graph;
    this.isPartial = isPartial;
    this.worthwhile = worthwhile;
    this.base = base;
    this.release = release;
    this.lines = new SupportForest(graph, base, isPartial, job);
    const { refcount } = graph;
    this.ledger = refcount === null ? null : new IncrementalGarbage(graph, refcount, base, job);
    const isComplete = graph.roots?.kind.some((kind) => kind === RootKind.runtime) ?? false;
    const isKnown = refcount !== null || (isComplete && !isPartial);
    this.unreached = isKnown ? Verdict.garbage : Verdict.unknown;
    this.removed = createBitSet(graph.edgeCount);
  }

  /** `edges` ascending, each once. */
  without(edges: Uint32Array, job: Job): VerdictsWithout {
    // Without counts nothing is freed before a collector has looked.
    const freed =
      this.graph.refcount === null
        ? new Uint32Array(0)
        : this.release.nodesFreedWithout(edges, job).sort();
    try {
      return this.decide(edges, freed, job);
    } catch (error) {
      // It was cancelled halfway.
      this.lines.reset();
      this.ledger?.reset();
      throw error;
    } finally {
      this.removed.fill(0);
    }
  }

  private decide(edges: Uint32Array, freed: Uint32Array, job: Job): VerdictsWithout {
    const { base, removed, unreached } = this;
    for (const edge of edges) setBit(removed, edge);
    const limit = this.graph.nodeCount * this.worthwhile;
    const fallen = this.lines.whatFalls(edges, removed, limit, job);
    if (fallen === null) return this.decideAfresh(this.withReferencesOf(edges, freed), freed, job);
    const { doubted, dropped } = fallen;
    const columns = { verdict: base.verdict.slice(), collectable: base.collectable.slice() };
    const { verdict, collectable } = columns;
    for (const node of doubted) verdict[node] = Verdict.unknown;
    for (const node of dropped) {
      verdict[node] = unreached;
      collectable[node] = unreached === Verdict.garbage ? 1 : 0;
    }
    const gone = this.withReferencesOf(edges, freed);
    const removal = { edges: gone, removed, freed, dropped };
    const decided = this.ledger?.decideAgain(removal, columns, job) ?? dropped;
    for (const node of freed) {
      verdict[node] = Verdict.garbage;
      collectable[node] = 0;
    }
    const changed = concatenated([doubted, decided, freed]).filter(
      (node) => verdict[node] !== base.verdict[node] || isAmong(freed, node),
    );
    return {
      verdicts: {
        ...base,
        verdict,
        collectable,
        totals: this.totals(columns, decided, doubted, freed, job),
      },
      freed,
      changed: changed.sort(),
    };
  }

  /** Decides by computing everything again: faster where most of the graph may be lost. */
  private decideAfresh(gone: Uint32Array, freed: Uint32Array, job: Job): VerdictsWithout {
    const { graph, base, isPartial } = this;
    const without = graphWithout(graph, gone);
    const columns = computeVerdicts(without, job, isPartial);
    const { verdict, collectable } = columns;
    for (const node of freed) {
      verdict[node] = Verdict.garbage;
      collectable[node] = 0;
    }
    // Most of it may be another: grown step by step it would be copied time and again.
    const decided = new GrowableUint32(graph.nodeCount);
    const changed = new GrowableUint32(graph.nodeCount);
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((node & PACE_MASK) === 0) keepPace(job, 'Comparing', node, graph.nodeCount);
      const isOther = verdict[node] !== base.verdict[node];
      const isFreed = isAmong(freed, node);
      if (isOther || isFreed) changed.push(node);
      if (!isFreed && (isOther || collectable[node] !== base.collectable[node])) decided.push(node);
    }
    const totals = this.totals(columns, decided.toArray(), new Uint32Array(0), freed, job);
    return {
      verdicts: { ...base, verdict, collectable, totals },
      freed,
      changed: changed.toArray(),
    };
  }

  /** References that go, and those of the objects that go with them; each once, and in the bits. */
  private withReferencesOf(edges: Uint32Array, freed: Uint32Array): Uint32Array {
    const { firstEdge } = this.graph;
    const all = new GrowableUint32(edges.length + 4 * freed.length);
    all.append(edges);
    for (const node of freed) {
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        if (hasBit(this.removed, edge)) continue;
        setBit(this.removed, edge);
        all.push(edge);
      }
    }
    return all.toArray();
  }

  private totals(
    { verdict, collectable }: Pick<Verdicts, 'verdict' | 'collectable'>,
    decided: Uint32Array,
    doubted: Uint32Array,
    freed: Uint32Array,
    job: Job,
  ): VerdictTotals {
    const { base } = this;
    const { shallowSize } = this.graph;
    const names = [Verdict.unknown, Verdict.held, Verdict.garbage, Verdict.never].map(verdictName);
    const sums = names.map((name) => ({ ...base.totals[name] }));
    const found = { ...base.totals.collectable };
    const add = (
      total: { objects: number; shallowBytes: number } | undefined,
      node: number,
      sign: number,
    ): void => {
      if (total === undefined) return;
      total.objects += sign;
      total.shallowBytes += sign * shallowSize[node];
    };
    const leave = (node: number): void => {
      add(sums[base.verdict[node]], node, -1);
      if (base.collectable[node] === 1) add(found, node, -1);
    };
    for (const node of freed) leave(node);
    let steps = 0;
    for (const nodes of [decided, doubted]) {
      for (const node of nodes) {
        if ((++steps & PACE_MASK) === 0) job.checkpoint();
        leave(node);
        add(sums[verdict[node]], node, 1);
        if (collectable[node] === 1) add(found, node, 1);
      }
    }
    const [unknown, held, garbage, never] = sums as [Total, Total, Total, Total];
    return { unknown, held, garbage, never, collectable: found };
  }
}

function concatenated(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
