import type { Job } from '../base/job.ts';
import { mergeSorted } from '../base/sorted.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import { hasBit } from './bits.ts';
import type { ComponentGrouper, KeptCover, LinkIdentity } from './component-grouper.ts';
import type { Components } from './components.ts';
import { NO_COMPONENT } from './components.ts';
import type { CutEdges } from './cuts.ts';
import type { CycleFamily } from './families.ts';
import { CHEAP_STEPS } from './families.ts';
import { FamilyIndex } from './family-index.ts';
import { PACE_MASK } from './pace.ts';
import type { VerdictByte } from './verdict.ts';

/** A component whose cycles were dear to find. */
export interface DearComponent {
  readonly component: number;
  readonly cover: KeptCover;
  readonly verdict: VerdictByte;
  /** The components that its members are in now, and their verdicts. */
  readonly pieces: ReadonlyMap<number, VerdictByte>;
}

/** One cycle of a kept cover. */
interface KeptCycle {
  readonly edges: Uint32Array;
  readonly row: number;
  /** The component in which it is now; `NO_COMPONENT` when it is broken. */
  piece: number;
}

/**
 * Brings the families of components up to date whose cycles are kept: what is broken is taken out,
 * and cycles are only looked for through links that were on no other. Families that neither lose a
 * cycle nor gain one are not looked at; they are `moved`.
 *
 * O(length of the cycles + members). What changes is added to the tables of `old` and `found`.
 */
export class CoverUpdater {
  /** Families whose cycles in such components are all left, and the components of these now. */
  readonly moved = new Map<CycleFamily, Uint32Array>();
  isComplete = true;
  private readonly graph: HeapGraph;
  private readonly rows: readonly CycleFamily[];
  private readonly next: Components;
  private readonly cuts: CutEdges;
  private readonly old: ComponentGrouper;
  private readonly found: ComponentGrouper;
  private readonly job: Job;

  constructor(
    graph: HeapGraph,
    rows: readonly CycleFamily[],
    next: { readonly components: Components; readonly cuts: CutEdges },
    groupers: { readonly old: ComponentGrouper; readonly found: ComponentGrouper },
    job: Job,
  ) {
    this.graph = graph;
    this.rows = rows;
    this.next = next.components;
    this.cuts = next.cuts;
    this.old = groupers.old;
    this.found = groupers.found;
    this.job = job;
  }

  update(dear: DearComponent): void {
    const { component, verdict, pieces } = dear;
    const cycles = this.cyclesOf(dear.cover);
    const refolded = this.refolded(component, pieces.keys());
    this.breakAt(cycles, refolded);
    const lost = this.lostLinks(component, cycles);
    const added = new Map<number, readonly Uint32Array[]>();
    for (const piece of pieces.keys()) {
      const wanted = [
        ...lost.filter(({ source }) => this.next.component[source] === piece),
        ...this.found.linksThrough(piece, refolded, this.job),
      ];
      if (wanted.length === 0) continue;
      const again = this.found.searchThrough(piece, wanted, CHEAP_STEPS, this.job);
      added.set(piece, again.cycles);
      if (!again.isComplete) this.isComplete = false;
    }
    const changed = new Set<number>();
    for (const { piece, row } of cycles) {
      if (piece === NO_COMPONENT || pieces.get(piece) !== verdict) changed.add(row);
    }
    this.addRowsOf(added, cycles, verdict, changed);
    const written = cycles.filter(({ row }) => changed.has(row));
    this.old.take(component, verdict, this.linksOf(this.old, component, written), this.job);
    for (const [piece, nextVerdict] of pieces) {
      const left = written.filter((cycle) => cycle.piece === piece);
      const links = [...this.linksOf(this.found, piece, left), ...(added.get(piece) ?? [])];
      if (links.length > 0) this.found.take(piece, nextVerdict, links, this.job);
    }
    this.move(cycles, changed);
  }

