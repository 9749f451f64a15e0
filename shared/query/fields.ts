/** What kind of thing a field holds; it decides which operators and values go with it. */
export type FieldKind = 'text' | 'bytes' | 'count' | 'address' | 'choice' | 'flag';

export type FieldName =
  | 'type'
  | 'module'
  | 'text'
  | 'address'
  | 'size'
  | 'retained'
  | 'refcount'
  | 'length'
  | 'rows'
  | 'columns'
  | 'data'
  | 'verdict'
  | 'referrers'
  | 'referents'
  | 'family'
  | 'cyclic'
  | 'tracked'
  | 'root'
  | 'user'
  | 'finalizer'
  | 'frozen'
  | 'path'
  | 'attr'
  | 'label'
  | 'site'
  | 'count'
  | 'garbage';

export interface Field {
  readonly name: FieldName;
  readonly kind: FieldKind;
  /** Other words for it. */
  readonly aliases: readonly string[];
  /** What it says of an object, in a few words. */
  readonly meaning: string;
  /** A condition that uses it. */
  readonly example: string;
  /** Of a choice: what can be chosen. */
  readonly choices?: readonly string[];
}

/** The fields that a filter may name: those of objects, or those of types. */
export interface Vocabulary {
  /** What is filtered, in the plural. */
  readonly subject: string;
  readonly fields: readonly Field[];
}

export const VERDICT_CHOICES = ['garbage', 'never', 'held', 'unknown'] as const;

const TYPE: Field = {
  name: 'type',
  kind: 'text',
  aliases: [],
  meaning: 'qualified type name; = also takes its last part',
  example: 'type = DataFrame',
};
const MODULE: Field = {
  name: 'module',
  kind: 'text',
  aliases: [],
  meaning: 'module of its type; builtins where there is none',
  example: 'module ~ pandas',
};

