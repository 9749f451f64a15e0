import type { Job } from '../../base/job.ts';
import { NO_NODE, type NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { ContentReader } from './contents.ts';
import { typeNameOf } from './names.ts';
import { BRIEF, reprOf } from './repr.ts';

/** Values that are told apart; objects with others are counted together. */
const MAX_VALUES = 100_000;
/** Longer values are told apart by their beginning. */
const BOUNDS = { ...BRIEF, depth: 0, characters: 120 };

interface Sum {
  count: number;
  shallowBytes: number;
  retainedBytes: number;
}

/**
 * How many of these objects have which value of an attribute or item, and how much they are. Most
 * bytes first: retained where that is known. What lies in another of them is in the sums of both.
 *
 * O(objects · their references, up to the attribute); some 200 bytes for each value.
 */
export function valueGroups(
  derived: DerivedColumns,
  contents: ContentReader,
  nodes: Uint32Array,
  { attribute, offset, limit }: DumpRequest<'valueGroups'>,
  job: Job,
): DumpResponse<'valueGroups'> {
  const { graph } = derived;
  const retained = derived.dominatorsIfKnown?.retainedSize ?? null;
  const sums = new Map<string, Sum>();
  const others: Sum = { count: 0, shallowBytes: 0, retainedBytes: 0 };
  const without: Sum = { count: 0, shallowBytes: 0, retainedBytes: 0 };
  const add = (sum: Sum, node: NodeIndex) => {
    sum.count++;
    sum.shallowBytes += graph.shallowSize[node];
    sum.retainedBytes += retained?.[node] ?? 0;
  };
  /** The sum of those that have a node's value. */
  const sumOf = (node: NodeIndex): Sum => {
    const value = contents.named(node, attribute);
    if (value === NO_NODE) return without;
    const text = contents.isAtom(value)
      ? reprOf(graph, contents, value, BOUNDS, job).text
      : `<${typeNameOf(graph, value)}>`;
    const known = sums.get(text);
    if (known !== undefined) return known;
    if (sums.size >= MAX_VALUES) return others;
    const sum: Sum = { count: 0, shallowBytes: 0, retainedBytes: 0 };
    sums.set(text, sum);
    return sum;
  };
  nodes.forEach((node, at) => {
    if ((at & PACE_MASK) === 0) {
      job.checkpoint();
      job.report({ phase: 'Reading values', done: at, total: nodes.length, unit: 'objects' });
    }
    add(sumOf(node), node);
  });
  const known = (sum: Sum) => ({
    ...sum,
    retainedBytes: retained === null ? null : sum.retainedBytes,
  });
  const rows = [...sums]
    .map(([value, sum]) => ({ value, ...known(sum) }))
    .sort(
      (a, b) =>
        (b.retainedBytes ?? b.shallowBytes) - (a.retainedBytes ?? a.shallowBytes) ||
        b.count - a.count ||
        (a.value < b.value ? -1 : 1),
    );
  return {
    total: rows.length,
    rows: rows.slice(offset, offset + limit),
    without: known(without),
    others: known(others),
  };
}

const PACE_MASK = 0x3ff;