  private cyclesOf({ edges, ends, rows }: KeptCover): KeptCycle[] {
    let from = 0;
    return Array.from(ends, (end, at) => {
      if ((at & PACE_MASK) === 0) this.job.checkpoint();
      const own = edges.subarray(from, end);
      from = end;
      const isBroken = own.some((edge) => hasBit(this.cuts.blocked, edge));
      const piece = this.next.component[this.graph.edgeTarget[own[0]]];
      return { edges: own, row: rows[at], piece: isBroken ? NO_COMPONENT : piece };
    });
  }

  /** Objects that are folded away now and were not before, or the reverse. */
  private refolded(component: number, pieces: Iterable<number>): ReadonlySet<NodeIndex> {
    const found = new Set<NodeIndex>();
    const { firstMember, member } = this.next;
    for (const piece of pieces) {
      for (let at = firstMember[piece]; at < firstMember[piece + 1]; at++) {
        const node = member[at];
        const before = this.old.isFolded(component, node, this.job);
        if (before !== this.found.isFolded(piece, node, this.job)) found.add(node);
      }
    }
    return found;
  }

  private breakAt(cycles: readonly KeptCycle[], nodes: ReadonlySet<NodeIndex>): void {
    if (nodes.size === 0) return;
    const { edgeTarget } = this.graph;
    for (const cycle of cycles) {
      if (cycle.edges.some((edge) => nodes.has(edgeTarget[edge]))) cycle.piece = NO_COMPONENT;
    }
  }

  /** Links that only cycles use which are broken. */
  private lostLinks(component: number, cycles: readonly KeptCycle[]): LinkIdentity[] {
    const lost = new Map<EdgeIndex, LinkIdentity>();
    for (const { edges, piece } of cycles) {
      if (piece !== NO_COMPONENT) continue;
      for (const link of this.old.linksOf(component, edges, this.job) ?? []) {
        const identity = this.old.identityOf(component, link, this.job);
        lost.set(identity.edge, identity);
      }
    }
    for (const { edges, piece } of cycles) {
      if (piece === NO_COMPONENT || lost.size === 0) continue;
      for (const edge of edges) lost.delete(edge);
    }
    return [...lost.values()].filter(
      ({ source, target }) => this.next.component[source] === this.next.component[target],
    );
  }

  /** Marks the families that new cycles belong to as changed. */
  private addRowsOf(
    added: ReadonlyMap<number, readonly Uint32Array[]>,
    cycles: readonly KeptCycle[],
    verdict: VerdictByte,
    changed: Set<number>,
  ): void {
    if (![...added.values()].some((found) => found.length > 0)) return;
    const numbers = new Map<CycleFamily, number>();
    for (const { row } of cycles) {
      const family = this.rows[row];
      if (family !== undefined) numbers.set(family, row);
    }
    const index = new FamilyIndex(numbers.keys());
    for (const [piece, found] of added) {
      for (const links of found) {
        const key = this.found.keyOf(piece, links, this.job);
        const family = index.find({ key, verdict });
        const row = family === null ? undefined : numbers.get(family);
        if (row !== undefined) changed.add(row);
      }
    }
  }

  private linksOf(
    grouper: ComponentGrouper,
    component: number,
    cycles: readonly KeptCycle[],
  ): Uint32Array[] {
    return cycles.flatMap(({ edges }) => grouper.linksOf(component, edges, this.job) ?? []);
  }

  private move(cycles: readonly KeptCycle[], changed: ReadonlySet<number>): void {
    const pieces = new Map<number, Set<number>>();
    for (const { row, piece } of cycles) {
      if (changed.has(row)) continue;
      const known = pieces.get(row);
      if (known === undefined) pieces.set(row, new Set([piece]));
      else known.add(piece);
    }
    for (const [row, own] of pieces) {
      const family = this.rows[row];
      if (family === undefined) continue;
      const before = this.moved.get(family) ?? new Uint32Array(0);
      this.moved.set(family, mergeSorted(before, Uint32Array.from(own).sort()));
    }
  }
}