/** The fields of objects. */
export const OBJECT_FIELDS: Vocabulary = {
  subject: 'objects',
  fields: [
    TYPE,
    MODULE,
    {
      name: 'text',
      kind: 'text',
      aliases: ['preview', 'value'],
      meaning: 'its value or name, as far as the dump has it',
      example: 'text ~ session',
    },
    {
      name: 'size',
      kind: 'bytes',
      aliases: ['shallow', 'shallowSize'],
      meaning: 'bytes of the object alone',
      example: 'size >= 1MB',
    },
    {
      name: 'retained',
      kind: 'bytes',
      aliases: ['retainedSize'],
      meaning: 'bytes that would go with it',
      example: 'retained > 100MB',
    },
    {
      name: 'verdict',
      kind: 'choice',
      aliases: [],
      meaning: 'garbage (waiting), never, held or unknown',
      example: 'verdict in (garbage, never)',
      choices: VERDICT_CHOICES,
    },
    {
      name: 'refcount',
      kind: 'count',
      aliases: ['refs'],
      meaning: 'reference count; immortal ones have none',
      example: 'refcount = 1',
    },
    {
      name: 'referrers',
      kind: 'count',
      aliases: [],
      meaning: 'references to it from inside the dump',
      example: 'referrers = 0',
    },
    {
      name: 'referents',
      kind: 'count',
      aliases: [],
      meaning: 'references it holds',
      example: 'referents > 1000',
    },
    {
      name: 'length',
      kind: 'count',
      aliases: ['len'],
      meaning: 'items of a container, characters of a text',
      example: 'length > 10k',
    },
    {
      name: 'rows',
      kind: 'count',
      aliases: [],
      meaning: 'rows of a DataFrame, first dimension of an array',
      example: 'rows > 1M',
    },
    {
      name: 'columns',
      kind: 'count',
      aliases: [],
      meaning: 'columns of a DataFrame, second dimension of an array',
      example: 'columns > 100',
    },
    {
      name: 'data',
      kind: 'bytes',
      aliases: ['dataBytes'],
      meaning: 'bytes in the buffers of a DataFrame or array',
      example: 'data > 1GB',
    },
    {
      name: 'path',
      kind: 'text',
      aliases: ['where'],
      meaning: 'its name: how code would get to it',
      example: 'path ~ CACHE',
    },
    {
      name: 'attr',
      kind: 'text',
      aliases: ['attribute'],
      meaning: 'name or key of a reference that it holds',
      example: 'attr = _dataframe',
    },
    {
      name: 'label',
      kind: 'text',
      aliases: [],
      meaning: 'name or key of a reference that leads to it',
      example: 'label = cache',
    },
    {
      name: 'site',
      kind: 'text',
      aliases: ['allocated'],
      meaning: 'file and line where it was allocated',
      example: 'site ~ load.py',
    },
    {
      name: 'address',
      kind: 'address',
      aliases: ['addr', 'id'],
      meaning: 'its address, hexadecimal or as id() prints it',
      example: 'address >= 0x7f0000000000',
    },
    {
      name: 'family',
      kind: 'count',
      aliases: [],
      meaning: 'number of a cycle family that it names',
      example: 'family = 1',
    },
    {
      name: 'cyclic',
      kind: 'flag',
      aliases: [],
      meaning: 'it lies on a reference cycle',
      example: 'cyclic = yes',
    },
    {
      name: 'root',
      kind: 'flag',
      aliases: [],
      meaning: 'the dump names it as a root',
      example: 'root = yes',
    },
    {
      name: 'user',
      kind: 'flag',
      aliases: [],
      meaning: 'instance of a class written in Python',
      example: 'user = yes',
    },
    {
      name: 'tracked',
      kind: 'flag',
      aliases: [],
      meaning: 'the cycle collector knows it',
      example: 'tracked = no',
    },
    {
      name: 'finalizer',
      kind: 'flag',
      aliases: [],
      meaning: 'its class has __del__',
      example: 'finalizer = yes',
    },
    {
      name: 'frozen',
      kind: 'flag',
      aliases: [],
      meaning: 'gc.freeze() hid it from the collector',
      example: 'frozen = yes',
    },
  ],
};

/** The fields of types, in the table of types. */
export const TYPE_FIELDS: Vocabulary = {
  subject: 'types',
  fields: [
    TYPE,
    MODULE,
    {
      name: 'count',
      kind: 'count',
      aliases: ['objects'],
      meaning: 'how many objects are of this type',
      example: 'count > 1000',
    },
    {
      name: 'size',
      kind: 'bytes',
      aliases: ['shallow'],
      meaning: 'bytes of all objects of this type',
      example: 'size > 10MB',
    },
    {
      name: 'retained',
      kind: 'bytes',
      aliases: ['retainedSize'],
      meaning: 'bytes that go with its objects',
      example: 'retained > 10MB',
    },
    {
      name: 'garbage',
      kind: 'count',
      aliases: [],
      meaning: 'how many of them are garbage',
      example: 'garbage > 0',
    },
  ],
};

const OPERATORS: Readonly<Record<FieldKind, readonly Operator[]>> = {
  text: ['~', '=', '!~', '!='],
  bytes: ['>', '>=', '<', '<=', '=', '!='],
  count: ['>', '>=', '<', '<=', '=', '!='],
  address: ['=', '!=', '~', '!~', '>=', '<=', '>', '<'],
  choice: ['=', '!='],
  flag: ['=', '!='],
};

/** The operators that go with a kind of field, the likeliest first. */
export function operatorsOf(kind: FieldKind): readonly Operator[] {
  return OPERATORS[kind];
}

/** The field that a word names, whatever its case; undefined for any other word. */
export function findField(vocabulary: Vocabulary, word: string): Field | undefined {
  const wanted = word.toLowerCase();
  return vocabulary.fields.find(
    ({ name, aliases }) =>
      name === wanted || aliases.some((alias) => alias.toLowerCase() === wanted),
  );
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';
