import { dominatorChain } from '../../analysis/dominators/dominator-index.ts';
import type { Job } from '../../base/job.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { DumpRequest } from '../../protocol/channels.ts';
import type {
  DominatedPart,
  DominatorMap,
  DominatorTile,
  InnerTile,
} from '../../protocol/dominator-schemas.ts';
import type { ObjectRow } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeName } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';
import type { DominatedParts } from './dominated-part.ts';
import { typeRow } from './dominated-part.ts';

/** Pieces of the outer level at most, and what part of the whole the least of them has. */
const OUTER = { most: 120, least: 1 / 700 };
/** Pieces inside of one piece; the least share is one of the whole map. */
const INNER = { most: 400, least: 1 / 700 };
/** A piece below this share of the whole is not divided: there is no room to read it. */
const DIVIDED = 1 / 60;
/** Dominators listed between the top and the object. */
const CHAIN = 12;

/**
 * A part of the dominator tree as a treemap of two levels: at most 700 pieces or so, the largest
 * of each level, and what is left of it as one more. O(children of what is drawn).
 */
export function dominatorMapOf(
  derived: DerivedColumns,
  parts: DominatedParts,
  { of, by }: DumpRequest<'dominatorMap'>,
  job: Job,
): DominatorMap {
  const { graph } = derived;
  const { retainedSize } = derived.dominators(job);
  const nodes = parts.nodesOf(of, job);
  let childBytes = 0;
  for (let at = 0; at < nodes.length; at++) childBytes += retainedSize[nodes[at]];
  const isWholeObject = of.node !== null && of.typeIndex === null;
  const ownBytes = isWholeObject ? graph.shallowSize[of.node ?? 0] : 0;
  const whole = childBytes + ownBytes;
  const byType = by === 'type' && of.typeIndex === null;
  const tiles = byType
    ? typeTiles(derived, parts, of, whole, job)
    : objectTiles(derived, nodes, whole, job);
  if (ownBytes > 0) tiles.push({ ...selfTile(ownBytes), children: [] });
  return {
    basis: basisOf(derived),
    ...chainOf(derived, of.node, job),
    type: of.typeIndex === null ? '' : typeName(graph, of.typeIndex),
    retainedBytes: whole,
    count: nodes.length,
    totalBytes: totalBytes(derived, job),
    tiles,
  };
}

function typeTiles(
  derived: DerivedColumns,
  parts: DominatedParts,
  of: DominatedPart,
  whole: number,
  job: Job,
): DominatorTile[] {
  const groups = parts.groupsOf(of, job);
  const shown = shownCount(groups.retainedSize, OUTER, whole);
  // The largest objects of each type drawn, in one pass: the children are in that order already.
  const membersOf = new Map<number, NodeIndex[]>();
  for (let at = 0; at < shown; at++) {
    if (groups.retainedSize[at] >= whole * DIVIDED) membersOf.set(groups.type[at], []);
  }
  for (const node of parts.nodesOf(of, job)) {
    const members = membersOf.get(derived.graph.type[node]);
    if (members !== undefined && members.length < INNER.most) members.push(node);
  }
  const tiles: DominatorTile[] = [];
  for (let at = 0; at < shown; at++) {
    const row = typeRow(derived, groups, at);
    const { retainedBytes, shallowBytes, count } = row;
    const members = membersOf.get(row.typeIndex) ?? [];
    tiles.push({
      ...plain('type', count, retainedBytes, shallowBytes),
      typeIndex: row.typeIndex,
      type: row.type,
      verdict: row.verdict,
      children: innerTiles(derived, members, count, retainedBytes, whole, job).map((inner) =>
        // What is left of a type is of that type, too.
        inner.kind === 'rest' ? { ...inner, typeIndex: row.typeIndex, type: row.type } : inner,
      ),
    });
  }
  const left = { count: 0, retained: 0, shallow: 0 };
  for (let at = shown; at < groups.type.length; at++) {
    left.count += groups.count[at];
    left.retained += groups.retainedSize[at];
    left.shallow += groups.shallowSize[at];
  }
  return withRest(tiles, left);
}

