/** Arcs with costs between dense vertices; parallel arcs and loops are allowed. */
export interface ArcGraph {
  readonly vertexCount: number;
  /** Arcs leaving vertex v: firstOut[v] … firstOut[v + 1] − 1. */
  readonly firstOut: Uint32Array;
  /** Per arc. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** Per arc, what removing it costs: a whole number above zero. */
  readonly cost: Uint8Array;
  /** Arcs entering vertex v: inArc[firstIn[v]] … inArc[firstIn[v + 1] − 1]. */
  readonly firstIn: Uint32Array;
  readonly inArc: Uint32Array;
}

/** Differences further from zero than this share a bucket. */
const MAX_WIDTH = 4096;
const NONE = 0xffffffff;

/**
 * An order of the vertices in which few arcs, by cost, point backwards.
 *
 * P. Eades, X. Lin and W. F. Smyth, "A fast and effective heuristic for the feedback arc set
 * problem", IPL 47 (1993), with costs: vertices nothing points at go to the front, those that point
 * at nothing to the back, and in between the vertex goes to the front whose outgoing arcs exceed its
 * incoming ones by most. Loops do not count.
 *
 * O(vertices + sum of costs); 28 bytes per vertex. Returns the position of each vertex.
 */
export function orderVertices(graph: ArcGraph): Float64Array {
  return new VertexOrder(graph).run();
}

class VertexOrder {
  private readonly graph: ArcGraph;
  private readonly outCost: Float64Array;
  private readonly inCost: Float64Array;
  private readonly isPlaced: Uint8Array;
  // Vertices with the same difference in a doubly linked list.
  private readonly head = new Uint32Array(2 * MAX_WIDTH + 1).fill(NONE);
  private readonly next: Uint32Array;
  private readonly previous: Uint32Array;
  private readonly bucket: Uint32Array;
  private highest = 0;
  /** Vertices that nothing points at any more, or that point at nothing. */
  private readonly loose: Uint32Array;
  private looseCount = 0;

  constructor(graph: ArcGraph) {
    this.graph = graph;
    const { vertexCount, source, target, cost } = graph;
    this.outCost = new Float64Array(vertexCount);
    this.inCost = new Float64Array(vertexCount);
    this.isPlaced = new Uint8Array(vertexCount);
    this.next = new Uint32Array(vertexCount);
    this.previous = new Uint32Array(vertexCount);
    this.bucket = new Uint32Array(vertexCount).fill(NONE);
    this.loose = new Uint32Array(vertexCount);
    for (let arc = 0; arc < source.length; arc++) {
      if (source[arc] === target[arc]) continue;
      this.outCost[source[arc]] += cost[arc];
      this.inCost[target[arc]] += cost[arc];
    }
    for (let vertex = 0; vertex < vertexCount; vertex++) this.file(vertex);
  }

  run(): Float64Array {
    const { vertexCount } = this.graph;
    const position = new Float64Array(vertexCount);
    let front = 0;
    let back = vertexCount - 1;
    for (let placed = 0; placed < vertexCount; placed++) {
      let vertex: number;
      let isLast = false;
      if (this.looseCount > 0) {
        vertex = this.loose[--this.looseCount];
        isLast = this.outCost[vertex] === 0;
      } else {
        while (this.head[this.highest] === NONE) this.highest--;
        vertex = this.head[this.highest];
        this.unlink(vertex);
      }
      this.isPlaced[vertex] = 1;
      position[vertex] = isLast ? back-- : front++;
      this.release(vertex);
    }
    return position;
  }

  /** Takes the arcs of a placed vertex from the sums of its neighbours. */
  private release(vertex: number): void {
    const { firstOut, target, source, cost, firstIn, inArc } = this.graph;
    for (let arc = firstOut[vertex]; arc < firstOut[vertex + 1]; arc++) {
      const other = target[arc];
      if (this.isPlaced[other] === 1) continue;
      this.inCost[other] -= cost[arc];
      this.refile(other);
    }
    for (let at = firstIn[vertex]; at < firstIn[vertex + 1]; at++) {
      const other = source[inArc[at]];
      if (this.isPlaced[other] === 1) continue;
      this.outCost[other] -= cost[inArc[at]];
      this.refile(other);
    }
  }

  private refile(vertex: number): void {
    // A vertex that is loose already stays where it is.
    if (this.bucket[vertex] === NONE) return;
    this.unlink(vertex);
    this.file(vertex);
  }

  private file(vertex: number): void {
    const out = this.outCost[vertex];
    const into = this.inCost[vertex];
    if (out === 0 || into === 0) {
      this.loose[this.looseCount++] = vertex;
      this.bucket[vertex] = NONE;
      return;
    }
    const bucket = MAX_WIDTH + Math.max(-MAX_WIDTH, Math.min(MAX_WIDTH, out - into));
    const head = this.head[bucket];
    this.bucket[vertex] = bucket;
    this.next[vertex] = head;
    this.previous[vertex] = NONE;
    if (head !== NONE) this.previous[head] = vertex;
    this.head[bucket] = vertex;
    if (bucket > this.highest) this.highest = bucket;
  }

  private unlink(vertex: number): void {
    const before = this.previous[vertex];
    const after = this.next[vertex];
    if (before === NONE) this.head[this.bucket[vertex]] = after;
    else this.next[before] = after;
    if (after !== NONE) this.previous[after] = before;
  }
}
