import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { positionsByValue } from '../../base/sorted.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { isNamed, stepKind, storedLabel } from '../graph/step-labels.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import { leastRotation, smallestPeriod } from './canonical-word.ts';
import type { CycleFamily } from './cycle-family.ts';
import type { DraftLabel, FamilyDraft } from './family-draft.ts';
import { finishedFamily } from './family-draft.ts';
import type { FoldedComponent, LinkIndex, MemberIndex } from './folded-component.ts';
import { unfoldCycle, unfoldLink } from './unfold-cycle.ts';

/** Cycles between two looks at the job, less one. */
const CHECK_CYCLES = 0xfff;

/**
 * Families by signature and verdict, filled one component at a time.
 *
 * The cycles of a component are held until it is complete, then counted family by family: an object
 * belongs to one component, so what is distinct there is distinct altogether, and marks for the
 * members of the largest component suffice.
 *
 * O(length of the cycle) per cycle; 8 bytes per member of the largest component, 4 per step of the
 * component's cycles.
 */
export class FamilyTable {
  private readonly graph: HeapGraph;
  private readonly folded: FoldedComponent;
  private readonly scores: Float64Array;
  private readonly rows: FamilyDraft[] = [];
  /** Families by the hash of their key; those with the same hash in a chain. */
  private readonly byHash = new Map<number, number[]>();

  private component = 0;
  private verdict: VerdictByte = 0;
  private readonly links = new GrowableUint32(1024);
  private readonly cycleEnd = new GrowableUint32(256);
  private readonly cycleRow = new GrowableUint32(256);
  /** First link of the cycle's canonical form, as a position in `links`. */
  private readonly cycleStart = new GrowableUint32(256);

  private word = new Uint32Array(64);
  private border = new Uint32Array(64);
  private countedFor = new Uint32Array(0);
  private namedFor = new Uint32Array(0);
  private round = 0;

  constructor(graph: HeapGraph, folded: FoldedComponent, scores: Float64Array) {
    this.graph = graph;
    this.folded = folded;
    this.scores = scores;
  }

  /** Families so far. */
  get size(): number {
    return this.rows.length;
  }

  begin(component: number, verdict: VerdictByte): void {
    this.component = component;
    this.verdict = verdict;
    this.links.length = 0;
    this.cycleEnd.length = 0;
    this.cycleRow.length = 0;
    this.cycleStart.length = 0;
    if (this.countedFor.length < this.folded.memberCount) {
      this.countedFor = new Uint32Array(this.folded.memberCount * 2);
      this.namedFor = new Uint32Array(this.folded.memberCount * 2);
      this.round = 0;
    }
  }

  /** Takes one cycle of the component, as its links in order. */
  add(links: Uint32Array, length: number): void {
    const { start, period } = this.canonical(links, length);
    const from = this.links.length;
    for (let at = 0; at < length; at++) this.links.push(links[(start + at) % length]);
    const row = this.rowOf(this.border, period, from, length);
    this.cycleEnd.push(this.links.length);
    this.cycleRow.push(row);
    this.cycleStart.push(from);
    this.agreeOnLabels(this.rows[row], from, length);
  }

  /** A cycle of the loaded component as it would be kept. */
  describe(links: Uint32Array): FoundCycle {
    const { length } = links;
    const { start, period } = this.canonical(links, length);
    const key = this.border.slice(0, period);
    const turned = links.map((_, at) => links[(start + at) % length]);
    const turn = this.culpritOf(turned, period);
    const edges = new GrowableUint32(length);
    for (let at = 0; at < length; at++)
      unfoldLink(this.folded, turned[(turn + at) % length], edges);
    const culprit = this.folded.nodeOf(this.folded.linkSource[turned[turn]]);
    return { edges: edges.toArray(), culprit, length, key };
  }