function objectTiles(
  derived: DerivedColumns,
  nodes: Uint32Array,
  whole: number,
  job: Job,
): DominatorTile[] {
  const { graph } = derived;
  const { retainedSize } = derived.dominators(job);
  const first = nodes.subarray(0, OUTER.most);
  const shown = shownCount(
    Float64Array.from(first, (node) => retainedSize[node]),
    OUTER,
    whole,
  );
  const tiles: DominatorTile[] = Array.from(first.subarray(0, shown), (node) => {
    const outer = objectTile(derived, node, job);
    if (outer.retainedBytes < whole * DIVIDED) return { ...outer, children: [] };
    const inside = derived.dominatorIndex(job).childrenOf(node, job);
    const bytes = outer.retainedBytes - outer.shallowBytes;
    const children = innerTiles(derived, inside, inside.length, bytes, whole, job);
    if (children.length > 0 && outer.shallowBytes > 0) children.push(selfTile(outer.shallowBytes));
    return { ...outer, children };
  });
  const left = { count: nodes.length - shown, retained: 0, shallow: 0 };
  for (let at = shown; at < nodes.length; at++) {
    left.retained += retainedSize[nodes[at]];
    left.shallow += graph.shallowSize[nodes[at]];
  }
  return withRest(tiles, left);
}

/** The largest of `nodes`, which are in order, and the rest of `count` objects of `bytes`. */
function innerTiles(
  derived: DerivedColumns,
  nodes: ArrayLike<NodeIndex>,
  count: number,
  bytes: number,
  whole: number,
  job: Job,
): InnerTile[] {
  const { retainedSize } = derived.dominators(job);
  const tiles: InnerTile[] = [];
  let left = bytes;
  for (let at = 0; at < Math.min(nodes.length, INNER.most); at++) {
    const node = nodes[at] ?? NO_NODE;
    if (retainedSize[node] < whole * INNER.least) break;
    tiles.push(objectTile(derived, node, job));
    left -= retainedSize[node];
  }
  // A piece that is nothing but "the rest" says no more than the piece around it.
  if (tiles.length > 0 && count > tiles.length && left > 0) {
    tiles.push(plain('rest', count - tiles.length, left, 0));
  }
  return tiles;
}

function objectTile(derived: DerivedColumns, node: NodeIndex, job: Job): InnerTile {
  const row = objectRow(derived, node, job);
  const retained = derived.dominators(job).retainedSize[node];
  return {
    ...plain('object', 1, retained, row.shallowSize),
    node,
    dominates: derived.dominatorIndex(job).childCount(node),
    typeIndex: derived.graph.type[node],
    type: row.type,
    address: row.address,
    preview: row.preview,
    path: row.path,
    verdict: row.verdict,
  };
}

/** The bytes of a divided object itself. */
function selfTile(bytes: number): InnerTile {
  return plain('self', 1, bytes, bytes);
}

function plain(
  kind: InnerTile['kind'],
  count: number,
  retainedBytes: number,
  shallowBytes: number,
): InnerTile {
  const nobody = { node: null, typeIndex: null, type: '', address: '', preview: '', path: '' };
  return { kind, ...nobody, count, dominates: 0, retainedBytes, shallowBytes, verdict: null };
}

function withRest(
  tiles: DominatorTile[],
  left: { readonly count: number; readonly retained: number; readonly shallow: number },
): DominatorTile[] {
  if (left.count > 0 && left.retained > 0) {
    tiles.push({ ...plain('rest', left.count, left.retained, left.shallow), children: [] });
  }
  return tiles;
}

/** How many of the sizes, largest first, are worth a piece; one is always shown. */
function shownCount(
  sizes: Float64Array,
  { most, least }: { readonly most: number; readonly least: number },
  whole: number,
): number {
  let shown = Math.min(1, sizes.length);
  while (shown < Math.min(most, sizes.length) && sizes[shown] >= whole * least) shown++;
  return shown;
}

function chainOf(
  derived: DerivedColumns,
  node: NodeIndex | null,
  job: Job,
): { chain: ObjectRow[]; chainOmitted: number } {
  if (node === null) return { chain: [], chainOmitted: 0 };
  const { nearest, omitted, top } = dominatorChain(derived.dominators(job), node, CHAIN, job);
  const above = [...nearest].reverse();
  const nodes = top === NO_NODE ? above : [top, ...above];
  return {
    chain: [...nodes, node].map((own) => objectRow(derived, own, job)),
    chainOmitted: top === NO_NODE ? 0 : omitted - 1,
  };
}

/** Bytes of the whole dump: every object is somewhere below the top. */
function totalBytes(derived: DerivedColumns, job: Job): number {
  const { retainedSize } = derived.dominators(job);
  const top = derived.dominatorIndex(job).childrenOf(NO_NODE, job);
  return top.reduce((sum, node) => sum + retainedSize[node], 0);
}

/** What the tree begins with, in a dump that does not say what holds objects from outside. */
function basisOf({ graph }: DerivedColumns): string {
  if (graph.roots !== null) return '';
  if (graph.refcount !== null) {
    return 'This dump does not name its roots. Objects with references that nothing in it accounts for stand for them.';
  }
  return 'This dump names no roots and has no reference counts. Modules, and objects that nothing else refers to, stand for the roots, so sizes are estimates.';
}
