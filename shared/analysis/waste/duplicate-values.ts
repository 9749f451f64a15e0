import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { ValueFormByte } from './complete-value.ts';
import { isCompleteValue, ValueForm, valueForms } from './complete-value.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';
import { groupByValue } from './value-groups.ts';

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
 * O(objects + bytes of their previews), about 30 bytes per compared object while it runs.
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
  const findings = findEqual(graph, nodes, job);
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

/** Groups of two and more that are equal, the objects of each in the order of the dump. */
function findEqual(graph: HeapGraph, nodes: Uint32Array, job: Job): Findings {
  const { count, groupOf } = groupByValue(graph, nodes, job);
  const first = new Uint32Array(count + 1);
  for (let at = 0; at < nodes.length; at++) first[groupOf[at] + 1]++;
  for (let group = 0; group < count; group++) first[group + 1] += first[group];
  const member = new Uint32Array(nodes.length);
  const next = first.slice(0, count);
  for (let at = 0; at < nodes.length; at++) member[next[groupOf[at]]++] = nodes[at];
  const found = new FindingsBuilder();
  for (let group = 0; group < count; group++) {
    if ((group & PACE_MASK) === 0) keepPace(job, 'Adding up values', group, count);
    if (first[group + 1] - first[group] < 2) continue;
    const members = member.subarray(first[group], first[group + 1]);
    let bytes = 0;
    let largest = 0;
    for (let at = 0; at < members.length; at++) {
      const size = graph.shallowSize[members[at]];
      bytes += size;
      largest = Math.max(largest, size);
    }
    if (bytes > largest) found.add(members, bytes - largest);
  }
  return found.build(job);
}
