import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { ColumnDetails, ObjectDetails } from '../../heap/object-details.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { FrameBlock, ObjectArray } from './frame-parts.ts';
import { frameBlocks } from './frame-parts.ts';

/** Two ways to count the bytes of a column, or of a DataFrame without its row index. */
export interface ColumnBytes {
  /** Buffers, and every object in them once. */
  readonly trueBytes: number;
  /** Buffers, and every object as often as it is in them: `memory_usage(deep=True)`. */
  readonly deepBytes: number;
}

export interface FrameTotals extends ColumnBytes {
  /** False when the dump does not have the buffers of all columns: there is more than is said. */
  readonly isComplete: boolean;
}

export interface FrameBytes extends FrameTotals {
  /** Per column of the details, the same two; null where the dump does not tell them apart. */
  readonly columns: readonly (ColumnBytes | null)[];
}

/**
 * Measures DataFrames. One for many frames: it keeps 4 bytes per object of the dump.
 *
 * O(elements of the frame's object columns), twice.
 */
export class FrameMeasure {
  private readonly graph: HeapGraph;
  /** Per object, the last count that saw it. */
  private readonly seen: Uint32Array;
  private count = 0;
  private elementsLeft: number;

  /** `mostElements`: after so many, `isExhausted` says that it is enough. */
  constructor(graph: HeapGraph, mostElements = Number.POSITIVE_INFINITY) {
    this.graph = graph;
    this.seen = new Uint32Array(graph.nodeCount);
    this.elementsLeft = mostElements;
  }

  get isExhausted(): boolean {
    return this.elementsLeft <= 0;
  }

  /** Null where the dump does not describe the frame, or not what is in it. */
  measure(frame: NodeIndex, job: Job): FrameBytes | null {
    const totals = this.totals(frame, job);
    const blocks = frameBlocks(this.graph, frame);
    if (totals === null || blocks === null) return null;
    const details = objectDetails(this.graph, frame);
    const columns = details?.columns ?? [];
    const counted = this.columnsOf(columns, blocks, job);
    return {
      ...totals,
      columns: counted.map((bytes, at) => {
        const column = columns[at];
        return column !== undefined && isRecorded(column, details) ? bytes : null;
      }),
    };
  }

  /** Bytes of a DataFrame as a whole, without its columns one by one; null where it is none. */
  totals(frame: NodeIndex, job: Job): FrameTotals | null {
    const details = objectDetails(this.graph, frame);
    const dataBytes = details?.dataBytes ?? null;
    const blocks = dataBytes === null ? null : frameBlocks(this.graph, frame);
    if (details === null || dataBytes === null || blocks === null) return null;
    const isComplete = details.columns.every((column) => isRecorded(column, details));
    this.count++;
    let once = 0;
    let each = 0;
    for (const { arrays } of blocks) {
      for (const { node } of arrays) {
        const { first, end } = elementsOf(this.graph, node);
        const sum = this.add(first, end, 1, job);
        once += sum.once;
        each += sum.each;
      }
    }
    return { trueBytes: dataBytes + once, deepBytes: dataBytes + each, isComplete };
  }

  /** Bytes of the elements, each the first time this count sees it, and each every time. */
  private add(
    first: EdgeIndex,
    end: EdgeIndex,
    step: number,
    job: Job,
  ): { once: number; each: number } {
    const { edgeTarget, shallowSize } = this.graph;
    const sum = { once: 0, each: 0 };
    let steps = 0;
    this.elementsLeft -= (end - first) / step;
    for (let edge = first; edge < end; edge += step) {
      if ((++steps & PACE_MASK) === 0) job.checkpoint();
      const element = edgeTarget[edge];
      sum.each += shallowSize[element];
      if (this.seen[element] === this.count) continue;
      this.seen[element] = this.count;
      sum.once += shallowSize[element];
    }
    return sum;
  }

  private columnsOf(
    columns: readonly ColumnDetails[],
    blocks: readonly FrameBlock[],
    job: Job,
  ): FrameBytes['columns'] {
    const added = new Map<number, { once: number; each: number } | null>();
    for (const block of blocks) {
      const places = placesIn(block, blocks, columns);
      if (block.arrays.length === 0) continue;
      // Elements that cannot be given to columns make the bytes of all that may have them unknown.
      if (places === null) return columns.map((column) => plainBytes(column));
      places.forEach((place, row) => {
        this.count++;
        const sums = block.arrays.map((array) => this.rowOf(array, row, places.length, job));
        const known = sums.flatMap((sum) => sum ?? []);
        added.set(
          place,
          known.length < sums.length
            ? null
            : {
                once: known.reduce((total, { once }) => total + once, 0),
                each: known.reduce((total, { each }) => total + each, 0),
              },
        );
      });
    }
    return columns.map((column, place) => {
      const elements = added.get(place);
      if (column.bytes === null || elements === null) return null;
      const { once, each } = elements ?? { once: 0, each: 0 };
      return { trueBytes: column.bytes + once, deepBytes: column.bytes + each };
    });
  }

  /** The elements of one column of a block; null where it is not known which they are. */
  private rowOf(
    { node, order }: ObjectArray,
    row: number,
    rows: number,
    job: Job,
  ): { once: number; each: number } | null {
    const { first, end } = elementsOf(this.graph, node);
    if (rows === 1) return this.add(first, end, 1, job);
    // Empty places are not recorded: then an element's position is not that of its reference.
    if (order === 'unknown' || (end - first) % rows !== 0) return null;
    const length = (end - first) / rows;
    return order === 'rows'
      ? this.add(first + row * length, first + (row + 1) * length, 1, job)
      : this.add(first + row, end, rows, job);
  }
}

/** No bytes for rows that are there: their buffer is of a kind that the collector does not read. */
function isRecorded(column: ColumnDetails, details: ObjectDetails | null): boolean {
  return (details?.shape?.[0] ?? 0) === 0 || (column.bytes ?? 0) > 0;
}

/** The references of an array to its elements: the last ones it has. */
function elementsOf(graph: HeapGraph, array: NodeIndex): { first: EdgeIndex; end: EdgeIndex } {
  const end = graph.firstEdge[array + 1];
  let first = end;
  while (
    first > graph.firstEdge[array] &&
    (graph.edgeKind[first - 1] & EDGE_KIND_MASK) === EdgeKind.array
  ) {
    first--;
  }
  return { first, end };
}

/**
 * Which columns a block has: as its placement says; else, when no other block has objects, all
 * columns of objects, since pandas keeps those of one block in order.
 */
function placesIn(
  block: FrameBlock,
  blocks: readonly FrameBlock[],
  columns: readonly ColumnDetails[],
): readonly number[] | null {
  if (block.places !== null) {
    return block.rows === null || block.places.length === block.rows ? block.places : null;
  }
  if (blocks.some((other) => other !== block && other.arrays.length > 0)) return null;
  const places = columns.flatMap(({ dtype }, place) => (dtype === 'object' ? [place] : []));
  return places.length === block.rows ? places : null;
}

/** A column whose buffer is all there is to it; null where it may hold objects. */
function plainBytes(column: ColumnDetails): ColumnBytes | null {
  const isPlain = /^(u?int|float|bool|complex|datetime|timedelta)/i.test(column.dtype);
  return isPlain && column.bytes !== null
    ? { trueBytes: column.bytes, deepBytes: column.bytes }
    : null;
}
