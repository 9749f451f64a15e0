import type { ComparedDump } from '../../../../shared/analysis/diff/compare-dumps.ts';
import type { FamilyDigest } from '../../../../shared/analysis/diff/family-change.ts';
import type { IdentityRule } from '../../../../shared/analysis/diff/match-objects.ts';
import { digestObjects } from '../../../../shared/analysis/diff/object-digest.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { EdgeKind } from '../../../../shared/heap/edge-kind.ts';
import type { HeapGraph, ProcessFacts } from '../../../../shared/heap/heap-graph.ts';
import { NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../../../shared/heap/string-table.ts';

/** An object as a test thinks of it. */
export interface PlainObject {
  /** Which object it is, whatever its address: the truth. */
  readonly id: number;
  readonly high: number;
  readonly low: number;
  readonly type: string;
  readonly size: number;
  readonly preview?: string;
  /** Address (low half) and high half of what it refers to; must be in the dump. */
  readonly refers?: readonly (readonly [number, number])[];
  readonly isModule?: boolean;
}

export function graphOf(objects: readonly PlainObject[], process: ProcessFacts = {}): HeapGraph {
  const typeNames = [...new Set(objects.map(({ type }) => type))];
  const texts = [...typeNames];
  const previews = objects.map(({ preview }) =>
    preview === undefined ? NO_STRING : texts.push(preview) - 1,
  );
  const nodeAt = new Map(objects.map(({ high, low }, node) => [`${high}:${low}`, node]));
  const targets = objects.map(({ refers = [] }) =>
    refers.flatMap(([high, low]) => nodeAt.get(`${high}:${low}`) ?? []),
  );
  const firstEdge = new Uint32Array(objects.length + 1);
  targets.forEach((list, node) => {
    firstEdge[node + 1] = (firstEdge[node] ?? 0) + list.length;
  });
  const edgeTarget = Uint32Array.from(targets.flat());
  const empty = { node: new Uint32Array(0), value: new Uint32Array(0) };
  return {
    nodeCount: objects.length,
    edgeCount: edgeTarget.length,
    addressWords: Uint32Array.from(objects.flatMap(({ high, low }) => [low, high])),
    type: Uint32Array.from(objects, ({ type }) => typeNames.indexOf(type)),
    shallowSize: Float64Array.from(objects, ({ size }) => size),
    flags: Uint16Array.from(objects, ({ isModule }) => (isModule ? NodeFlag.isModule : 0)),
    refcount: null,
    length: null,
    preview: Uint32Array.from(previews),
    firstEdge,
    edgeTarget,
    edgeKind: new Uint8Array(edgeTarget.length).fill(EdgeKind.attribute),
    edgeLabels: null,
    roots: null,
    details: empty,
    allocationSite: empty,
    typeNames: Uint32Array.from(typeNames.keys()),
    strings: StringTable.fromStrings(texts),
    danglingReferences: 0,
    process,
  };
}

/** What a comparison needs of a dump, straight from a list of objects. */
export function comparedDump(
  objects: readonly PlainObject[],
  options: {
    readonly process?: ProcessFacts;
    readonly identity?: IdentityRule | null;
    readonly families?: readonly FamilyDigest[];
  } = {},
): ComparedDump {
  const graph = graphOf(objects);
  const names = [...new Set(objects.map(({ type }) => type))];
  const count = new Float64Array(names.length);
  const bytes = new Float64Array(names.length);
  for (const { type, size } of objects) {
    count[names.indexOf(type)] += 1;
    bytes[names.indexOf(type)] += size;
  }
  const zeros = new Float64Array(names.length);
  const { digest } = digestObjects(graph, Uint32Array.from(names.keys()), UNATTENDED_JOB);
  return {
    process: options.process ?? {},
    identity: options.identity === undefined ? 'address' : options.identity,
    types: { names, count, bytes, garbageCount: zeros, garbageBytes: zeros },
    families: options.families ?? [],
    objects: digest,
  };
}
