import type { Job } from '../../base/job.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import { NO_COMPONENT } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import type { ComponentGrouper, LinkIdentity } from '../families/component-grouper.ts';
import type { CycleFamily } from '../families/cycle-family.ts';
import { MAX_CHEAP_STEPS } from '../families/families.ts';
import { FamilyIndex, FamilyParts } from '../families/family-index.ts';
import type { CachedCover, FoundCycle } from '../families/family-table.ts';
import { hasBit } from '../graph/bits.ts';
import { typeRoles } from '../graph/builtin-types.ts';
import { isPartRole } from '../graph/internals.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import type { FamilyPart } from './family-part.ts';
import { edgesOf, PartCounter, partIn } from './family-part.ts';
import { MovedFamilies } from './moved-families.ts';

/** A component whose cycles were expensive to find. */
export interface ExpensiveComponent {
  readonly component: number;
  readonly cover: CachedCover;
  readonly verdict: VerdictByte;
  /** The components that its members are in now, and their verdicts. */
  readonly pieces: ReadonlyMap<number, VerdictByte>;
}

/**
 * Brings the families of components up to date whose cycles are kept: what is broken is taken out,
 * and cycles are only looked for through links that were on no other. Families that neither lose a
 * cycle nor gain one are not looked at; they are `moved`.
 *
 * O(references of the cycles + members). A family keeps at the least what all its cycles had in
 * common.
 */
export class CoverUpdater {
  /** Families whose cycles in such components are all left, and the components of these now. */
  readonly moved = new MovedFamilies();
  /** The parts of the others in such components, before and now. */
  readonly gone = new FamilyParts();
  readonly left = new FamilyParts();
  isComplete = true;
  private readonly graph: HeapGraph;
  private readonly rows: readonly CycleFamily[];
  private readonly before: Components;
  private readonly next: Components;
  private readonly cuts: CutEdges;
  private readonly roles: Uint8Array;
  private readonly old: ComponentGrouper;
  private readonly found: ComponentGrouper;
  private readonly job: Job;
  private readonly counter: PartCounter;

  constructor(
    graph: HeapGraph,
    rows: readonly CycleFamily[],
    before: Components,
    next: { readonly components: Components; readonly cuts: CutEdges },
    groupers: { readonly old: ComponentGrouper; readonly found: ComponentGrouper },
    job: Job,
  ) {
    this.graph = graph;
    this.rows = rows;
    this.before = before;
    this.roles = typeRoles(graph);
    this.next = next.components;
    this.cuts = next.cuts;
    this.old = groupers.old;
    this.found = groupers.found;
    this.job = job;
    this.counter = new PartCounter(graph);
  }

  update(expensive: ExpensiveComponent): void {
    const { component, cover, verdict, pieces } = expensive;
    const refolded = this.refolded(expensive);
    const pieceOf = this.piecesOf(cover, refolded);
    const lost = this.lostLinks(component, cover, pieceOf);
    const changed = new Set<number>();
    pieceOf.forEach((piece, cycle) => {
      if (piece === NO_COMPONENT || pieces.get(piece) !== verdict) changed.add(cover.rows[cycle]);
    });
    const found = this.searchAgain(expensive, lost, refolded);
    for (const { row } of found) changed.add(row);
    const before = new Map<number, FamilyPart>();
    const after = new Map<number, Map<VerdictByte, FamilyPart>>();
    const partAfter = (row: number, piece: number): FamilyPart => {
      const parts = after.get(row) ?? new Map<VerdictByte, FamilyPart>();
      after.set(row, parts);
      const part = partIn(parts, pieces.get(piece) ?? verdict);
      part.components.add(piece);
      return part;
    };
    for (let cycle = 0; cycle < cover.rows.length; cycle++) {
      const row = cover.rows[cycle];
      if (!changed.has(row)) {
        const family = this.rows[row];
        if (family !== undefined) this.moved.add(family, pieceOf[cycle]);
        continue;
      }
      const part = partIn(before, row);
      part.kept.push(cycle);
      part.components.add(component);
      if (pieceOf[cycle] !== NO_COMPONENT) partAfter(row, pieceOf[cycle]).kept.push(cycle);
    }
    for (const { row, piece, cycle } of found) partAfter(row, piece).found.push(cycle);
    for (const row of changed) {
      const family = this.rows[row];
      const own = before.get(row);
      if (family === undefined || own === undefined) continue;
      this.gone.add(this.counter.familyOf(family, cover, own, verdict));
      for (const [nextVerdict, part] of after.get(row) ?? []) {
        this.left.add(this.counter.familyOf(family, cover, part, nextVerdict));
      }
    }
  }

  /**
   * Objects that are folded away now and were not before, or the reverse: only where the references
   * that lead to them within the component are others.
   */
  private refolded({ component, pieces }: ExpensiveComponent): ReadonlySet<NodeIndex> {
    const found = new Set<NodeIndex>();
    for (const node of this.refoldable(component, pieces.keys())) {
      const piece = this.next.component[node];
      if (piece === NO_COMPONENT) continue;
      const before = this.old.isFolded(component, node, this.job);
      if (before !== this.found.isFolded(piece, node, this.job)) found.add(node);
    }
    return found;
  }

