import type { Job } from '../../base/job.ts';
import type { FoldedComponent } from '../families/folded-component.ts';
import { CycleBreaker } from './cycle-breaker.ts';
import { cheapestHittingSet } from './hitting-set.ts';

/** Steps without which no cycle is left. */
export interface StepCover {
  readonly tokens: readonly number[];
  /** No cheaper choice of steps breaks every cycle of the components. */
  readonly isExact: boolean;
  /** The budget ran out before it was certain that no cycle is left. */
  readonly isPartial: boolean;
  /** Links that were looked at, about. */
  readonly steps: number;
}

const MAX_PASSES = 64;

/**
 * The cheapest steps that together break every cycle of some components: a cycle is the set of its
 * steps, and each must lose one.
 *
 * Begins with the cycles known already (`seeds`), chooses the cheapest steps that break these, looks
 * for cycles that avoid them, adds these, and so on; when none is left the choice is optimal, since
 * even fewer cycles cannot be broken more cheaply. Every pass also gives a choice that breaks all
 * cycles, if not the cheapest: when the budget ends, the best of these is the answer, without what
 * turns out to be needless.
 *
 * O(links) per pass; passes are few, since cycles by the same steps are one.
 */
export function coverBySteps(
  folded: FoldedComponent,
  components: Uint32Array,
  seeds: readonly (readonly number[])[],
  cost: (token: number) => number,
  options: { readonly maxSteps: number; readonly job: Job },
): StepCover {
  const breaker = new CycleBreaker(folded, components, cost, options.maxSteps, options.job);
  const sets = new StepSets();
  for (const seed of seeds) sets.add(seed);
  const costOf = (tokens: readonly number[]): number =>
    tokens.reduce((sum, token) => sum + cost(token), 0);
  let best: readonly number[] | null = null;
  let chosen: readonly number[] = [];
  const steps = (): number => options.maxSteps - breaker.stepsLeft;
  for (let pass = 0; pass < MAX_PASSES && breaker.stepsLeft > 0; pass++) {
    const maxWork = Math.min(MAX_PROOF, breaker.stepsLeft * ELEMENTS_PER_STEP);
    const hitting = cheapestHittingSet(sets.all, cost, options.job, maxWork);
    breaker.stepsLeft -= Math.ceil(hitting.work / ELEMENTS_PER_STEP);
    chosen = hitting.elements;
    const rest = breaker.breakAll(chosen);
    if (rest === null) break;
    if (rest.sets.length === 0) {
      return { tokens: chosen, isExact: hitting.isExact, isPartial: false, steps: steps() };
    }
    const all = [...chosen, ...rest.tokens];
    if (best === null || costOf(all) < costOf(best)) best = all;
    const known = sets.all.length;
    for (const set of rest.sets) sets.add(set);
    if (sets.all.length === known) break;
  }
  if (best === null) return { tokens: chosen, isExact: false, isPartial: true, steps: steps() };
  const tokens = breaker.withoutNeedless(best);
  return { tokens, isExact: false, isPartial: false, steps: steps() };
}

/** Elements that one proof may look at, and how many of them take as long as a link. */
const MAX_PROOF = 4_000_000;
const ELEMENTS_PER_STEP = 4;

/** Sets of steps, each once. */
class StepSets {
  readonly all: number[][] = [];
  private readonly known = new Set<string>();

  add(steps: readonly number[]): void {
    const set = [...new Set(steps)].sort((a, b) => a - b);
    const key = set.join(' ');
    if (this.known.has(key)) return;
    this.known.add(key);
    this.all.push(set);
  }
}
