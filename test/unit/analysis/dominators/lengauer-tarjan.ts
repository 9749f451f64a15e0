/**
 * Immediate dominators by the simple version of T. Lengauer and R. E. Tarjan, "A fast algorithm for
 * finding dominators in a flowgraph", TOPLAS 1 (1979), vertex by vertex as in the paper's appendix:
 * an oracle for graphs that are too large for a naive one. `root` dominates itself.
 */
export function lengauerTarjan(
  successors: readonly (readonly number[])[],
  root: number,
): Map<number, number> {
  const count = successors.length;
  const semi = new Array<number>(count).fill(0);
  const vertex: number[] = [-1];
  const parent = new Array<number>(count).fill(-1);
  const predecessors: number[][] = Array.from({ length: count }, () => []);
  const bucket: number[][] = Array.from({ length: count }, () => []);
  const ancestor = new Array<number>(count).fill(-1);
  const label = Array.from({ length: count }, (_, at) => at);
  const dominator = new Map<number, number>([[root, root]]);
  const at = <T>(values: readonly T[], index: number): T => values[index] as T;

  const visit = (v: number): void => {
    semi[v] = vertex.length;
    vertex.push(v);
  };
  const cursors: [number, number][] = [[root, 0]];
  visit(root);
  while (cursors.length > 0) {
    const top = at(cursors, cursors.length - 1);
    const [v, cursor] = top;
    const w = successors[v]?.[cursor];
    if (w === undefined) {
      cursors.pop();
      continue;
    }
    top[1]++;
    at(predecessors, w).push(v);
    if (semi[w] !== 0) continue;
    parent[w] = v;
    visit(w);
    cursors.push([w, 0]);
  }
  const evaluate = (v: number): number => {
    if (ancestor[v] === -1) return v;
    const path: number[] = [];
    for (let u = v; ancestor[at(ancestor, u)] !== -1; u = at(ancestor, u)) path.push(u);
    for (const u of path.reverse()) {
      const above = at(ancestor, u);
      if (at(semi, at(label, above)) < at(semi, at(label, u))) label[u] = at(label, above);
      ancestor[u] = at(ancestor, above);
    }
    return at(label, v);
  };
  for (let i = vertex.length - 1; i >= 2; i--) {
    const w = at(vertex, i);
    for (const v of at(predecessors, w)) {
      semi[w] = Math.min(at(semi, w), at(semi, evaluate(v)));
    }
    at(bucket, at(vertex, at(semi, w))).push(w);
    const p = at(parent, w);
    ancestor[w] = p;
    for (const v of at(bucket, p)) {
      const u = evaluate(v);
      dominator.set(v, at(semi, u) < at(semi, v) ? u : p);
    }
    bucket[p] = [];
  }
  for (let i = 2; i < vertex.length; i++) {
    const w = at(vertex, i);
    const known = dominator.get(w) as number;
    if (known !== at(vertex, at(semi, w))) dominator.set(w, dominator.get(known) as number);
  }
  return dominator;
}
