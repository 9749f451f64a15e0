import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { releasingMarks } from '../graph/holding.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { NameForest } from '../names/name-forest.ts';
import { NO_EDGE } from '../names/name-forest.ts';
import type { Namer } from '../names/namer.ts';
import type { GrowthRow } from './growth-row.ts';
import { NONE, Role } from './outline.ts';
import type { OutlineTree } from './outline-tree.ts';

/** Referrers looked at for a row: what everybody refers to says nothing. */
const MAX_LOOKED = 2000;
const MAX_TOLD = 2;

interface Wanted {
  readonly row: GrowthRow;
  readonly holder: number;
  readonly path: ReadonlySet<number>;
  looked: number;
  /** Items that another holder has, by that holder. */
  readonly others: Map<number, Set<number>>;
}

/**
 * Other containers that hold the new items too: emptying one of them frees nothing. One pass over
 * all references; of each row up to 64 new items are looked for.
 */
export function findOtherHolders(
  { graph, forest, namer }: { graph: HeapGraph; forest: NameForest; namer: Namer },
  after: OutlineTree,
  rows: readonly GrowthRow[],
  job: Job,
): void {
  const wanted = new Map<number, Wanted>();
  const all: Wanted[] = [];
  for (const row of rows) {
    if (row.kind !== 'items' || row.later === NONE || row.came.length < 2) continue;
    const holder = after.outline.node[row.later];
    const own = { row, holder, path: new Set(namer.path(holder)), looked: 0, others: new Map() };
    all.push(own);
    for (const item of row.came) wanted.set(after.outline.node[item], own);
  }
  if (wanted.size === 0) return;
  const ignored = releasingMarks(graph);
  const { firstEdge, edgeTarget, edgeKind } = graph;
  const isWanted = new Uint8Array(graph.nodeCount);
  for (const node of wanted.keys()) isWanted[node] = 1;
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const target = edgeTarget[edge];
      if (isWanted[target] === 0 || (edgeKind[edge] & ignored) !== 0) continue;
      const own = wanted.get(target);
      if (own === undefined || node === own.holder || forest.parentEdge[node] === NO_EDGE) continue;
      if (own.looked++ >= MAX_LOOKED) continue;
      note(own, node, target, after, namer);
    }
  }
  for (const { row, others } of all) {
    row.alsoIn = [...others]
      .filter(([, items]) => items.size >= row.came.length / 2)
      .map(([holder]) => namer.text(holder))
      .slice(0, MAX_TOLD);
  }
}

function note(own: Wanted, node: number, item: number, after: OutlineTree, namer: Namer): void {
  const path = namer.path(node);
  // From within what is told already.
  if (path.includes(own.holder)) return;
  const isContainer = (at: number): boolean => {
    const place = after.placeOf(at);
    return place !== NONE && after.has(place, Role.container);
  };
  const holder = path.find((at) => !own.path.has(at) && isContainer(at)) ?? node;
  const items = own.others.get(holder);
  if (items === undefined) own.others.set(holder, new Set([item]));
  else items.add(item);
}
