import type { Job } from '../../base/job.ts';
import type { Components } from '../components/components.ts';
import { NO_COMPONENT } from '../components/components.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';

export interface MergedComponents {
  readonly components: Components;
  /** New numbers of the pieces, ascending. */
  readonly made: Uint32Array;
  /** Per component of the base its new number; `NO_COMPONENT` for what is gone. */
  readonly renumbered: Uint32Array;
}

/**
 * The components of the base without those that are `gone` (ascending), and the `pieces` found in
 * their place, in the order of `Components`. `nodes` are the objects of the members of `pieces`,
 * and all members of what is gone are among them.
 *
 * What stays is copied in blocks. O(members + components), 4 bytes per object to copy.
 */
export function mergeComponents(
  base: Components,
  gone: Uint32Array,
  pieces: Components,
  nodes: Uint32Array,
  job: Job,
): MergedComponents {
  const merging = new Merging(base, gone, pieces, nodes);
  return merging.run(job);
}

class Merging {
  private readonly base: Components;
  private readonly gone: Uint32Array;
  private readonly pieces: Components;
  private readonly nodes: Uint32Array;
  private readonly component: Uint32Array;
  private readonly firstMember: Uint32Array;
  private readonly member: Uint32Array;
  private readonly made: Uint32Array;
  private readonly renumbered: Uint32Array;
  /** Components and members written so far. */
  private rank = 0;
  private written = 0;

  constructor(base: Components, gone: Uint32Array, pieces: Components, nodes: Uint32Array) {
    this.base = base;
    this.gone = gone;
    this.pieces = pieces;
    this.nodes = nodes;
    this.component = base.component.slice();
    for (const node of nodes) this.component[node] = NO_COMPONENT;
    const sizeOfGone = gone.reduce((sum, own) => sum + sizeOf(base, own), 0);
    this.firstMember = new Uint32Array(base.count - gone.length + pieces.count + 1);
    this.member = new Uint32Array(base.member.length - sizeOfGone + pieces.member.length);
    this.made = new Uint32Array(pieces.count);
    this.renumbered = new Uint32Array(base.count).fill(NO_COMPONENT);
  }

  run(job: Job): MergedComponents {
    const { base, gone, pieces } = this;
    let stay = 0;
    let nextGone = 0;
    for (let piece = 0; piece <= pieces.count; piece++) {
      if ((piece & PACE_MASK) === 0) keepPace(job, 'Finding cycles', piece, pieces.count);
      // Where this piece comes; the last one is the end.
      const place = piece === pieces.count ? base.count : this.placeOf(piece, stay);
      for (; nextGone < gone.length && gone[nextGone] < place; nextGone++) {
        this.copy(stay, gone[nextGone], job);
        stay = gone[nextGone] + 1;
      }
      this.copy(stay, place, job);
      stay = Math.max(stay, place);
      if (piece < pieces.count) this.write(piece);
    }
    const { firstMember, component, member, made, renumbered } = this;
    const count = firstMember.length - 1;
    return { components: { count, component, firstMember, member }, made, renumbered };
  }

  /** The first component of the base, from `from` on, that comes after the piece. */
  private placeOf(piece: number, from: number): number {
    let low = from;
    let high = this.base.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isFirst(piece, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Whether the piece comes before a component of the base: larger, or with an earlier member. */
  private isFirst(piece: number, stay: number): boolean {
    const { base, pieces, nodes } = this;
    const difference = sizeOf(pieces, piece) - sizeOf(base, stay);
    if (difference !== 0) return difference > 0;
    return nodes[pieces.member[pieces.firstMember[piece]]] < base.member[base.firstMember[stay]];
  }

  /** Components of the base in a row, none of which is gone. */
  private copy(from: number, to: number, job: Job): void {
    if (from >= to) return;
    const { base, firstMember, component, member, renumbered } = this;
    const first = base.firstMember[from];
    const end = base.firstMember[to];
    member.set(base.member.subarray(first, end), this.written);
    const shift = this.written - first;
    const moved = this.rank - from;
    for (let own = from; own < to; own++) {
      renumbered[own] = own + moved;
      firstMember[own + moved + 1] = base.firstMember[own + 1] + shift;
    }
    if (moved !== 0) {
      for (let own = from; own < to; own++) {
        if ((own & PACE_MASK) === 0) keepPace(job, 'Finding cycles', own, base.count);
        const last = base.firstMember[own + 1];
        for (let at = base.firstMember[own]; at < last; at++)
          component[base.member[at]] = own + moved;
      }
    }
    this.rank += to - from;
    this.written += end - first;
  }

  private write(piece: number): void {
    const { pieces, nodes, member, component, firstMember, made } = this;
    for (let at = pieces.firstMember[piece]; at < pieces.firstMember[piece + 1]; at++) {
      const node = nodes[pieces.member[at]];
      member[this.written++] = node;
      component[node] = this.rank;
    }
    made[piece] = this.rank++;
    firstMember[this.rank] = this.written;
  }
}

function sizeOf({ firstMember }: Components, component: number): number {
  return firstMember[component + 1] - firstMember[component];
}
