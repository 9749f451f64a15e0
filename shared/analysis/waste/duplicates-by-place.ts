import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph, TypeIndex } from '../../heap/heap-graph.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';
import type { Holder } from './holders.ts';
import { findPlaces } from './holders.ts';

/** Needless copies of one type that are held in one place. Columns parallel to `findings`. */
export interface DuplicatePlaces {
  /** The copies that could be spared, those of one value together, the most copies first. */
  readonly findings: Findings;
  readonly type: readonly TypeIndex[];
  readonly place: readonly Holder[];
  /** How many different values they have. */
  readonly values: readonly number[];
}

/**
 * Duplicates by where they are held, which is where a program makes them: "5,000 copies of 50
 * strings in Row.name" is one line to change.
 *
 * `byValue` has one finding per value; of each, the first object is kept and the others are spared.
 * O(objects + references of the dump).
 */
export function duplicatesByPlace(graph: HeapGraph, byValue: Findings, job: Job): DuplicatePlaces {
  const spared = sparedNodes(byValue);
  const ascending = spared.slice().sort();
  const { places, placeOf } = findPlaces(graph, ascending, job);
  const placeOfNode = new Uint32Array(graph.nodeCount);
  for (let at = 0; at < ascending.length; at++) placeOfNode[ascending[at]] = placeOf[at];
  const groups = new Map<string, Group>();
  for (let value = 0; value < byValue.count; value++) {
    for (let at = byValue.firstNode[value] + 1; at < byValue.firstNode[value + 1]; at++) {
      const node = byValue.node[at];
      const type = graph.type[node];
      const key = `${type} ${placeOfNode[node]}`;
      const group = groups.get(key) ?? newGroup(type, placeOfNode[node]);
      groups.set(key, group);
      group.nodes.push(node);
      group.bytes += graph.shallowSize[node];
      if (group.lastValue !== value) group.values++;
      group.lastValue = value;
    }
  }
  const all = [...groups.values()];
  const builder = new FindingsBuilder();
  for (const { nodes, bytes } of all) builder.add(nodes.toArray(), bytes);
  const findings = builder.build(job);
  const inOrder = Array.from(findings.added).flatMap((added) => all[added] ?? []);
  return {
    findings,
    type: inOrder.map(({ type }) => type),
    place: inOrder.flatMap(({ place }) => places[place] ?? []),
    values: inOrder.map(({ values }) => values),
  };
}

interface Group {
  readonly type: TypeIndex;
  readonly place: number;
  readonly nodes: GrowableUint32;
  bytes: number;
  values: number;
  lastValue: number;
}

function newGroup(type: TypeIndex, place: number): Group {
  return { type, place, nodes: new GrowableUint32(16), bytes: 0, values: 0, lastValue: -1 };
}

/** All but the first object of each value. */
function sparedNodes(byValue: Findings): Uint32Array {
  const spared = new Uint32Array(byValue.node.length - byValue.count);
  let next = 0;
  for (let value = 0; value < byValue.count; value++) {
    const from = byValue.firstNode[value] + 1;
    const rest = byValue.node.subarray(from, byValue.firstNode[value + 1]);
    spared.set(rest, next);
    next += rest.length;
  }
  return spared;
}
