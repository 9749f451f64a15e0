import type { ArcGraph } from './feedback-order.ts';

/** An arc of the core; it stands for the arcs that are removed with it. */
export interface CoreArc {
  from: number;
  to: number;
  cost: number;
  /** Arcs of the graph. */
  readonly stands: number[];
}

/** What is left to decide, and what is decided already. */
export interface FeedbackCore {
  readonly arcs: readonly CoreArc[];
  /** Arcs of the graph that every solution may take without loss. */
  readonly forced: readonly number[];
}

/**
 * The graph with everything taken out whose part in a cheapest solution is plain: loops are
 * removed; parallel arcs go together; a vertex with one arc in and one out is passed through by
 * the cheaper of the two; vertices without arcs in or out are on no cycle.
 *
 * A ring of a thousand becomes one loop. O(arcs) with hashing; for graphs of some thousand arcs.
 */
export function reduceToCore(graph: ArcGraph): FeedbackCore {
  const { vertexCount, source, target, cost } = graph;
  const out = Array.from({ length: vertexCount }, () => new Map<number, CoreArc>());
  const into = Array.from({ length: vertexCount }, () => new Map<number, CoreArc>());
  const forced: number[] = [];
  const waiting = Array.from({ length: vertexCount }, (_, vertex) => vertex);

  const add = (arc: CoreArc): void => {
    if (arc.from === arc.to) {
      forced.push(...arc.stands);
      return;
    }
    const parallel = out[arc.from]?.get(arc.to);
    if (parallel === undefined) {
      out[arc.from]?.set(arc.to, arc);
      into[arc.to]?.set(arc.from, arc);
    } else {
      parallel.cost += arc.cost;
      for (const one of arc.stands) parallel.stands.push(one);
    }
  };
  const remove = (arc: CoreArc): void => {
    out[arc.from]?.delete(arc.to);
    into[arc.to]?.delete(arc.from);
    waiting.push(arc.from, arc.to);
  };

  for (let arc = 0; arc < source.length; arc++) {
    add({ from: source[arc], to: target[arc], cost: cost[arc], stands: [arc] });
  }
  for (let vertex = waiting.pop(); vertex !== undefined; vertex = waiting.pop()) {
    const leaving = [...(out[vertex]?.values() ?? [])];
    const entering = [...(into[vertex]?.values() ?? [])];
    if (leaving.length === 0 || entering.length === 0) {
      for (const arc of [...leaving, ...entering]) remove(arc);
      continue;
    }
    const [entry] = entering;
    const [exit] = leaving;
    if (entering.length > 1 || leaving.length > 1 || entry === undefined || exit === undefined) {
      continue;
    }
    remove(entry);
    remove(exit);
    const cheaper = entry.cost <= exit.cost ? entry : exit;
    add({ from: entry.from, to: exit.to, cost: cheaper.cost, stands: cheaper.stands });
    waiting.push(entry.from, exit.to);
  }
  return { arcs: out.flatMap((arcs) => [...arcs.values()]), forced };
}

const FREE = 0;
const REMOVED = 1;
const KEPT = 2;

/**
 * The cheapest set of core arcs without which no cycle is left, by branch and bound; null when
 * the steps do not suffice to prove it.
 *
 * Branches on the arcs of one cycle, each in turn removed and then kept. The bound is a packing of
 * cycles: the cheapest arc of a cycle found is paid for, its cost taken from all arcs of the cycle,
 * and so on until none is left. The depth of the search is at most the number of arcs.
 */
export function solveCore(
  arcs: readonly CoreArc[],
  upperBound: number,
  maxSteps: number,
): { readonly arcs: readonly CoreArc[]; readonly cost: number } | null {
  const search = new CoreSearch(arcs, upperBound, maxSteps);
  if (!search.run()) return null;
  return { arcs: search.best, cost: search.bestCost };
}

