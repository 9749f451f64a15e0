import type { HeapGraph } from '../heap/heap-graph.ts';

/**
 * What a type is to somebody who looks for the culprit of a cycle. Machinery of the language is in
 * nearly every cycle and names none.
 */
export const TypeRole = {
  /** A class of the program or of a library. */
  other: 0,
  dict: 1,
  tuple: 2,
  cell: 3,
  function: 4,
  /** Other containers and machinery: list, set, type, module, frame … */
  machinery: 5,
} as const;
export type TypeRoleByte = number;

const ROLES: ReadonlyMap<string, TypeRoleByte> = new Map<string, TypeRoleByte>([
  ['dict', TypeRole.dict],
  ['tuple', TypeRole.tuple],
  ['cell', TypeRole.cell],
  ['function', TypeRole.function],
  ...[
    'list',
    'set',
    'frozenset',
    'type',
    'ABCMeta',
    'abc.ABCMeta',
    'EnumType',
    'EnumMeta',
    'module',
    'frame',
    'traceback',
    'code',
    'generator',
    'coroutine',
    'async_generator',
    'method',
    'instancemethod',
    'builtin_function_or_method',
    'classmethod',
    'staticmethod',
    'property',
    'getset_descriptor',
    'member_descriptor',
    'wrapper_descriptor',
    'method_descriptor',
    'classmethod_descriptor',
    'method-wrapper',
    'mappingproxy',
    'weakref',
    'weakref.ReferenceType',
    'weakproxy',
    'OrderedDict',
    'collections.OrderedDict',
    'defaultdict',
    'collections.defaultdict',
    'deque',
    'collections.deque',
    'functools.partial',
    'list_iterator',
    'dict_keys',
    'dict_values',
    'dict_items',
    // What V8 puts its roots together under.
    '(synthetic)',
  ].map((name): [string, TypeRoleByte] => [name, TypeRole.machinery]),
]);

/** The role of a type, by its name. */
export function roleOfName(typeName: string): TypeRoleByte {
  return ROLES.get(typeName.replace(/^(builtins|__builtin__)\./, '')) ?? TypeRole.other;
}

/** The role of each type of a graph. O(types). */
export function typeRoles(graph: HeapGraph): Uint8Array {
  return Uint8Array.from(graph.typeNames, (name) => roleOfName(graph.strings.get(name)));
}

/** Containers whose items can be taken out again, by the names dumps give them. */
export const MUTABLE_CONTAINERS: ReadonlySet<string> = new Set([
  'list',
  'dict',
  'set',
  'OrderedDict',
  'collections.OrderedDict',
  'defaultdict',
  'collections.defaultdict',
  'deque',
  'collections.deque',
]);
