import { lowerBound } from '../base/sorted.ts';
import type { HeapGraph, NodeIndex, SparseStrings } from './heap-graph.ts';
import type { StringIndex } from './string-table.ts';
import { NO_STRING } from './string-table.ts';

/** What a dump says of one DataFrame, Series, array, tensor or deque, beyond its columns. */
export interface ObjectDetails {
  readonly shape: readonly number[] | null;
  readonly dtype: string | null;
  readonly columns: readonly ColumnDetails[];
  readonly columnCount: number | null;
  /** Of a block of a DataFrame: positions of its columns in the frame; null if not told. */
  readonly places: readonly number[] | null;
  /** Bytes of the buffers it owns or shares, each buffer once. */
  readonly dataBytes: number | null;
  readonly ownsData: boolean | null;
  /** Address of the object that owns a view's data, `0x…`. */
  readonly owner: string | null;
  /** Items that a deque takes at most. */
  readonly maxLength: number | null;
  /** A node of a web page that is in no document any more. */
  readonly isDetached: boolean;
}

export interface ColumnDetails {
  readonly name: string;
  readonly dtype: string;
  readonly bytes: number | null;
}

/**
 * The details recorded for an object, or null. O(log n) and one JSON parse.
 *
 * The text comes from the dump: whatever does not have the expected form is left out.
 */
export function objectDetails(graph: HeapGraph, node: NodeIndex): ObjectDetails | null {
  const text = sparseString(graph.details, node);
  return text === NO_STRING ? null : parseDetails(graph.strings.get(text));
}

/** The value of a sparse column for a node, or `NO_STRING`. O(log n). */
export function sparseString(column: SparseStrings, node: NodeIndex): StringIndex {
  const at = lowerBound(column.node, node);
  return column.node[at] === node ? column.value[at] : NO_STRING;
}

/** Details from their JSON text; null when it is not a JSON object. */
export function parseDetails(json: string): ObjectDetails | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isRecord(parsed)) return null;
  return {
    shape: Array.isArray(parsed.shape) && parsed.shape.every(isCount) ? parsed.shape : null,
    dtype: textOrNull(parsed.dtype),
    columns: Array.isArray(parsed.columns) ? parsed.columns.flatMap(columnFrom) : [],
    columnCount: countOrNull(parsed.columnCount),
    places: Array.isArray(parsed.places) && parsed.places.every(isCount) ? parsed.places : null,
    dataBytes: countOrNull(parsed.dataBytes),
    ownsData: typeof parsed.ownsData === 'boolean' ? parsed.ownsData : null,
    owner: textOrNull(parsed.owner),
    maxLength: countOrNull(parsed.maxlen),
    isDetached: parsed.detached === true,
  };
}

function columnFrom(value: unknown): ColumnDetails[] {
  if (!isRecord(value)) return [];
  return [
    {
      name: textOrNull(value.name) ?? '',
      dtype: textOrNull(value.dtype) ?? '',
      bytes: countOrNull(value.bytes),
    },
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function countOrNull(value: unknown): number | null {
  return isCount(value) ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
