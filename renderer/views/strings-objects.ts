import { formatCount, formatQuantity } from '../../shared/base/units.ts';
import type { SceneVerdict } from '../../shared/scene/model/scene.ts';

/** The words of tables, wherever they stand. */
export const TABLE = {
  columns: 'Columns',
  resizeHint: 'Drag the edge of a heading, or press Shift and an arrow on it, to change its width.',
  reset: 'Reset columns',
  copy: (rows: number) => (rows === 1 ? 'Copy row' : `Copy ${formatCount(rows)} rows`),
  copied: (rows: number) => formatQuantity(rows, 'row'),
  copiedPart: (rows: number, all: number) =>
    `the first ${formatCount(rows)} of ${formatCount(all)} rows`,
  notCopied: 'These rows could not be copied.',
  rowMenu: 'Rows',
} as const;

/** Headings of columns. */
export const COLUMN = {
  type: 'Type',
  module: 'Module',
  package: 'Package',
  object: 'Object',
  objects: 'Objects',
  value: 'Value',
  path: 'Where',
  address: 'Address',
  refs: 'Refs',
  shallow: 'Shallow',
  retained: 'Retained',
  share: 'Share',
  garbage: 'Garbage',
  verdict: 'Verdict',
  mixed: 'mixed',
  length: 'Length',
  referrers: 'Referrers',
  referents: 'Referents',
  holds: 'Holds',
} as const;

/** Whose code a module is. */
export const ORIGIN_NAMES = {
  program: 'your code',
  library: 'library',
  native: 'built in',
  unknown: '',
} as const;

export interface FilterExample {
  readonly filter: string;
  readonly meaning: string;
}

/** The words of filters: the field, its list, its help. */
export const FILTER = {
  objects: 'Filter objects',
  objectsPlaceholder: 'Type, value or address – or a filter such as retained > 100MB',
  types: 'Filter types',
  typesPlaceholder: 'Name of a type – or a filter such as count > 1000',
  clear: 'Clear the filter',
  searchObjects: 'Search objects with it',
  searchTypes: 'Search types with it',
  options: 'What can come next',
  optionCount: (count: number) => formatQuantity(count, 'suggestion'),
  forget: 'Forget recent filters',
  replaceBy: (text: string) => `Use ${text}`,
  quick: 'Quick filters',
  help: 'How to filter',
  helpLead: 'A word finds what has it in its type, value or address. Conditions say more:',
  helpRules:
    'Conditions are joined by and, or, not and parentheses. ~ means contains, or matches /pattern/. Sizes take KB, MB, GB. Texts with spaces stand in quotes.',
  examples: 'Examples',
  fields: 'All fields',
  filtering: 'Filtering…',
  cancel: 'Cancel',
} as const;

export const OBJECT_EXAMPLES: readonly FilterExample[] = [
  {
    filter: 'type ~ DataFrame and retained > 100MB and verdict = garbage',
    meaning: 'large frames that wait for the collector',
  },
  { filter: 'type = dict and length > 10k', meaning: 'dicts that only grow' },
  { filter: 'attr = _dataframe or label = cache', meaning: 'by the names of references' },
  { filter: 'path ~ CACHE and retained > 1MB', meaning: 'by where they are' },
  { filter: 'text ~ /^session-\\d+$/', meaning: 'values that match a pattern' },
  { filter: 'user = yes and cyclic = yes and referrers < 3', meaning: 'own classes on cycles' },
];

export const TYPE_EXAMPLES: readonly FilterExample[] = [
  { filter: 'garbage > 0', meaning: 'types that have garbage' },
  { filter: 'module ~ pandas', meaning: 'types of a library' },
  { filter: 'count > 10k and size > 10MB', meaning: 'many and large' },
  { filter: 'type ~ /^__main__/', meaning: 'classes of the script itself' },
  { filter: 'not module = builtins', meaning: 'no lists, dicts and strings' },
  { filter: 'type in (dict, list, set)', meaning: 'some types by name' },
];

/** How all listed objects are held. */
export const HELD_PATHS = {
  ask: 'What keeps these alive?',
  title: 'What keeps these alive',
  waiting: 'Following paths from the roots…',
  copy: 'Copy as text',
  copied: 'What keeps these alive',
  close: 'Close',
  partial: 'There are too many different steps: some are not told apart.',
  more: (steps: number) => formatQuantity(steps, 'more step'),
  objects: (count: number) => formatQuantity(count, 'object'),
  here: (count: number) => `${formatCount(count)} here`,
  unreached: (verdict: SceneVerdict, count: number) =>
    ({
      garbage: `${formatQuantity(count, 'object')} held by cycles only, waiting for the collector`,
      never: `${formatQuantity(count, 'object')} lost for good: no root leads there`,
      unknown: `${formatQuantity(count, 'object')} with no known path in this dump`,
      held: `${formatQuantity(count, 'object')} held in ways that are not followed here`,
    })[verdict],
} as const;

/** Attributes as columns, and objects counted by their values. */
export const VALUES = {
  add: '+ Attribute',
  addColumn: 'Add a column for an attribute',
  countBy: 'Count by…',
  named: (name: string) => (name.startsWith('[') ? name : `.${name}`),
  by: (name: string) => `by ${name.startsWith('[') ? name : `.${name}`}`,
  title: (name: string) => `By the value of ${name.startsWith('[') ? name : `.${name}`}`,
  waiting: 'Reading values…',
  found: (count: number) => formatQuantity(count, 'value'),
  without: (count: number) => `${formatQuantity(count, 'object')} without it`,
  close: 'Close',
  remove: (name: string) => `Remove the column ${name}`,
} as const;

/** The words of the Objects view. */
export const OBJECTS_VIEW = {
  whatToList: 'What to list',
  types: 'Types',
  objects: 'Objects',
  typesListed: (count: number) => `Types, ${formatCount(count)}`,
  objectsListed: (count: number) => `Objects, ${formatCount(count)}`,
  otherTypes: (type: string) => `Show other types than ${type} too`,
  outsideFamily: 'Show objects outside of this family too',
  inFamily: (name: string) => `in ${name}`,
  heldTogether: 'Combined retained size',
  heldTogetherMeaning: 'Their own bytes and those of everything that only they hold, each once.',
  heldTogetherWaiting: 'Adding up…',
  holdTogether: (bytes: string) => `Together they retain ${bytes}`,
  groupTypes: 'Group types',
  groupNames: { type: 'By type', module: 'By module', package: 'By package' },
  grouped: (by: 'module' | 'package', count: number) =>
    by === 'module' ? `Modules, ${formatCount(count)}` : `Packages, ${formatCount(count)}`,
  listTypes: 'List its types',
  found: (count: number, listed: 'type' | 'object' | 'module' | 'package') =>
    formatQuantity(count, listed),
  nothing: 'Nothing found',
  nothingMatches: (filter: string) =>
    filter === ''
      ? 'No object matches these filters.'
      : `Nothing in this dump matches “${filter}” with these filters.`,
  clearFilter: 'Clear the filter',
  quickGarbage: 'Garbage',
  quickHeld: 'Held',
  quickCyclic: 'On a cycle',
  quickLarge: '1 MB and more',
  quickFrames: 'DataFrames',
  listInstances: 'List its objects',
  draw: 'Draw what refers to it',
  inspect: 'Inspect',
} as const;