  /** Leaves the key in `border`. */
  private canonical(links: Uint32Array, length: number): { start: number; period: number } {
    if (this.word.length < length) {
      this.word = new Uint32Array(length * 2);
      this.border = new Uint32Array(length * 2);
    }
    const { word } = this;
    for (let at = 0; at < length; at++) word[at] = this.folded.linkToken[links[at]];
    const start = leastRotation(word, length);
    const period = smallestPeriod(word, length, this.border);
    const key = this.border;
    for (let at = 0; at < period; at++) key[at] = word[(start + at) % length];
    return { start, period };
  }

  /** Counts the component's cycles and objects into their families. */
  end(job: Job): void {
    const order = positionsByValue(this.cycleRow.values, this.cycleRow.length, this.rows.length);
    let current = -1;
    for (let at = 0; at < this.cycleRow.length; at++) {
      if ((at & CHECK_CYCLES) === CHECK_CYCLES) job.checkpoint();
      const cycle = order === null ? at : order[at];
      const index = this.cycleRow.values[cycle];
      const row = this.rows[index];
      if (index !== current) {
        current = index;
        this.nextRound();
        row.components.push(this.component);
      }
      this.count(row, this.cycleStart.values[cycle], this.cycleEnd.values[cycle]);
    }
  }

  /** The cycles of the last component. */
  lastCycles(job: Job): CachedCover {
    const count = this.cycleEnd.length;
    const edges = new GrowableUint32(this.links.length);
    const [ends, culprits, lengths] = [0, 1, 2].map(() => new Uint32Array(count)) as [
      Uint32Array,
      Uint32Array,
      Uint32Array,
    ];
    for (let cycle = 0; cycle < count; cycle++) {
      if ((cycle & CHECK_CYCLES) === CHECK_CYCLES) job.checkpoint();
      const from = this.cycleStart.values[cycle];
      const length = this.cycleEnd.values[cycle] - from;
      const turn = this.rows[this.cycleRow.values[cycle]].culpritStep;
      const first = this.links.values[from + turn];
      for (let at = 0; at < length; at++) {
        unfoldLink(this.folded, this.links.values[from + ((turn + at) % length)], edges);
      }
      ends[cycle] = edges.length;
      culprits[cycle] = this.folded.nodeOf(this.folded.linkSource[first]);
      lengths[cycle] = length;
    }
    const rows = this.cycleRow.values.slice(0, count);
    return { edges: edges.toArray(), ends, rows, culprits, lengths };
  }

  families(job: Job): CycleFamily[] {
    return this.rows.map((row) => {
      job.checkpoint();
      return finishedFamily(this.graph, row);
    });
  }

  /** The family of the same key and verdict, as far as it was found here. */
  familyLike({ key, verdict }: CycleFamily): CycleFamily | null {
    const row = this.rows.find(
      (one) =>
        one.verdict === verdict &&
        one.key.length === key.length &&
        one.key.every((step, at) => step === key[at]),
    );
    return row === undefined ? null : finishedFamily(this.graph, row);
  }

  private rowOf(key: Uint32Array, period: number, from: number, length: number): number {
    let hash = this.verdict;
    for (let at = 0; at < period; at++) hash = Math.imul(hash, 0x01000193) ^ key[at];
    let chain = this.byHash.get(hash);
    if (chain === undefined) {
      chain = [];
      this.byHash.set(hash, chain);
    }
    for (const row of chain) {
      if (this.hasKey(this.rows[row], key, period)) return row;
    }
    chain.push(this.rows.length);
    this.rows.push(this.createRow(key.slice(0, period), from, length));
    return this.rows.length - 1;
  }

  private hasKey(row: FamilyDraft, key: Uint32Array, period: number): boolean {
    if (row.verdict !== this.verdict || row.key.length !== period) return false;
    for (let at = 0; at < period; at++) if (row.key[at] !== key[at]) return false;
    return true;
  }

