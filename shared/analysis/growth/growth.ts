import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { NameForest } from '../names/name-forest.ts';
import type { Namer } from '../names/namer.ts';
import { GrowthExplainer } from './explain-growth.ts';
import type { GrowthRow } from './growth-row.ts';
import type { GrowthSeries } from './growth-series.ts';
import { growthSeries } from './growth-series.ts';
import { mergeAliases, mergeChains, mergeThreads, rollUp } from './merge-rows.ts';
import { findOtherHolders } from './other-holders.ts';
import type { Outline } from './outline.ts';
import { NONE } from './outline.ts';
import { OutlineTree } from './outline-tree.ts';
import { explainRoots } from './pair-roots.ts';

/** A row with what several dumps say of it; `series` null for two. */
export interface ToldGrowth {
  readonly row: GrowthRow;
  readonly series: GrowthSeries | null;
}

export interface Growth {
  /** What gained: of three dumps and more first what did in every step; then by bytes. */
  readonly gained: readonly ToldGrowth[];
  /** What lost, most first. */
  readonly lost: readonly ToldGrowth[];
  /** Bytes of all objects and what they hold outside of them, the last dump's less the first's. */
  readonly net: number;
  /** Bytes that the rows gained. */
  readonly named: number;
  /** Bytes gained in all, those no row tells among them. */
  readonly gross: number;
}

/** The last dump, whose graph is at hand. */
export interface OwnDump {
  readonly graph: HeapGraph;
  readonly forest: NameForest;
  readonly namer: Namer;
}

/**
 * Which containers explain the growth from the first dump to the last; `outlines` in the order of
 * time, the last that of `own`. By construction the rows and what none of them tells sum up to what
 * the dumps differ by.
 *
 * O(what is kept in the outlines + references of the last dump).
 */
export function explainGrowth(
  outlines: readonly Outline[],
  own: OwnDump,
  isOneProcess: boolean,
  job: Job,
): Growth {
  const { namer, forest, graph } = own;
  const dumps = outlines.map((outline, at) => {
    const isOwn = at === outlines.length - 1;
    return new OutlineTree(outline, isOwn ? (object) => namer.text(outline.node[object]) : null);
  });
  const [before, after] = [dumps[0], dumps[dumps.length - 1]];
  const stepTextOf = (at: number): string =>
    namer.stepText(namer.stepOf(forest.parentEdge[after.outline.node[at]]));
  const of = new GrowthExplainer({ before, after, isOneProcess, stepTextOf }, job);
  explainRoots(of, isOneProcess);
  let rows = mergeChains(of, rollUp(of, of.rows));
  rows = mergeAliases(of, rows, referenceTest(graph, after));
  rows = mergeThreads(rows).sort(
    (a, b) => b.delta - a.delta || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  findOtherHolders(own, after, rows, job);
  const net = after.outline.total - before.outline.total;
  const named = rows.reduce((sum, { delta }) => sum + Math.max(0, delta), 0);
  const untold = net - rows.reduce((sum, { delta }) => sum + delta, 0);
  const told = rows.map((row) => ({
    row,
    series: dumps.length > 2 ? growthSeries(dumps, row) : null,
  }));
  const gained = told.filter(({ row }) => row.delta > 0);
  gained.sort((a, b) => Number(b.series?.inEveryStep ?? 0) - Number(a.series?.inEveryStep ?? 0));
  return {
    gained,
    lost: told.filter(({ row }) => row.delta < 0).reverse(),
    net,
    named,
    gross: named + Math.max(0, untold),
  };
}

/** Whether an object of the outline refers to another: by the references of the graph. */
function referenceTest(
  graph: HeapGraph,
  { outline }: OutlineTree,
): (holder: number, at: number) => boolean {
  const kept = new Map<number, ReadonlySet<number>>();
  return (holder, at) => {
    if (holder === NONE) return false;
    const node = outline.node[holder];
    const targets =
      kept.get(node) ??
      new Set(graph.edgeTarget.subarray(graph.firstEdge[node], graph.firstEdge[node + 1]));
    kept.set(node, targets);
    return targets.has(outline.node[at]);
  };
}
