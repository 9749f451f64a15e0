import type { NodeIndex } from '../../heap/heap-graph.ts';

/** Distances are kept modulo this, in a byte that has room for four states more. */
export const DISTANCES = 252;

/**
 * Objects by distance, one list per distance modulo 252: no distance in it is more than 125 ahead
 * of the least, so that the remainder tells them apart. O(1) a push; 4 bytes per object in it.
 * Source: Dial, "Algorithm 360: Shortest-path forest with topological ordering", CACM 12 (1969).
 */
export class DistanceQueue {
  readonly items: Uint32Array[] = [];
  readonly ends = new Uint32Array(DISTANCES);

  constructor() {
    const nothing = new Uint32Array(0);
    for (let at = 0; at < DISTANCES; at++) this.items.push(nothing);
  }

  push(at: number, node: NodeIndex): void {
    const place = this.ends[at]++;
    if (place === this.items[at].length) this.grow(at);
    this.items[at][place] = node;
  }

  grow(at: number): void {
    const more = new Uint32Array(Math.max(MIN_ROOM, 2 * this.items[at].length));
    more.set(this.items[at]);
    this.items[at] = more;
  }
}

const MIN_ROOM = 64;
