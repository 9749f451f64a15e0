/** Built-in types by what they are to somebody who looks for a leak; names without `builtins.`. */
export const CONTAINERS: ReadonlySet<string> = new Set([
  'list',
  'dict',
  'set',
  'frozenset',
  'tuple',
  'collections.deque',
  'deque',
  'collections.OrderedDict',
  'OrderedDict',
  'collections.defaultdict',
  'defaultdict',
  'mappingproxy',
]);

export const CODE_TYPES: ReadonlySet<string> = new Set([
  'type',
  'function',
  'code',
  'module',
  'builtin_function_or_method',
  'classmethod',
  'staticmethod',
  'property',
  'getset_descriptor',
  'member_descriptor',
  'wrapper_descriptor',
  'method_descriptor',
  'classmethod_descriptor',
  'cell',
  'ABCMeta',
  'abc.ABCMeta',
  'enum.EnumMeta',
  'enum.EnumType',
  'cython_function_or_method',
]);

export const PLAIN_VALUES: ReadonlySet<string> = new Set([
  'str',
  'bytes',
  'int',
  'float',
  'complex',
  'bool',
  'bytearray',
  'NoneType',
]);

/** What carries data, whatever is inside. */
export const CARRIES_DATA = /(^|\.)(DataFrame|Series|Tensor|ndarray)$/;

/** Types of which one is told from another by its name, not by its size. */
export const TOLD_BY_NAME = /^(type|function|method|generator|coroutine|async_generator|\w+Meta)$/;

/** Items of a loop or a pool, which say little themselves. */
export const OF_LOOPS = /^(_?asyncio|threading|sched|concurrent|tornado|twisted)\./;

/** What `weakref.finalize` keeps of a call until its object is gone. */
export const FINALIZER = /^weakref\.(finalize\.)?_Info$/;

export const SUSPENDS = /^(generator|coroutine|async_generator)$/;

/** Model2 before Model10: names that are equal but for a number go by the number. */
export function compareNames(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
