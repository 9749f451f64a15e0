import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { CycleFamily } from '../families/cycle-family.ts';
import type { FoldedComponent } from '../families/folded-component.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import { Verdict } from '../graph/verdict.ts';
import type { Release } from '../verdicts/release.ts';
import { BreakCost } from './break-cost.ts';
import type { BreakStep, BreakSteps } from './break-steps.ts';

/** How much more expensive a reference is that alone keeps something in use. */
export const IN_USE = 3;
/** Room for what decides between steps of the same cost. */
const TIES = 100;

/** What the steps of some components are about, and what breaking them frees. */
export class BreakWeighing {
  readonly components: Uint32Array;
  readonly verdict: VerdictByte;
  readonly steps: BreakSteps;
  /** Per weighed step its references, ascending, and what they free. */
  readonly edges = new Map<number, Uint32Array>();
  readonly freed = new Map<number, number | null>();
  private readonly folded: FoldedComponent;
  private readonly release: Release;

  constructor(
    folded: FoldedComponent,
    release: Release,
    components: Uint32Array,
    verdict: VerdictByte,
    steps: BreakSteps,
  ) {
    this.folded = folded;
    this.release = release;
    this.components = components;
    this.verdict = verdict;
    this.steps = steps;
  }

  /** Finds the references of steps and what each step frees, where that is not known yet. */
  weigh(tokens: readonly number[], job: Job): void {
    const { folded } = this;
    const wanted = new Map<number, GrowableUint32>();
    for (const token of tokens) {
      if (!this.edges.has(token)) wanted.set(token, new GrowableUint32(16));
    }
    if (wanted.size === 0) return;
    for (const component of this.components) {
      folded.load(component, job);
      job.checkpoint();
      let done = -1;
      for (let link = 0; link < folded.linkCount; link++) {
        const source = folded.linkSource[link];
        if (source === done || !wanted.has(folded.linkToken[link])) continue;
        done = source;
        folded.forEachReference(source, (edge, _, token) => wanted.get(token)?.push(edge));
      }
    }
    for (const [token, edges] of wanted) this.weighed(token, edges, job);
  }

  /** The references behind single links of the loaded component, by step. */
  collectLinks(links: Uint32Array, job: Job): void {
    const { folded } = this;
    this.edges.clear();
    const found = new Map<number, GrowableUint32>();
    // Links come by source; those of one source are looked up together.
    for (let at = 0; at < links.length; ) {
      const source = folded.linkSource[links[at]];
      const wanted = new Set<number>();
      const keyOf = (target: number, token: number): number => token * folded.memberCount + target;
      for (; at < links.length && folded.linkSource[links[at]] === source; at++) {
        wanted.add(keyOf(folded.linkTarget[links[at]], folded.linkToken[links[at]]));
      }
      folded.forEachReference(source, (edge, target, token) => {
        if (!wanted.has(keyOf(target, token))) return;
        const edges = found.get(token) ?? new GrowableUint32(16);
        found.set(token, edges);
        edges.push(edge);
      });
    }
    for (const [token, edges] of found) this.weighed(token, edges, job);
  }

  private weighed(token: number, edges: GrowableUint32, job: Job): void {
    this.edges.set(token, edges.view().slice().sort());
    this.freed.set(token, this.freedBy([token], job));
  }

  /** Bytes that these steps free together; null where the dump cannot tell. */
  freedBy(tokens: readonly number[], job: Job): number | null {
    if (this.verdict === Verdict.unknown) return null;
    const all = new GrowableUint32(64);
    for (const token of tokens) all.append(this.edges.get(token) ?? new Uint32Array(0));
    return this.release.freedWithout(all.view().slice().sort(), job).shallowBytes;
  }

  /**
   * What breaking a step costs, with what decides among equals: fewer when it leads back, more when
   * something in use would go with it.
   */
  costFor(family: CycleFamily, token: number): number {
    const step = this.steps.byToken.get(token);
    if (step === undefined) return BreakCost.unbreakable * TIES;
    // What is held is in use: a reference that alone keeps something of it is no back reference.
    const isNeeded = family.verdict === Verdict.held && (this.freed.get(token) ?? 0) > 0;
    const type = this.steps.typeOfTarget(step);
    const leadsToCulprit = type === family.culpritType && step.type !== type;
    const isManyToFew = step.targets < step.sources;
    // Without labels, all that objects of a type refer to is one step: as many changes as references.
    const changes = step.kind === EdgeKind.unlabelled ? Math.ceil(step.links / step.sources) : 1;
    const base = step.cost * changes * (isNeeded ? IN_USE : 1);
    return base * TIES - (isManyToFew ? 20 : 0) - (leadsToCulprit ? 10 : 0);
  }
}

/** Whether a program can break the step. */
export function isBreakable(step: BreakStep | undefined): boolean {
  return step !== undefined && step.cost < BreakCost.unbreakable;
}