  private createRow(key: Uint32Array, from: number, length: number): FamilyDraft {
    const cycle = this.links.values.subarray(from, from + length);
    const links = cycle.subarray(0, key.length);
    const steps = Array.from(links, (link) => this.labelOf(link));
    const types = Array.from(links, (link) => this.typeOf(link));
    const culpritStep = this.culpritOf(links, key.length);
    const best = this.scores[types[culpritStep] ?? 0];
    return {
      verdict: this.verdict,
      key,
      culpritStep,
      isMachinery: best < 1,
      steps,
      types,
      exemplar: unfoldCycle(
        this.folded,
        cycle.map((_, at) => cycle[(culpritStep + at) % length]),
      ),
      instances: new GrowableUint32(16),
      components: new GrowableUint32(16),
      minRepeat: Number.POSITIVE_INFINITY,
      maxRepeat: 0,
      count: 0,
      objects: 0,
      shallowBytes: 0,
    };
  }

  private typeOf(link: LinkIndex): number {
    return this.graph.type[this.folded.nodeOf(this.folded.linkSource[link])];
  }

  /** Which of the first links starts at the object that names the cycle best. */
  private culpritOf(links: Uint32Array, period: number): number {
    let best = 0;
    for (let step = 1; step < period; step++) {
      if (this.scores[this.typeOf(links[step])] > this.scores[this.typeOf(links[best])])
        best = step;
    }
    return best;
  }

  private labelOf(link: LinkIndex): DraftLabel {
    const { edge, holder } = this.folded.labelledBy(link);
    const isEntry = this.folded.isEntryLink(link);
    return {
      kind: stepKind(this.graph.edgeKind[edge], isEntry),
      stored: storedLabel(this.graph, this.folded.nodeOf(holder), edge),
      isEntry,
    };
  }

  /** Drops the label of every step at which this cycle has another one. */
  private agreeOnLabels(row: FamilyDraft, from: number, length: number): void {
    const period = row.key.length;
    for (let at = 0; at < length; at++) {
      const shared = row.steps[at % period];
      // Names are part of the key, so only what is not named can differ.
      if (shared.stored === NO_STRING || isNamed(shared.kind)) continue;
      const own = this.labelOf(this.links.values[from + at]);
      if (own.stored !== shared.stored) row.steps[at % period] = { ...shared, stored: NO_STRING };
    }
  }

  private count(row: FamilyDraft, from: number, end: number): void {
    const { links, folded } = this;
    const period = row.key.length;
    const repeat = (end - from) / period;
    row.minRepeat = Math.min(row.minRepeat, repeat);
    row.maxRepeat = Math.max(row.maxRepeat, repeat);
    row.count++;
    for (let at = from; at < end; at++) {
      const link = links.values[at];
      this.countMember(row, folded.linkSource[link]);
      let holder = folded.linkHolder[link];
      while (holder !== folded.linkSource[link]) {
        this.countMember(row, holder);
        holder = folded.entryHolderOf(holder);
      }
    }
    const culprit = folded.linkSource[links.values[from + row.culpritStep]];
    if (this.namedFor[culprit] === this.round) return;
    this.namedFor[culprit] = this.round;
    row.instances.push(folded.nodeOf(culprit));
  }

  private countMember(row: FamilyDraft, member: MemberIndex): void {
    if (this.countedFor[member] === this.round) return;
    this.countedFor[member] = this.round;
    row.objects++;
    row.shallowBytes += this.graph.shallowSize[this.folded.nodeOf(member)];
  }

  private nextRound(): void {
    if (++this.round <= 0xffffffff) return;
    this.countedFor.fill(0);
    this.namedFor.fill(0);
    this.round = 1;
  }
}

/** The cycles found in a component, kept where finding them was expensive. */
export interface CachedCover {
  /** All references of each cycle, those of folded internals too, one cycle after the other. */
  readonly edges: Uint32Array;
  /** Where each cycle ends. */
  readonly ends: Uint32Array;
  /** The family of each cycle, by its position in `Grouping.rows`. */
  readonly rows: Uint32Array;
  /** The object of each cycle that names its family, where its references begin. */
  readonly culprits: Uint32Array;
  /** Links of each cycle. */
  readonly lengths: Uint32Array;
}

/** A cycle by its references, from its culprit on. */
export interface FoundCycle {
  readonly edges: Uint32Array;
  readonly culprit: NodeIndex;
  /** Links; its references are more where internals are folded. */
  readonly length: number;
  readonly key: Uint32Array;
}
