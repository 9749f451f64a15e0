import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** One block of a DataFrame: columns of one type, stored together. */
export interface FrameBlock {
  /** Positions of its columns in the frame, ascending in its rows; null when the dump has none. */
  readonly places: readonly number[] | null;
  /** Columns it has, where its array tells. */
  readonly rows: number | null;
  /** Arrays of objects behind it, those that own their elements. */
  readonly arrays: readonly ObjectArray[];
}

/** An array of references. */
export interface ObjectArray {
  readonly node: NodeIndex;
  /**
   * How the block's columns lie in it: one after the other, interleaved (the frame was made from
   * one table), or in a way that the dump does not tell.
   */
  readonly order: 'rows' | 'interleaved' | 'unknown';
}

/** More than a person reads, and a bound on what a hostile dump makes of it. */
const MAX_BLOCKS = 10_000;
const MAX_DEPTH = 4;

/**
 * The blocks of a DataFrame, by the names pandas gives its own attributes (1.0 to 3.1); null where
 * they are not in the dump.
 */
export function frameBlocks(graph: HeapGraph, frame: NodeIndex): readonly FrameBlock[] | null {
  const manager = attribute(graph, frame, ['_mgr', '_data']);
  const blocks = manager === NO_NODE ? NO_NODE : attribute(graph, manager, ['blocks']);
  if (blocks === NO_NODE) return null;
  const found: FrameBlock[] = [];
  for (let edge = graph.firstEdge[blocks]; edge < graph.firstEdge[blocks + 1]; edge++) {
    if ((graph.edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.index) continue;
    if (found.length === MAX_BLOCKS) return null;
    found.push(blockOf(graph, graph.edgeTarget[edge]));
  }
  return found;
}

function blockOf(graph: HeapGraph, block: NodeIndex): FrameBlock {
  const values = attribute(graph, block, ['values']);
  if (values === NO_NODE) return { places: null, rows: null, arrays: [] };
  const shape = objectDetails(graph, values)?.shape ?? null;
  const arrays: ObjectArray[] = [];
  collectArrays(graph, values, shape, arrays, 0);
  const rows = shape?.length === 2 ? (shape[0] ?? null) : null;
  return { places: placesOf(graph, block), rows, arrays };
}

/** Arrays of objects behind `values`: itself, what owns its data, or what an extension array keeps. */
function collectArrays(
  graph: HeapGraph,
  values: NodeIndex,
  shape: readonly number[] | null,
  found: ObjectArray[],
  depth: number,
): void {
  if (hasElements(graph, values)) {
    const own = objectDetails(graph, values)?.shape ?? null;
    found.push({ node: values, order: orderOf(shape, own) });
    return;
  }
  if (depth === MAX_DEPTH) return;
  for (const name of ['base', '_ndarray', '_data', '_categories', '_dtype', '_values']) {
    const inner = attribute(graph, values, [name]);
    if (inner !== NO_NODE) collectArrays(graph, inner, shape, found, depth + 1);
  }
}

function hasElements(graph: HeapGraph, node: NodeIndex): boolean {
  const last = graph.firstEdge[node + 1] - 1;
  return (
    last >= graph.firstEdge[node] && (graph.edgeKind[last] & EDGE_KIND_MASK) === EdgeKind.array
  );
}

function orderOf(
  block: readonly number[] | null,
  array: readonly number[] | null,
): ObjectArray['order'] {
  if (block?.length !== 2 || array === null) return 'unknown';
  const [rows = 0, length = 0] = block;
  const isSame = array.length === 2 && array[0] === rows && array[1] === length;
  if (isSame || (rows === 1 && array.reduce((product, side) => product * side, 1) === length)) {
    return 'rows';
  }
  const isTurned = array.length === 2 && array[0] === length && array[1] === rows;
  return isTurned && rows !== length ? 'interleaved' : 'unknown';
}

/** The columns of a block, from its slice `start:stop:step` where it has one, else as they are told. */
function placesOf(graph: HeapGraph, block: NodeIndex): readonly number[] | null {
  const placement = attribute(graph, block, ['_mgr_locs', 'mgr_locs']);
  if (placement === NO_NODE) return placesTold(graph, block);
  for (let edge = graph.firstEdge[placement]; edge < graph.firstEdge[placement + 1]; edge++) {
    const slice = graph.edgeTarget[edge];
    if (graph.strings.get(graph.typeNames[graph.type[slice]] ?? NO_STRING) !== 'slice') continue;
    const parts: (number | null)[] = [];
    for (let at = graph.firstEdge[slice]; at < graph.firstEdge[slice + 1]; at++) {
      if ((graph.edgeKind[at] & EDGE_KIND_MASK) !== EdgeKind.class) {
        parts.push(wholeNumber(graph, graph.edgeTarget[at]));
      }
    }
    const [start, stop, step] = parts;
    if (parts.length !== 3 || start == null || stop == null) continue;
    return range(start, stop, step ?? 1);
  }
  return placesTold(graph, block);
}

/** pandas 3 keeps positions as an array, whose numbers are no objects: the collector tells them. */
function placesTold(graph: HeapGraph, block: NodeIndex): readonly number[] | null {
  const told = objectDetails(graph, block)?.places ?? null;
  return told !== null && told.length > 0 && told.length <= MAX_BLOCKS ? told : null;
}

function range(start: number, stop: number, step: number): readonly number[] | null {
  const length = step === 0 ? 0 : Math.ceil((stop - start) / step);
  if (length <= 0 || length > MAX_BLOCKS) return null;
  return Array.from({ length }, (_, at) => start + at * step);
}

function wholeNumber(graph: HeapGraph, node: NodeIndex): number | null {
  const text = graph.strings.get(graph.preview?.[node] ?? NO_STRING);
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

/** What a reference of one of these names leads to; `NO_NODE` where there is none. */
function attribute(graph: HeapGraph, node: NodeIndex, names: readonly string[]): NodeIndex {
  const first = graph.firstEdge[node];
  // Names come first; an array's elements, by the million, have none.
  const end = Math.min(graph.firstEdge[node + 1], first + MAX_BLOCKS);
  for (let edge = first; edge < end; edge++) {
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    if (kind === EdgeKind.index || kind === EdgeKind.array) continue;
    if (names.includes(edgeLabelText(graph, node, edge))) return graph.edgeTarget[edge];
  }
  return NO_NODE;
}