class CoreSearch {
  best: readonly CoreArc[] = [];
  bestCost: number;
  private readonly arcs: readonly CoreArc[];
  private readonly state: Uint8Array;
  private readonly residual: Float64Array;
  /** Per vertex its outgoing arcs, as positions in `arcs`. */
  private readonly out = new Map<number, number[]>();
  private stepsLeft: number;

  constructor(arcs: readonly CoreArc[], upperBound: number, maxSteps: number) {
    this.arcs = arcs;
    this.state = new Uint8Array(arcs.length);
    this.residual = new Float64Array(arcs.length);
    // What costs as much as the heuristic's solution is still wanted, as its proof.
    this.bestCost = upperBound + 1;
    this.stepsLeft = maxSteps;
    arcs.forEach((arc, at) => {
      const list = this.out.get(arc.from);
      if (list === undefined) this.out.set(arc.from, [at]);
      else list.push(at);
    });
  }

  run(): boolean {
    this.branch(0);
    return this.stepsLeft > 0;
  }

  private branch(cost: number): void {
    const { bound, cycle } = this.packCycles();
    if (this.stepsLeft <= 0 || cost + bound >= this.bestCost) return;
    if (cycle === null) {
      this.bestCost = cost;
      this.best = this.arcs.filter((_, at) => this.state[at] === REMOVED);
      return;
    }
    const tried: number[] = [];
    for (const at of cycle) {
      if (this.state[at] !== FREE) continue;
      this.state[at] = REMOVED;
      this.branch(cost + (this.arcs[at]?.cost ?? 0));
      this.state[at] = KEPT;
      tried.push(at);
    }
    for (const at of tried) this.state[at] = FREE;
  }

  /** What the cycles left cost at least, and the first of them. */
  private packCycles(): { bound: number; cycle: readonly number[] | null } {
    const { residual, state, arcs } = this;
    for (let at = 0; at < arcs.length; at++) {
      residual[at] =
        state[at] === FREE
          ? (arcs[at]?.cost ?? 0)
          : state[at] === KEPT
            ? Number.POSITIVE_INFINITY
            : 0;
    }
    let bound = 0;
    let first: readonly number[] | null = null;
    for (;;) {
      const cycle = this.findCycle();
      if (cycle === null || this.stepsLeft <= 0) return { bound, cycle: first };
      first ??= cycle;
      let cheapest = Number.POSITIVE_INFINITY;
      for (const at of cycle) cheapest = Math.min(cheapest, residual[at]);
      bound += cheapest;
      // A cycle of kept arcs alone: nothing can be made of this branch.
      if (cheapest === Number.POSITIVE_INFINITY) return { bound, cycle: first };
      for (const at of cycle) residual[at] -= cheapest;
    }
  }

  /** A cycle of arcs with something left of their cost, by depth-first search. */
  private findCycle(): readonly number[] | null {
    const finished = new Set<number>();
    const depthOf = new Map<number, number>();
    for (const start of this.out.keys()) {
      if (finished.has(start)) continue;
      const path: number[] = [];
      const cursors: { vertex: number; next: number }[] = [{ vertex: start, next: 0 }];
      depthOf.set(start, 0);
      for (let top = cursors.at(-1); top !== undefined; top = cursors.at(-1)) {
        const leaving = this.out.get(top.vertex) ?? [];
        const at = leaving[top.next++];
        if (at === undefined) {
          finished.add(top.vertex);
          depthOf.delete(top.vertex);
          cursors.pop();
          path.pop();
          continue;
        }
        this.stepsLeft--;
        const target = this.arcs[at]?.to ?? 0;
        if (!(this.residual[at] > 0) || finished.has(target)) continue;
        const depth = depthOf.get(target);
        if (depth !== undefined) return [...path.slice(depth), at];
        depthOf.set(target, cursors.length);
        path.push(at);
        cursors.push({ vertex: target, next: 0 });
      }
    }
    return null;
  }
}
