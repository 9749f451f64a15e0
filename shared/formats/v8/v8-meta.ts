import { DumpFormatError } from '../../base/errors.ts';
import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';

/** The layout of a heap snapshot as the snapshot itself tells it; nothing of it is fixed. */
export interface SnapshotLayout {
  /** As declared; to be compared with what is there. */
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly nodeFields: number;
  /** Where in a node's numbers each fact stands; −1 where the producer does not tell it. */
  readonly type: number;
  readonly name: number;
  readonly id: number;
  readonly selfSize: number;
  readonly edgeCountField: number;
  readonly detachedness: number;
  readonly nodeTypes: readonly string[];
  readonly edgeFields: number;
  readonly edgeType: number;
  readonly edgeName: number;
  readonly edgeTarget: number;
  /** Per edge type of the file, the kind byte here. */
  readonly edgeKinds: Uint8Array;
  /** Per edge type of the file, what its name is. */
  readonly edgeNames: Uint8Array;
}

export const EdgeName = { string: 0, position: 1, none: 2 } as const;

/** What a shortcut becomes, unless the root has it. */
export const SHORTCUT = EdgeKind.internal | EdgeMark.weak | EdgeMark.borrowed;

/**
 * V8's edge types. An element has an index; so has a hidden edge, but one that means nothing
 * outside V8. Everything else has a name. A shortcut passes over what really refers to its target
 * (a bound function's list of arguments) and "must not be followed during sizes calculation"
 * (v8-profiler.h): like a weak one it keeps nothing alive.
 */
const EDGE_TYPES: ReadonlyMap<string, readonly [kind: number, name: number]> = new Map([
  ['context', [EdgeKind.cell, EdgeName.string]],
  ['element', [EdgeKind.index, EdgeName.position]],
  ['property', [EdgeKind.attribute, EdgeName.string]],
  ['internal', [EdgeKind.internal, EdgeName.string]],
  ['hidden', [EdgeKind.unlabelled, EdgeName.none]],
  ['shortcut', [SHORTCUT, EdgeName.string]],
  ['weak', [EdgeKind.weakTarget | EdgeMark.weak | EdgeMark.borrowed, EdgeName.string]],
]);

const MAX_FIELDS = 64;
const MAX_TYPES = 255;

/** The layout in the JSON text of `"snapshot"`; `dump-unsupported` where a needed part is missing. */
export function parseLayout(json: string): SnapshotLayout {
  const snapshot = record(parse(json));
  const meta = record(snapshot.meta);
  const nodeFields = texts(meta.node_fields, MAX_FIELDS);
  const edgeFields = texts(meta.edge_fields, MAX_FIELDS);
  const nodeTypes = texts(first(meta.node_types), MAX_TYPES);
  const edgeTypes = texts(first(meta.edge_types), MAX_TYPES);
  const layout: SnapshotLayout = {
    nodeCount: count(snapshot.node_count),
    edgeCount: count(snapshot.edge_count),
    nodeFields: nodeFields.length,
    type: nodeFields.indexOf('type'),
    name: nodeFields.indexOf('name'),
    id: nodeFields.indexOf('id'),
    selfSize: nodeFields.indexOf('self_size'),
    edgeCountField: nodeFields.indexOf('edge_count'),
    detachedness: nodeFields.indexOf('detachedness'),
    nodeTypes,
    edgeFields: edgeFields.length,
    edgeType: edgeFields.indexOf('type'),
    edgeName: edgeFields.indexOf('name_or_index'),
    edgeTarget: edgeFields.indexOf('to_node'),
    edgeKinds: new Uint8Array(256),
    edgeNames: new Uint8Array(256).fill(EdgeName.none),
  };
  edgeTypes.forEach((type, index) => {
    const [kind, name] = EDGE_TYPES.get(type) ?? [EdgeKind.unlabelled, EdgeName.none];
    layout.edgeKinds[index] = kind;
    layout.edgeNames[index] = name;
  });
  const needed = {
    type: layout.type,
    name: layout.name,
    id: layout.id,
    self_size: layout.selfSize,
    edge_count: layout.edgeCountField,
    'edge type': layout.edgeType,
    name_or_index: layout.edgeName,
    to_node: layout.edgeTarget,
  };
  for (const [field, position] of Object.entries(needed)) {
    if (position < 0) throw unsupported(`its layout has no ${field}`);
  }
  return layout;
}

function unsupported(why: string): DumpFormatError {
  return new DumpFormatError(
    'dump-unsupported',
    `This heap snapshot is of a version that cannot be read: ${why}.`,
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new DumpFormatError('dump-malformed', 'The header of the heap snapshot is damaged.');
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw unsupported('it does not say its layout');
  return { ...value };
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function texts(value: unknown, limit: number): readonly string[] {
  if (!Array.isArray(value) || value.length > limit)
    throw unsupported('it does not say its layout');
  return value.map((text) => (typeof text === 'string' ? text : '?'));
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
