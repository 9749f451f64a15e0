import type { HeapGraph } from '../../heap/heap-graph.ts';

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

/** What Python keeps of a program's code, besides functions. */
const CODE = [
  'type',
  'ABCMeta',
  'abc.ABCMeta',
  'EnumType',
  'EnumMeta',
  'module',
  'code',
  'builtin_function_or_method',
  'classmethod',
  'staticmethod',
  'property',
  'getset_descriptor',
  'member_descriptor',
  'wrapper_descriptor',
  'method_descriptor',
  'classmethod_descriptor',
];

const ROLES: ReadonlyMap<string, TypeRoleByte> = new Map<string, TypeRoleByte>([
  ['dict', TypeRole.dict],
  ['tuple', TypeRole.tuple],
  ['cell', TypeRole.cell],
  ['function', TypeRole.function],
  ...[
    ...CODE,
    'list',
    'set',
    'frozenset',
    'frame',
    'traceback',
    'generator',
    'coroutine',
    'async_generator',
    'method',
    'instancemethod',
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
  ].map((name): [string, TypeRoleByte] => [name, TypeRole.machinery]),
]);

/** The role of a type, by its name. */
export function roleOfName(typeName: string): TypeRoleByte {
  return ROLES.get(withoutBuiltins(typeName)) ?? TypeRole.other;
}

/** The type under which V8 puts its roots together; no other dump has it. */
export const V8_SYNTHETIC = '(synthetic)';

/** What V8 and its embedders name for themselves: `(code)`, `system / Map`, `blink::Page`. */
const V8_OWN = /^\(.*\)$|^(system|Node) \/|::/;
const JAVASCRIPT_OWN: ReadonlySet<string> = new Set([
  'Object',
  'Array',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Promise',
  'Generator',
]);

function roleInV8(typeName: string): TypeRoleByte {
  const isOwn = JAVASCRIPT_OWN.has(typeName) || V8_OWN.test(typeName);
  return isOwn ? TypeRole.machinery : TypeRole.other;
}

/** The role of each type of a graph. O(types). */
export function typeRoles(graph: HeapGraph): Uint8Array {
  const names = allTypeNames(graph);
  return Uint8Array.from(names, isV8(names) ? roleInV8 : roleOfName);
}

/** Values and their storage: V8 writes their types as it does those of code. */
const V8_VALUES = /^\((array|string|(concatenated|sliced) string|number|bigint|regexp|symbol)\)$/;

const PYTHON_CODE: ReadonlySet<string> = new Set([
  ...CODE,
  'function',
  'enum.EnumType',
  'enum.EnumMeta',
]);

/** Per type 1 where its objects are the program's code or the engine's, and not its data. O(types). */
export function codeTypes(graph: HeapGraph): Uint8Array {
  const names = allTypeNames(graph);
  const isCode = isV8(names)
    ? (name: string) => V8_OWN.test(name) && !V8_VALUES.test(name)
    : (name: string) => PYTHON_CODE.has(withoutBuiltins(name));
  return Uint8Array.from(names, (name) => Number(isCode(name)));
}

/** Per type 1 where V8 keeps something for itself under it; all 0 for other dumps. O(types). */
export function engineTypes(graph: HeapGraph): Uint8Array {
  const names = allTypeNames(graph);
  const isOwn = isV8(names) ? (name: string) => V8_OWN.test(name) : () => false;
  return Uint8Array.from(names, (name) => Number(isOwn(name)));
}

/** Type names in their order. */
function allTypeNames({ typeNames, strings }: HeapGraph): readonly string[] {
  return Array.from(typeNames, (name) => strings.get(name));
}

function isV8(typeNames: readonly string[]): boolean {
  return typeNames.includes(V8_SYNTHETIC);
}

function withoutBuiltins(typeName: string): string {
  return typeName.replace(/^(builtins|__builtin__)\./, '');
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
