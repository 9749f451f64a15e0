import type { Job } from '../../base/job.ts';
import type { FoldedComponent, LinkIndex } from './folded-component.ts';
import { NO_LINK } from './folded-component.ts';

/**
 * Longest cycle looked for in each round. Short cycles are taken first, so that a link's cycle is
 * the shortest through it and not a detour that happens to pass; beyond the last bound any length
 * goes, because one round per length would cost a long ring one search per object and length.
 */
const LENGTH_BOUNDS = [1, 2, 3, 4, 5, 6, 8, 12, Number.POSITIVE_INFINITY] as const;

/** Work a cover may do. One step is one link looked at. */
export interface CoverBudget {
  steps: number;
}

/**
 * Shortest cycles that together use every link of a component.
 *
 * Each link that no cycle found so far uses gets a shortest cycle through itself, by a breadth-first
 * search from both ends that always grows the side with fewer links to look at: a parent of 300,000
 * children, each of which refers back, costs a few steps per child and not a scan of all of them.
 * Every cycle uses a link that no earlier one does, so all are distinct, and removing fewer
 * references than a cover breaks cannot break them all.
 *
 * Worst case O(links²), hence the budget; linear where cycles are short. 28 bytes per member and
 * 1 per link of the largest component, kept for the next.
 */
export class CycleCover {
  private isCovered = new Uint8Array(0);
  private readonly forward = new Frontier();
  private readonly backward = new Frontier();
  private path = new Uint32Array(64);
  /** Per kind of link, how many in a row were on no cycle of this round's length. */
  private misses = new Uint32Array(0);
  /** Steps of the budget at which to look at the job next. */
  private checkAt = 0;

  /**
   * Calls `found` with the links of each cycle, in order; the array is valid during the call.
   * False when the budget ended it early.
   */
  run(
    component: FoldedComponent,
    budget: CoverBudget,
    job: Job,
    found: (links: Uint32Array, length: number) => void,
  ): boolean {
    this.begin(component, budget);
    const { linkCount, linkToken } = component;
    let uncovered = linkCount;
    for (const bound of LENGTH_BOUNDS) {
      this.misses.fill(0);
      for (let link = 0; link < linkCount && uncovered > 0; link++) {
        if ((link & 0xfff) === 0) job.checkpoint();
        if (this.isCovered[link] === 1) continue;
        const token = linkToken[link];
        if (this.passesOver(token, bound)) continue;
        const length = this.search(component, link, bound, budget, job);
        if (budget.steps < 0) return false;
        this.misses[token] = length === 0 ? this.misses[token] + 1 : 0;
        if (length === 0) continue;
        for (let at = 0; at < length; at++) {
          const used = this.path[at];
          if (this.isCovered[used] === 0) uncovered--;
          this.isCovered[used] = 1;
        }
        found(this.path, length);
      }
      if (uncovered === 0) return true;
    }
    return true;
  }

  /** Covers some links only, each by a shortest cycle unless an earlier one contains it. */
  runThrough(
    component: FoldedComponent,
    links: readonly LinkIndex[],
    budget: CoverBudget,
    job: Job,
    found: (links: Uint32Array, length: number) => void,
  ): boolean {
    this.begin(component, budget);
    for (const link of links) {
      if (this.isCovered[link] === 1) continue;
      const length = this.search(component, link, Number.POSITIVE_INFINITY, budget, job);
      if (budget.steps < 0) return false;
      for (let at = 0; at < length; at++) this.isCovered[this.path[at]] = 1;
      if (length > 0) found(this.path, length);
    }
    return true;
  }

  /**
   * Whether a link of this kind need not be searched from in this round. Where a thousand in a row
   * were on no cycle this short, only one in 64 is tried: in a component of ten million, rounds for
   * nothing would take the whole budget. Whatever is passed over has its turn in a later round.
   */
  private passesOver(token: number, bound: number): boolean {
    const misses = this.misses[token];
    if (misses < MANY_MISSES || bound === Number.POSITIVE_INFINITY) return false;
    if ((misses & TRIED_MASK) === 0) return false;
    this.misses[token]++;
    return true;
  }

  private begin(component: FoldedComponent, budget: CoverBudget): void {
    const { linkCount, memberCount, linkToken } = component;
    let tokens = 0;
    for (let link = 0; link < linkCount; link++) tokens = Math.max(tokens, linkToken[link] + 1);
    if (this.misses.length < tokens) this.misses = new Uint32Array(tokens * 2);
    if (this.isCovered.length < linkCount) this.isCovered = new Uint8Array(linkCount * 2);
    this.isCovered.fill(0, 0, linkCount);
    this.forward.reserve(memberCount);
    this.backward.reserve(memberCount);
    if (this.path.length < memberCount) this.path = new Uint32Array(memberCount * 2);
    this.checkAt = budget.steps - CHECK_STEPS;
  }

