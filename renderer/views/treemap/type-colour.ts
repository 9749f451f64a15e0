import { shortTypeName } from '../../../shared/base/type-name.ts';
import { TYPE_KINDS } from '../strings-dominators.ts';

/** A colour of the treemap, as the number of its token, and what it stands for. */
export interface TypeColour {
  readonly slot: number;
  readonly name: string;
}

const CONTAINERS: TypeColour = { slot: 2, name: TYPE_KINDS.containers };
const VALUES: TypeColour = { slot: 3, name: TYPE_KINDS.values };
const CODE: TypeColour = { slot: 4, name: TYPE_KINDS.code };
const DATA: TypeColour = { slot: 1, name: TYPE_KINDS.data };
const PROGRAM: TypeColour = { slot: 5, name: '__main__' };
/** Slots for packages that have none of their own, by their name. */
const PACKAGES = [6, 7, 8];

const DATA_PACKAGES = new Set([
  'numpy',
  'pandas',
  'pyarrow',
  'polars',
  'scipy',
  'torch',
  'tensorflow',
  'jax',
  'array',
]);

/** Types of languages' own by name, lower case; what V8 calls its kinds is among them. */
const BY_NAME = new Map<string, TypeColour>([
  ...named(CONTAINERS, [
    'dict',
    'list',
    'tuple',
    'set',
    'frozenset',
    'mappingproxy',
    'deque',
    'ordereddict',
    'defaultdict',
    'counter',
    'array',
    'map',
    'weakmap',
    'object',
    '(array)',
    '(object elements)',
    '(object properties)',
  ]),
  // Some dumps leave out the modules of types.
  ...named(DATA, ['dataframe', 'series', 'ndarray']),
  ...named(VALUES, [
    'str',
    'bytes',
    'bytearray',
    'memoryview',
    'int',
    'float',
    'complex',
    'bool',
    'nonetype',
    'unicode',
    'long',
    'string',
    '(string)',
    '(concatenated string)',
    '(sliced string)',
    '(number)',
    'arraybuffer',
  ]),
  ...named(CODE, [
    'type',
    'abcmeta',
    'enumtype',
    'enummeta',
    'function',
    'builtin_function_or_method',
    'method',
    'method_descriptor',
    'wrapper_descriptor',
    'getset_descriptor',
    'member_descriptor',
    'classmethod_descriptor',
    'classmethod',
    'staticmethod',
    'property',
    'code',
    'cell',
    'frame',
    'module',
    'moduletype',
    'generator',
    'coroutine',
    'traceback',
    'referencetype',
    'weakref',
    '_lru_cache_wrapper',
    '(closure)',
    '(code)',
    '(compiled code)',
  ]),
]);

function named(colour: TypeColour, names: readonly string[]): (readonly [string, TypeColour])[] {
  return names.map((name) => [name, colour]);
}

/**
 * The colour of a type: by what it is where the language or a data library makes it, else by the
 * package it comes from. The same type has the same colour at every level of every map.
 */
export function typeColour(qualified: string): TypeColour {
  const known = BY_NAME.get(shortTypeName(qualified).toLowerCase());
  const cut = qualified.indexOf('.');
  if (cut <= 0) return known ?? otherColour(qualified);
  const name = qualified.slice(0, cut);
  if (name === '__main__') return PROGRAM;
  if (DATA_PACKAGES.has(name)) return DATA;
  if (STANDARD.has(name) && known !== undefined) return known;
  return otherColour(name);
}

function otherColour(name: string): TypeColour {
  return { slot: PACKAGES[hash(name) % PACKAGES.length] ?? 8, name };
}

/** Where types of the language itself live beside the builtins. */
const STANDARD = new Set([
  'builtins',
  'collections',
  'types',
  'abc',
  'enum',
  'functools',
  'weakref',
]);

function hash(text: string): number {
  let value = 7;
  for (let at = 0; at < text.length; at++) value = (value * 31 + text.charCodeAt(at)) >>> 0;
  return value;
}
