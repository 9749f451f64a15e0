import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { radixSortByKey } from '../../base/radix-sort.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../pace.ts';
import type { ValueFormByte } from './complete-value.ts';
import { isCompleteValue, ValueForm, valueForms } from './complete-value.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';

export interface DuplicateValues {
  /** Per value, the objects that have it; wasted is all of them but the largest. */
  readonly findings: Findings;
  /** Objects whose value could be compared. */
  readonly compared: number;
  /** Objects whose value is not wholly in the dump, and their bytes. */
  readonly unseen: { readonly objects: number; readonly bytes: number };
}

/** Text and bytes, or numbers. */
export type ValueKind = 'text' | 'numbers';

/**
 * Objects of one type that have the same value: strings and bytes, or numbers.
 *
 * Compared are only objects whose preview is their whole value; where a dump cuts previews or
 * leaves them out, duplicates among the rest stay unseen. Immortal objects are shared already.
 *
 * O(objects + bytes of their previews), 12 bytes per compared object while it runs.
 */
export function findDuplicateValues(graph: HeapGraph, kind: ValueKind, job: Job): DuplicateValues {
  const forms = valueForms(graph);
  const candidates = new GrowableUint32(1024);
  const unseen = { objects: 0, bytes: 0 };
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) keepPace(job, 'Comparing values', node, graph.nodeCount);
    const form = forms[graph.type[node]];
    if (!isOfKind(form, kind) || !isOwnObject(graph, node)) continue;
    if (isCompleteValue(graph, node, form)) {
      candidates.push(node);
    } else {
      unseen.objects++;
      unseen.bytes += graph.shallowSize[node];
    }
  }
  const nodes = candidates.toArray();
  const findings = groupEqual(graph, nodes, job);
  return { findings, compared: nodes.length, unseen };
}

function isOfKind(form: ValueFormByte, kind: ValueKind): boolean {
  if (form === 0) return false;
  return (form === ValueForm.text || form === ValueForm.bytes) === (kind === 'text');
}

function isOwnObject(graph: HeapGraph, node: NodeIndex): boolean {
  if ((graph.flags[node] & NodeFlag.isStub) !== 0) return false;
  return graph.refcount === null || graph.refcount[node] !== IMMORTAL_COUNT;
}

/** Groups of two and more that are equal: by a hash first, then byte by byte. */
function groupEqual(graph: HeapGraph, nodes: Uint32Array, job: Job): Findings {
  const hash = new Uint32Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Comparing values', at, nodes.length);
    hash[at] = hashOf(graph, nodes[at]);
  }
  const order = Uint32Array.from(nodes, (_, at) => at);
  radixSortByKey(order, hash, null, job);
  const found = new FindingsBuilder();
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && hash[order[to]] === hash[order[from]]) to++;
    if (to - from > 1)
      addRun(
        graph,
        order.subarray(from, to).map((at) => nodes[at]),
        found,
        job,
      );
    from = to;
  }
  return found.build(job);
}

/** Objects of one hash. Different values that share it are told apart by sorting them. */
function addRun(graph: HeapGraph, run: Uint32Array, found: FindingsBuilder, job: Job): void {
  if (!run.every((node) => compareValues(graph, run[0], node) === 0)) {
    let steps = 0;
    run.sort((a, b) => {
      if ((++steps & PACE_MASK) === 0) job.checkpoint();
      return compareValues(graph, a, b) || a - b;
    });
  }
  for (let from = 0; from < run.length; ) {
    let to = from + 1;
    let bytes = graph.shallowSize[run[from]];
    let largest = bytes;
    for (; to < run.length && compareValues(graph, run[from], run[to]) === 0; to++) {
      bytes += graph.shallowSize[run[to]];
      largest = Math.max(largest, graph.shallowSize[run[to]]);
    }
    if (to - from > 1 && bytes > largest) found.add(run.subarray(from, to), bytes - largest);
    from = to;
  }
}

/** FNV-1a over the preview's bytes, begun with the type. */
function hashOf(graph: HeapGraph, node: NodeIndex): number {
  const { bytes, offset } = graph.strings;
  const index = graph.preview?.[node] ?? 0;
  let hash = 0x811c9dc5 ^ graph.type[node];
  for (let at = offset[index]; at < offset[index + 1]; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  return hash >>> 0;
}

/** Some order of types and previews, 0 only where both are the same. */
function compareValues(graph: HeapGraph, a: NodeIndex, b: NodeIndex): number {
  if (graph.type[a] !== graph.type[b]) return graph.type[a] - graph.type[b];
  const first = graph.preview?.[a] ?? 0;
  const second = graph.preview?.[b] ?? 0;
  if (first === second) return 0;
  const { bytes, offset } = graph.strings;
  const length = offset[first + 1] - offset[first];
  const difference = length - (offset[second + 1] - offset[second]);
  if (difference !== 0) return difference;
  for (let at = 0; at < length; at++) {
    const step = bytes[offset[first] + at] - bytes[offset[second] + at];
    if (step !== 0) return step;
  }
  return 0;
}