  /** Puts a shortest cycle through `link` into `path`; its length, 0 when longer than `bound`. */
  private search(
    component: FoldedComponent,
    link: LinkIndex,
    bound: number,
    budget: CoverBudget,
    job: Job,
  ): number {
    const { firstOut, linkSource, linkTarget, firstIn, inLink } = component;
    const source = linkSource[link];
    const target = linkTarget[link];
    this.path[0] = link;
    budget.steps--;
    if (source === target) return 1;
    const { forward, backward } = this;
    forward.begin(target, firstOut[target + 1] - firstOut[target]);
    backward.begin(source, firstIn[source + 1] - firstIn[source]);
    // The cycle is the link itself and the path from its target back to its source.
    for (let length = 2; length <= bound; length++) {
      if (forward.workAhead <= backward.workAhead) {
        const end = forward.startLevel();
        if (forward.done === end) return 0;
        while (forward.done < end) {
          const member = forward.queue[forward.done++];
          if (budget.steps < this.checkAt) this.check(budget, job);
          for (let out = firstOut[member]; out < firstOut[member + 1]; out++) {
            const next = linkTarget[out];
            budget.steps--;
            if (!forward.visit(next, out, firstOut[next + 1] - firstOut[next])) continue;
            if (backward.has(next)) return this.join(component, next);
          }
        }
      } else {
        const end = backward.startLevel();
        if (backward.done === end) return 0;
        while (backward.done < end) {
          const member = backward.queue[backward.done++];
          if (budget.steps < this.checkAt) this.check(budget, job);
          for (let at = firstIn[member]; at < firstIn[member + 1]; at++) {
            const next = linkSource[inLink[at]];
            budget.steps--;
            if (!backward.visit(next, inLink[at], firstIn[next + 1] - firstIn[next])) continue;
            if (forward.has(next)) return this.join(component, next);
          }
        }
      }
      if (budget.steps < 0) return 0;
    }
    return 0;
  }

  private check({ steps }: CoverBudget, job: Job): void {
    job.checkpoint();
    this.checkAt = steps - CHECK_STEPS;
  }

  /** Writes the path through `meeting` behind the first link; returns the length of the cycle. */
  private join(component: FoldedComponent, meeting: number): number {
    const { linkSource, linkTarget } = component;
    // From the meeting back to the first link's target, so that these are written last to first.
    let length = 1;
    for (let at = meeting; this.forward.link[at] !== NO_LINK; length++) {
      at = linkSource[this.forward.link[at]];
    }
    let next = length;
    for (let at = meeting; this.forward.link[at] !== NO_LINK; ) {
      this.path[--next] = this.forward.link[at];
      at = linkSource[this.forward.link[at]];
    }
    for (let at = meeting; this.backward.link[at] !== NO_LINK; length++) {
      this.path[length] = this.backward.link[at];
      at = linkTarget[this.backward.link[at]];
    }
    return length;
  }
}

const MANY_MISSES = 1024;
const TRIED_MASK = 63;

/** Between two looks at the job: some milliseconds. */
const CHECK_STEPS = 100_000;

/** One side of a search from both ends; begun anew in O(1). */
class Frontier {
  queue = new Uint32Array(0);
  /** Per visited member, the link that led to it. */
  link = new Uint32Array(0);
  /** Members of the queue whose links have been looked at. */
  done = 0;
  /** Links to look at in the next level. */
  workAhead = 0;
  private length = 0;
  private round = 0;
  private visitedIn = new Uint32Array(0);

  reserve(members: number): void {
    if (this.queue.length < members) {
      this.queue = new Uint32Array(members * 2);
      this.link = new Uint32Array(members * 2);
      this.visitedIn = new Uint32Array(members * 2);
      this.round = 0;
    }
  }

  begin(member: number, work: number): void {
    if (this.round === 0xffffffff) {
      this.visitedIn.fill(0);
      this.round = 0;
    }
    this.round++;
    this.length = 0;
    this.done = 0;
    this.workAhead = 0;
    this.visit(member, NO_LINK, work);
  }

  /** The end of the current level, in the queue. */
  startLevel(): number {
    this.workAhead = 0;
    return this.length;
  }

  has(member: number): boolean {
    return this.visitedIn[member] === this.round;
  }

  /** False when it was visited before. */
  visit(member: number, link: number, work: number): boolean {
    if (this.visitedIn[member] === this.round) return false;
    this.visitedIn[member] = this.round;
    this.link[member] = link;
    this.queue[this.length++] = member;
    this.workAhead += work;
    return true;
  }
}
