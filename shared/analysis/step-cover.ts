import type { Job } from '../base/job.ts';
import type { FoldedComponent } from './folded-component.ts';
import { cheapestHittingSet } from './hitting-set.ts';

/** Steps without which no cycle is left. */
export interface StepCover {
  readonly tokens: readonly number[];
  /** No cheaper choice of steps breaks every cycle of the components. */
  readonly isExact: boolean;
  /** The budget ran out before it was certain that no cycle is left. */
  readonly isPartial: boolean;
}

/** Cycles taken from one pass over the components, and passes. */
const SETS_PER_PASS = 64;
const MAX_PASSES = 64;

/**
 * The cheapest steps that together break every cycle of some components: a cycle is the set of its
 * steps, and each must lose one.
 *
 * Begins with the cycles known already (`seeds`), chooses the cheapest steps that break these, looks
 * for a cycle that avoids them, adds it, and so on; when none is left the choice is optimal, since
 * even fewer cycles cannot be broken more cheaply. O(links) per pass; passes are few, since cycles
 * by the same steps are one.
 */
export function coverBySteps(
  folded: FoldedComponent,
  components: Uint32Array,
  seeds: readonly (readonly number[])[],
  cost: (token: number) => number,
  options: { readonly maxSteps: number; readonly job: Job },
): StepCover {
  const sets = seeds.map((set) => [...new Set(set)]);
  const known = new Set(sets.map(keyOf));
  const search = new CycleSearch(folded);
  let steps = options.maxSteps;
  let { elements, isExact } = cheapestHittingSet(sets, cost);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const chosen = new Set(elements);
    let found = 0;
    for (const component of components) {
      if (steps <= 0) return { tokens: elements, isExact: false, isPartial: true };
      folded.load(component, options.job);
      options.job.checkpoint();
      steps -= folded.linkCount;
      const set = search.cycleWithout(chosen);
      if (set === null) continue;
      found++;
      if (known.has(keyOf(set))) continue;
      known.add(keyOf(set));
      sets.push(set);
      if (found >= SETS_PER_PASS) break;
    }
    if (found === 0) return { tokens: elements, isExact, isPartial: false };
    ({ elements, isExact } = cheapestHittingSet(sets, cost));
  }
  return { tokens: elements, isExact: false, isPartial: true };
}

function keyOf(set: readonly number[]): string {
  return [...set].sort((a, b) => a - b).join(' ');
}

/** Depth-first search for a cycle in the loaded component. */
class CycleSearch {
  private readonly folded: FoldedComponent;
  /** 0 not seen, 1 on the path, 2 done. */
  private state = new Uint8Array(0);
  private cursor = new Uint32Array(0);
  private path = new Uint32Array(0);

  constructor(folded: FoldedComponent) {
    this.folded = folded;
  }

  /** The steps of a cycle that uses none of these, each once; null when there is no such cycle. */
  cycleWithout(tokens: ReadonlySet<number>): number[] | null {
    const { memberCount, firstOut, linkTarget, linkToken } = this.folded;
    if (this.state.length < memberCount) {
      this.state = new Uint8Array(memberCount * 2);
      this.cursor = new Uint32Array(memberCount * 2);
      this.path = new Uint32Array(memberCount * 2);
    }
    const { state, cursor, path } = this;
    state.fill(0, 0, memberCount);
    cursor.set(firstOut.subarray(0, memberCount));
    for (let start = 0; start < memberCount; start++) {
      if (state[start] !== 0) continue;
      let depth = 1;
      path[0] = start;
      state[start] = 1;
      while (depth > 0) {
        const member = path[depth - 1];
        if (cursor[member] === firstOut[member + 1]) {
          state[member] = 2;
          depth--;
          continue;
        }
        const link = cursor[member]++;
        const next = linkTarget[link];
        if (state[next] === 2 || tokens.has(linkToken[link])) continue;
        if (state[next] === 1) return this.stepsFrom(next, depth);
        state[next] = 1;
        path[depth++] = next;
      }
    }
    return null;
  }

  private stepsFrom(member: number, depth: number): number[] {
    const steps = new Set<number>();
    for (let at = depth - 1; ; at--) {
      steps.add(this.folded.linkToken[this.cursor[this.path[at]] - 1]);
      if (this.path[at] === member) return [...steps];
    }
  }
}