  private refoldable(component: number, pieces: Iterable<number>): ReadonlySet<NodeIndex> {
    const { firstEdge, edgeTarget, type } = this.graph;
    const { component: own, firstMember } = this.next;
    let main = NO_COMPONENT;
    let most = 0;
    for (const piece of pieces) {
      const size = firstMember[piece + 1] - firstMember[piece];
      if (size > most) main = piece;
      most = Math.max(most, size);
    }
    const found = new Set<NodeIndex>();
    const take = (node: NodeIndex): void => {
      if (isPartRole(this.roles[type[node]])) found.add(node);
    };
    for (const edge of this.cuts.byHand) take(edgeTarget[edge]);
    const end = this.before.firstMember[component + 1];
    for (let at = this.before.firstMember[component]; at < end; at++) {
      const node = this.before.member[at];
      if (own[node] === main) continue;
      take(node);
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) take(edgeTarget[edge]);
    }
    return found;
  }

  /** Per cycle the component in which it is now; `NO_COMPONENT` when it is broken. */
  private piecesOf({ edges, ends }: CachedCover, refolded: ReadonlySet<NodeIndex>): Uint32Array {
    const { edgeTarget } = this.graph;
    let from = 0;
    return ends.map((end, cycle) => {
      if ((cycle & PACE_MASK) === 0) this.job.checkpoint();
      let piece = this.next.component[edgeTarget[edges[from]]];
      for (; from < end; from++) {
        const edge = edges[from];
        if (hasBit(this.cuts.blocked, edge)) piece = NO_COMPONENT;
        if (refolded.size > 0 && refolded.has(edgeTarget[edge])) piece = NO_COMPONENT;
      }
      return piece;
    });
  }

  /** Links that only cycles use which are broken. */
  private lostLinks(component: number, cover: CachedCover, pieceOf: Uint32Array): LinkIdentity[] {
    const lost = new Map<EdgeIndex, LinkIdentity>();
    pieceOf.forEach((piece, cycle) => {
      if (piece !== NO_COMPONENT) return;
      const edges = edgesOf(cover, cycle);
      for (const link of this.old.linksOf(component, edges, this.job) ?? []) {
        const identity = this.old.identityOf(component, link, this.job);
        lost.set(identity.edge, identity);
      }
    });
    let from = 0;
    cover.ends.forEach((end, cycle) => {
      if (pieceOf[cycle] === NO_COMPONENT || lost.size === 0) from = end;
      for (; from < end; from++) lost.delete(cover.edges[from]);
    });
    const { component: own } = this.next;
    return [...lost.values()].filter(
      ({ source, target }) => own[source] !== NO_COMPONENT && own[source] === own[target],
    );
  }

  /**
   * Finds cycles in place of those that are broken. Those of families that the component knows are
   * returned; the others are put into the table of `found`.
   */
  private searchAgain(
    { cover, verdict, pieces }: ExpensiveComponent,
    lost: readonly LinkIdentity[],
    refolded: ReadonlySet<NodeIndex>,
  ): { readonly row: number; readonly piece: number; readonly cycle: FoundCycle }[] {
    if (lost.length === 0 && refolded.size === 0) return [];
    let rows: RowsByFamily | null = null;
    const known: { row: number; piece: number; cycle: FoundCycle }[] = [];
    for (const [piece, nextVerdict] of pieces) {
      const wanted = [
        ...lost.filter(({ source }) => this.next.component[source] === piece),
        ...this.found.linksThrough(piece, refolded, this.job),
      ];
      if (wanted.length === 0) continue;
      const again = this.found.searchThrough(piece, wanted, MAX_CHEAP_STEPS, this.job);
      if (!again.isComplete) this.isComplete = false;
      const others: Uint32Array[] = [];
      for (const links of again.cycles) {
        const cycle = this.found.describe(piece, links, this.job);
        rows ??= this.rowsOf(cover);
        const family = rows.index.find({ key: cycle.key, verdict });
        const row = family === null ? undefined : rows.numbers.get(family);
        if (row === undefined) others.push(links);
        else known.push({ row, piece, cycle });
      }
      if (others.length > 0) this.found.take(piece, nextVerdict, others, this.job);
    }
    return known;
  }

  /** The families that a component knows, to be found by their keys. */
  private rowsOf({ rows }: CachedCover): RowsByFamily {
    const numbers = new Map<CycleFamily, number>();
    for (const row of rows) {
      const family = this.rows[row];
      if (family !== undefined) numbers.set(family, row);
    }
    return { numbers, index: new FamilyIndex(numbers.keys()) };
  }
}

interface RowsByFamily {
  readonly numbers: ReadonlyMap<CycleFamily, number>;
  readonly index: FamilyIndex;
}
