import { verdictName } from '../analysis/verdict.ts';
import { GrowableUint32 } from '../base/growable.ts';
import type { Job } from '../base/job.ts';
import { radixSortByKey, splitKeys } from '../base/radix-sort.ts';
import { showable } from '../base/text.ts';
import { nodeAddressText } from '../heap/address.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NO_STRING } from '../heap/heap-graph.ts';
import type { DumpRequest } from '../protocol/channels.ts';
import type { CutChoice } from '../protocol/schemas.ts';
import type { DerivedColumns } from './derived.ts';
import { typeName } from './names.ts';
import { compareText } from './type-totals.ts';

type ObjectQuery = DumpRequest<'objects'>['query'];

const CHECK_EVERY = 0xffff;

/**
 * The objects a query selects, in its order. O(n) to filter and O(k) to sort k of them.
 *
 * Text is looked for in the type's name (once per type) and in the preview's bytes (decoded per
 * object, so only where it exists); `0x…` matches the beginning of an address.
 */
export function selectObjects(
  derived: DerivedColumns,
  query: ObjectQuery,
  cuts: CutChoice,
  job: Job,
): Uint32Array {
  const selected = filter(derived, query, cuts, job);
  const key = sortKey(derived, query, job);
  radixSortByKey(selected, key.low, key.high, job);
  return query.descending ? selected.reverse() : selected;
}

function filter(
  derived: DerivedColumns,
  query: ObjectQuery,
  cuts: CutChoice,
  job: Job,
): Uint32Array {
  const { graph } = derived;
  const verdicts = derived.verdicts(job).verdict;
  const inFamily =
    query.familyId === null ? null : familyMembers(derived, query.familyId, cuts, job);
  const textMatches = query.text === '' ? null : textMatcher(graph, query.text);
  const selected = new GrowableUint32(1024);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & CHECK_EVERY) === 0) {
      job.checkpoint();
      job.report({
        phase: 'Filtering objects',
        done: node,
        total: graph.nodeCount,
        unit: 'objects',
      });
    }
    if (query.typeIndex !== null && graph.type[node] !== query.typeIndex) continue;
    if (query.verdict !== null && verdictName(verdicts[node]) !== query.verdict) continue;
    if (inFamily !== null && inFamily[node] === 0) continue;
    if (textMatches !== null && !textMatches(node)) continue;
    selected.push(node);
  }
  return selected.toArray();
}

function familyMembers(
  derived: DerivedColumns,
  familyId: number,
  cuts: CutChoice,
  job: Job,
): Uint8Array {
  const inFamily = new Uint8Array(derived.graph.nodeCount);
  const family = derived.cycles(cuts, job).families.families[familyId];
  for (const node of family?.instances ?? []) inFamily[node] = 1;
  return inFamily;
}

function textMatcher(graph: HeapGraph, text: string): (node: NodeIndex) => boolean {
  const wanted = text.toLowerCase();
  if (/^0x[0-9a-f]+$/.test(wanted))
    return (node) => nodeAddressText(graph, node).startsWith(wanted);
  const typeHit = Array.from({ length: graph.typeNames.length }, (_, type) =>
    typeName(graph, type).toLowerCase().includes(wanted),
  );
  const { preview } = graph;
  return (node) => {
    if (typeHit[graph.type[node]] === true) return true;
    const index = preview?.[node] ?? NO_STRING;
    if (index === NO_STRING) return false;
    return showable(graph.strings.get(index)).toLowerCase().includes(wanted);
  };
}

function sortKey(
  derived: DerivedColumns,
  query: ObjectQuery,
  job: Job,
): { low: Uint32Array; high: Uint32Array | null } {
  const { graph } = derived;
  switch (query.sort) {
    case 'shallowSize':
      return splitKeys(graph.shallowSize);
    case 'retainedSize':
      return splitKeys(derived.dominators(job).retainedSize);
    case 'refcount':
      return { low: rankedCounts(graph), high: null };
    case 'address':
      return addressKeys(graph);
    case 'type':
      return { low: typeRanks(graph), high: null };
  }
}

/** Reference counts with the unknown and the immortal as 0, so that they come last descending. */
function rankedCounts(graph: HeapGraph): Uint32Array {
  const { refcount } = graph;
  if (refcount === null) return new Uint32Array(graph.nodeCount);
  return refcount.map((count) => (count === NO_COUNT || count === IMMORTAL_COUNT ? 0 : count));
}

function addressKeys(graph: HeapGraph): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(graph.nodeCount);
  const high = new Uint32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    low[node] = graph.addressWords[2 * node];
    high[node] = graph.addressWords[2 * node + 1];
  }
  return { low, high };
}

function typeRanks(graph: HeapGraph): Uint32Array {
  const names = Array.from({ length: graph.typeNames.length }, (_, type) => typeName(graph, type));
  const order = [...names.keys()].sort((a, b) => compareText(names[a] ?? '', names[b] ?? ''));
  const rank = new Uint32Array(names.length);
  order.forEach((type, position) => {
    rank[type] = position;
  });
  return graph.type.map((type) => rank[type]);
}
