import type { Job } from '../../base/job.ts';
import type { FoldedComponent } from '../families/folded-component.ts';

/** Cycles that were found, and steps that break them. */
export interface Broken {
  /** The steps of each cycle, each once. */
  readonly sets: readonly (readonly number[])[];
  /** One of every set: together with what was given they leave no cycle. */
  readonly tokens: readonly number[];
}

const UNSEEN = 0;
const ON_PATH = 1;
const DONE = 2;
/** Links between two looks at the job. */
const CHECK_LINKS = 0x1_0000;

/**
 * Breaks every cycle of some components by steps, depth first.
 *
 * A cycle that is found gives up its cheapest step; the search goes back to where the path first
 * uses it and on from there. What is done with stays so, since taking steps away makes no cycle.
 * O(links), and again for what lies behind each step that is given up; 9 bytes per member.
 */
export class CycleBreaker {
  stepsLeft: number;
  private readonly folded: FoldedComponent;
  private readonly components: Uint32Array;
  private readonly cost: (token: number) => number;
  private readonly job: Job;
  private checkAt: number;
  /** Per token: it is broken. */
  private broken = new Uint8Array(256);
  private state = new Uint8Array(0);
  private cursor = new Uint32Array(0);
  private path = new Uint32Array(0);

  constructor(
    folded: FoldedComponent,
    components: Uint32Array,
    cost: (token: number) => number,
    maxSteps: number,
    job: Job,
  ) {
    this.folded = folded;
    this.components = components;
    this.cost = cost;
    this.stepsLeft = maxSteps;
    this.checkAt = maxSteps - CHECK_LINKS;
    this.job = job;
  }

  /** Null when the steps end first. */
  breakAll(tokens: readonly number[]): Broken | null {
    this.breakOnly(tokens);
    const sets: number[][] = [];
    const more: number[] = [];
    for (const component of this.components) {
      const isComplete = this.search(component, (set) => {
        sets.push(set);
        const cheapest = set.reduce((a, b) => (this.cost(b) < this.cost(a) ? b : a));
        more.push(cheapest);
        this.setBroken(cheapest);
        return true;
      });
      if (!isComplete) return null;
    }
    return { sets, tokens: more };
  }

  /** The tokens less those without which no cycle is left either; as far as the steps suffice. */
  withoutNeedless(tokens: readonly number[]): readonly number[] {
    let needed = [...new Set(tokens)];
    for (const token of [...needed].sort((a, b) => this.cost(b) - this.cost(a))) {
      const others = needed.filter((one) => one !== token);
      this.breakOnly(others);
      let isAcyclic = true;
      for (const component of this.components) {
        const isComplete = this.search(component, () => {
          isAcyclic = false;
          return false;
        });
        if (!isComplete) isAcyclic = false;
        if (!isAcyclic) break;
      }
      if (isAcyclic) needed = others;
      if (this.stepsLeft <= 0) break;
    }
    return needed;
  }

  private breakOnly(tokens: readonly number[]): void {
    this.broken.fill(0);
    for (const token of tokens) this.setBroken(token);
  }

  private setBroken(token: number): void {
    if (token >= this.broken.length) {
      const grown = new Uint8Array(token * 2);
      grown.set(this.broken);
      this.broken = grown;
    }
    this.broken[token] = 1;
  }

  /**
   * Calls `found` with the steps of cycles, one of which it must break before it returns true.
   * False when it returned false, or the steps ended.
   */
  private search(component: number, found: (set: number[]) => boolean): boolean {
    const { folded, job } = this;
    folded.load(component, job);
    const { memberCount, firstOut, linkTarget, linkToken } = folded;
    this.reserve(memberCount);
    const { state, cursor, path } = this;
    state.fill(UNSEEN, 0, memberCount);
    cursor.set(firstOut.subarray(0, memberCount));
    this.stepsLeft -= memberCount;
    for (let start = 0; start < memberCount; start++) {
      if (state[start] !== UNSEEN) continue;
      let depth = 1;
      path[0] = start;
      state[start] = ON_PATH;
      while (depth > 0) {
        const member = path[depth - 1];
        if (cursor[member] === firstOut[member + 1]) {
          state[member] = DONE;
          depth--;
          continue;
        }
        if (--this.stepsLeft < this.checkAt) {
          if (this.stepsLeft < 0) return false;
          job.checkpoint();
          this.checkAt = this.stepsLeft - CHECK_LINKS;
        }
        const link = cursor[member]++;
        const next = linkTarget[link];
        if (state[next] === DONE || this.broken[linkToken[link]] === 1) continue;
        if (state[next] === UNSEEN) {
          state[next] = ON_PATH;
          path[depth++] = next;
          continue;
        }
        if (!found(this.stepsFrom(next, depth))) return false;
        depth = this.backTo(depth);
      }
    }
    return true;
  }

  /** The steps of the path from a member on, each once. */
  private stepsFrom(member: number, depth: number): number[] {
    const steps = new Set<number>();
    for (let at = depth - 1; ; at--) {
      steps.add(this.folded.linkToken[this.cursor[this.path[at]] - 1]);
      if (this.path[at] === member) return [...steps];
    }
  }

  /** Cuts the path where it first uses a step that is broken; its new depth. */
  private backTo(depth: number): number {
    const { path, cursor, state } = this;
    const { linkToken, firstOut } = this.folded;
    let end = 0;
    while (end < depth && this.broken[linkToken[cursor[path[end]] - 1]] !== 1) end++;
    for (let at = end + 1; at < depth; at++) {
      state[path[at]] = UNSEEN;
      cursor[path[at]] = firstOut[path[at]];
    }
    this.stepsLeft -= depth;
    return Math.min(depth, end + 1);
  }

  private reserve(members: number): void {
    if (this.state.length >= members) return;
    this.state = new Uint8Array(members * 2);
    this.cursor = new Uint32Array(members * 2);
    this.path = new Uint32Array(members * 2);
  }
}
