import { inChunks } from '../base/chunks.ts';
import { GrowableUint32 } from '../base/growable.ts';
import type { Job } from '../base/job.ts';
import { radixSortByKey } from '../base/radix-sort.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../heap/heap-graph.ts';
import type { QueryColumns } from './query-columns.ts';

/** What objects can be sorted by. */
export type ObjectOrder =
  | 'shallowSize'
  | 'retainedSize'
  | 'refcount'
  | 'length'
  | 'referrers'
  | 'referents'
  | 'verdict'
  | 'address'
  | 'type';

/** A number per object; numbers from `unknownFrom` on say that nothing is known. */
interface Keys {
  readonly of: (node: NodeIndex) => number;
  readonly unknownFrom: number;
}

const ALL_KNOWN = Number.POSITIVE_INFINITY;

/**
 * The given objects in an order, in a new array. Equal ones keep their order, whichever the
 * direction; those about which the column says nothing come last in both.
 *
 * Radix sort on the keys of these objects alone: O(k) for k of them, up to 24 bytes each while it
 * runs, a look at the job every few milliseconds.
 */
export function orderNodes(
  nodes: Uint32Array,
  order: ObjectOrder,
  descending: boolean,
  columns: QueryColumns,
  job: Job,
): Uint32Array {
  const keys = keysFor(order, columns, job);
  const { known, unknown } = partition(nodes, keys, job);
  const { low, high } =
    order === 'address' ? addressHalves(known, columns.graph, job) : halves(known, keys.of, job);
  if (descending) {
    invert(low, job);
    if (high !== null) invert(high, job);
  }
  const places = new Uint32Array(known.length);
  inChunks(places.length, job, (start, end) => {
    for (let at = start; at < end; at++) {
      places[at] = at;
    }
  });
  radixSortByKey(places, low, high, job);
  const sorted = new Uint32Array(nodes.length);
  inChunks(places.length, job, (start, end) => {
    for (let at = start; at < end; at++) {
      sorted[at] = known[places[at]];
    }
  });
  sorted.set(unknown, known.length);
  return sorted;
}

function keysFor(order: ObjectOrder, columns: QueryColumns, job: Job): Keys {
  const { graph } = columns;
  switch (order) {
    case 'shallowSize':
      return column(graph.shallowSize);
    case 'retainedSize':
      return column(columns.retainedSizes(job));
    case 'refcount':
      return graph.refcount === null ? NOTHING_KNOWN : column(graph.refcount, IMMORTAL_COUNT);
    case 'length':
      return graph.length === null ? NOTHING_KNOWN : column(graph.length, NO_COUNT);
    case 'referrers':
      return column(columns.referrerCounts(job));
    case 'referents':
      return {
        of: (node) => graph.firstEdge[node + 1] - graph.firstEdge[node],
        unknownFrom: ALL_KNOWN,
      };
    case 'verdict':
      return column(columns.verdicts(job));
    case 'type': {
      const rank = typeRanks(graph);
      return { of: (node) => rank[graph.type[node]], unknownFrom: ALL_KNOWN };
    }
    case 'address':
      return { of: () => 0, unknownFrom: ALL_KNOWN };
  }
}

const NOTHING_KNOWN: Keys = { of: () => 0, unknownFrom: 0 };

function column(values: Uint8Array | Uint32Array | Float64Array, unknownFrom = ALL_KNOWN): Keys {
  return { of: (node) => values[node], unknownFrom };
}

/** Those about which the column says something, and the others; both in their order. */
function partition(
  nodes: Uint32Array,
  { of, unknownFrom }: Keys,
  job: Job,
): { readonly known: Uint32Array; readonly unknown: Uint32Array } {
  if (unknownFrom === ALL_KNOWN) return { known: nodes, unknown: new Uint32Array(0) };
  const known = new Uint32Array(nodes.length);
  const unknown = new GrowableUint32(16);
  let count = 0;
  inChunks(nodes.length, job, (start, end) => {
    for (let at = start; at < end; at++) {
      if (of(nodes[at]) < unknownFrom) known[count++] = nodes[at];
      else unknown.push(nodes[at]);
    }
  });
  return { known: known.subarray(0, count), unknown: unknown.toArray() };
}

interface KeyHalves {
  readonly low: Uint32Array;
  /** Null where all keys fit 32 bits. */
  readonly high: Uint32Array | null;
}

/** Whole numbers as 32-bit halves; fractions are dropped. */
function halves(nodes: Uint32Array, of: Keys['of'], job: Job): KeyHalves {
  const low = new Uint32Array(nodes.length);
  let high: Uint32Array | null = null;
  inChunks(nodes.length, job, (start, end) => {
    for (let at = start; at < end; at++) {
      const value = of(nodes[at]);
      low[at] = value;
      if (value < 2 ** 32) continue;
      high ??= new Uint32Array(nodes.length);
      high[at] = value / 2 ** 32;
    }
  });
  return { low, high };
}

function addressHalves(nodes: Uint32Array, { addressWords }: HeapGraph, job: Job): KeyHalves {
  const low = new Uint32Array(nodes.length);
  const high = new Uint32Array(nodes.length);
  inChunks(nodes.length, job, (start, end) => {
    for (let at = start; at < end; at++) {
      low[at] = addressWords[2 * nodes[at]];
      high[at] = addressWords[2 * nodes[at] + 1];
    }
  });
  return { low, high };
}

/** Turns the order round and leaves equal keys equal. */
function invert(keys: Uint32Array, job: Job): void {
  inChunks(keys.length, job, (start, end) => {
    for (let at = start; at < end; at++) {
      keys[at] = ~keys[at];
    }
  });
}

/** Per type, its place among the types in code-unit order: the same on every machine. */
function typeRanks({ typeNames, strings }: HeapGraph): Uint32Array {
  const names = Array.from(typeNames, (name) => strings.get(name));
  const order = [...names.keys()].sort((a, b) => {
    const [left = '', right = ''] = [names[a], names[b]];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const rank = new Uint32Array(names.length);
  let place = 0;
  order.forEach((type, at) => {
    if (at > 0 && names[type] !== names[order[at - 1] ?? 0]) place = at;
    rank[type] = place;
  });
  return rank;
}
