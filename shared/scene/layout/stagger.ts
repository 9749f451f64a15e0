import type { LayoutInput } from './layout-graph.ts';

/** Leaves of one object on one side that stand in one row before they are staggered. */
const ROW = 12;
const MAX_ROWS = 4;

/**
 * Rows for leaves: how many ranks each edge is to span, 1 for most.
 *
 * An object with many neighbours that lead nowhere else makes a drawing wide and flat. Its leaves
 * are put on up to four rows in turn, as Graphviz's `unflatten` does, which a reader scrolls less.
 */
export function staggerLeaves(input: LayoutInput): readonly number[] {
  const degree = input.nodes.map(() => 0);
  for (const { source, target } of input.edges) {
    degree[source] = (degree[source] ?? 0) + 1;
    degree[target] = (degree[target] ?? 0) + 1;
  }
  const fans = new Map<string, number[]>();
  input.edges.forEach(({ source, target }, at) => {
    const isUp = degree[source] === 1;
    if (!isUp && degree[target] !== 1) return;
    const key = isUp ? `up ${target}` : `down ${source}`;
    const fan = fans.get(key);
    if (fan === undefined) fans.set(key, [at]);
    else fan.push(at);
  });
  const spans = input.edges.map(() => 1);
  for (const fan of fans.values()) {
    const rows = Math.min(MAX_ROWS, Math.ceil(fan.length / ROW));
    fan.forEach((edge, at) => {
      spans[edge] = 1 + (at % rows);
    });
  }
  return spans;
}
