import type { ArcGraph } from './feedback-order.ts';

/** Times every vertex may be moved. */
const PASSES = 4;
const NOWHERE = 0xffffffff;

/**
 * Moves single vertices to where the fewest arcs, by cost, point backwards, until nothing improves
 * or the steps are used up. `position` is changed in place; positions stay distinct, not dense.
 *
 * O(arcs of the moved vertices × log) per pass; only vertices with an arc that points backwards are
 * looked at. 12 bytes per vertex.
 */
export function improveOrder(graph: ArcGraph, position: Float64Array, steps: number): void {
  new OrderImprover(graph, position, steps).run();
}

class OrderImprover {
  private readonly graph: ArcGraph;
  private readonly position: Float64Array;
  /** The order as a ring of links, through an extra vertex that stands before the first one. */
  private readonly next: Uint32Array;
  private readonly previous: Uint32Array;
  private readonly ends: number;
  private scratch = new Uint32Array(64);
  private stepsLeft: number;

  constructor(graph: ArcGraph, position: Float64Array, steps: number) {
    const { vertexCount } = graph;
    this.graph = graph;
    this.position = position;
    this.stepsLeft = steps;
    this.ends = vertexCount;
    this.next = new Uint32Array(vertexCount + 1);
    this.previous = new Uint32Array(vertexCount + 1);
    const order = Uint32Array.from({ length: vertexCount }, (_, at) => at);
    order.sort((a, b) => position[a] - position[b]);
    let last = this.ends;
    for (const vertex of order) {
      this.link(last, vertex);
      last = vertex;
    }
    this.link(last, this.ends);
  }

  run(): void {
    for (let pass = 0; pass < PASSES; pass++) {
      let isImproved = false;
      for (let vertex = 0; vertex < this.ends; vertex++) {
        const degree = this.degreeOf(vertex);
        this.stepsLeft -= degree;
        if (this.stepsLeft < 0) return;
        if (!this.hasBackArc(vertex)) continue;
        this.stepsLeft -= degree * SORTING;
        const after = this.betterPlace(vertex);
        if (after === NOWHERE) continue;
        this.moveBehind(vertex, after);
        isImproved = true;
      }
      if (!isImproved) return;
    }
  }

  private degreeOf(vertex: number): number {
    const { firstOut, firstIn } = this.graph;
    return firstOut[vertex + 1] - firstOut[vertex] + firstIn[vertex + 1] - firstIn[vertex];
  }

  private hasBackArc(vertex: number): boolean {
    const { position } = this;
    const { firstOut, source, target, firstIn, inArc } = this.graph;
    for (let arc = firstOut[vertex]; arc < firstOut[vertex + 1]; arc++) {
      if (position[target[arc]] < position[vertex]) return true;
    }
    for (let at = firstIn[vertex]; at < firstIn[vertex + 1]; at++) {
      if (position[source[inArc[at]]] > position[vertex]) return true;
    }
    return false;
  }

  /** The vertex behind which this one costs least, `ends` for the front; `NOWHERE` to stay. */
  private betterPlace(vertex: number): number {
    const { position } = this;
    const { firstOut, source, target, cost, firstIn, inArc } = this.graph;
    const degree = this.degreeOf(vertex);
    if (this.scratch.length < degree) this.scratch = new Uint32Array(degree * 2);
    let count = 0;
    let now = 0;
    let here = 0;
    for (let arc = firstOut[vertex]; arc < firstOut[vertex + 1]; arc++) {
      if (target[arc] === vertex) continue;
      this.scratch[count++] = arc;
      if (position[target[arc]] < position[vertex]) now += cost[arc];
    }
    for (let at = firstIn[vertex]; at < firstIn[vertex + 1]; at++) {
      const arc = inArc[at];
      if (source[arc] === vertex) continue;
      this.scratch[count++] = arc;
      // At the front, every arc that enters points backwards.
      here += cost[arc];
      if (position[source[arc]] > position[vertex]) now += cost[arc];
    }
    const neighbour = (arc: number): number => (source[arc] === vertex ? target[arc] : source[arc]);
    const arcs = this.scratch.subarray(0, count);
    arcs.sort((a, b) => position[neighbour(a)] - position[neighbour(b)]);
    let best = now;
    let after = NOWHERE;
    if (here < best) {
      best = here;
      after = this.ends;
    }
    for (let at = 0; at < count; at++) {
      const arc = arcs[at];
      here += source[arc] === vertex ? cost[arc] : -cost[arc];
      // Between two arcs to the same neighbour there is no place.
      if (at + 1 < count && neighbour(arcs[at + 1]) === neighbour(arc)) continue;
      if (here >= best) continue;
      best = here;
      after = neighbour(arc);
    }
    return after;
  }

  private moveBehind(vertex: number, before: number): void {
    this.link(this.previous[vertex], this.next[vertex]);
    const after = this.next[before];
    this.link(before, vertex);
    this.link(vertex, after);
    const { position, ends } = this;
    if (before === ends) {
      position[vertex] = position[after] - 1;
    } else if (after === ends) {
      position[vertex] = position[before] + 1;
    } else {
      const middle = (position[before] + position[after]) / 2;
      if (middle > position[before] && middle < position[after]) position[vertex] = middle;
      else this.renumber();
    }
  }

  /** When no number lies between two positions any more. */
  private renumber(): void {
    let at = 0;
    for (let walk = this.next[this.ends]; walk !== this.ends; walk = this.next[walk]) {
      this.position[walk] = at++;
    }
    this.stepsLeft -= at;
  }

  private link(before: number, after: number): void {
    this.next[before] = after;
    this.previous[after] = before;
  }
}

/** What sorting the neighbours costs beside looking at them, in steps per arc. */
const SORTING = 8;
