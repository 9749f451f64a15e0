import { formatCount, formatQuantity } from '../../shared/base/units.ts';

/** The words of the inspector. */
export const INSPECTOR = {
  title: 'Inspector',
  width: 'Width of the inspector',
  nothing: 'Nothing selected',
  nothingHow: 'Click an object in a list or in the drawing to see what it is and what holds it.',
  waiting: 'Looking at the object…',
  cycle: 'Cycle',
  path: 'Path',
  referrers: 'Referrers',
  noReferrers: 'Nothing in the dump refers to it.',
  weak: 'weak',
  unlabelled: '(unlabelled)',
  hidden: 'hidden from the collector',
  hiddenShort: 'hidden',
  copyPath: (path: string) => `Copy ${path}`,
  attributes: 'Attributes',
  items: 'Items',
  variables: 'Variables',
  contents: 'Contents',
  noContents: 'Nothing is in it.',
  heldInCycle: 'Part of a cycle, but the cycle is not what keeps it alive.',
} as const;

/** Objects in objects, to be opened in place. */
export const TREE = {
  /** What stands in for a name that the program has not given. */
  kinds: {
    attribute: '(attribute)',
    variable: '(variable)',
    item: '•',
    key: '(key)',
    other: '(internal)',
    class: '__class__',
  },
  more: (next: string, left: string) =>
    next === left ? `Show ${left} more` : `Show ${next} more of ${left}`,
  inspect: 'Inspect',
  menu: 'More actions',
  view: 'Show whole value',
  copyValue: 'Copy as repr',
  copyPath: 'Copy path',
  space: 'Space',
} as const;

/** A value in full. */
export const VALUE = {
  title: (type: string, place: string) => `${type} ${place}`,
  waiting: 'Reading the value…',
  value: 'the value',
  copyText: 'Copy text',
  partial: 'Not all of it: “…” stands for what the dump leaves out, or what would be too long.',
  whole: (characters: string) => `${characters} characters, all of them.`,
  cut: (shown: string, all: string) =>
    all === ''
      ? `The dump holds the first ${shown} characters.`
      : `The dump holds the first ${shown} of ${all} characters.`,
} as const;

/** What is known of one object. */
export const FACT = {
  title: 'Facts',
  shallow: 'Shallow size',
  retained: 'Retained size',
  refcount: 'Reference count',
  external: 'From outside',
  externalCount: (count: number) => formatQuantity(count, 'reference'),
  length: 'Length',
  root: 'Root',
  nearestRoot: 'Nearest root',
  away: (count: number) => `${formatQuantity(count, 'reference')} away`,
  dominator: 'Dominated by',
  cycle: 'Cycle',
  allocated: 'Allocated at',
  class: 'Defined in',
  whatGoes: 'what it retains',
  component: (size: number) => `in a component of ${formatCount(size)}`,
  family: 'its family',
} as const;

/** What is known of a DataFrame or an array. */
export const DATA = {
  title: 'Data',
  columns: 'Columns',
  columnCount: (count: number) => `${formatCount(count)} columns`,
  column: (index: number) => `column ${index}`,
  dtype: 'dtype',
  true: 'true',
  bytes: 'bytes',
  deep: 'deep',
} as const;

/** The independent ways in which the selection is held. */
export const WAYS = {
  title: 'Retaining paths',
  waiting: 'Looking for all paths…',
  list: 'Independent paths',
  drawAll: 'Draw these paths',
  more: (count: number) => `and ${formatCount(count)} more`,
  nearRoots: 'Nearer to the roots:',
  cut: (references: number) =>
    references === 1 ? 'Cut it' : `Cut these ${formatCount(references)}`,
  cutTip: 'Show everything as if these references were gone, and what that frees',
  inStrip: (count: number, complete: boolean) =>
    `${complete ? '' : 'at least '}${formatCount(count)} ways`,
  inStripTip: 'Draw all independent ways in which it is held',
} as const;

/** The path from a root to the selection. */
export const RETAINERS = {
  select: 'Select an object to see what holds it.',
  unreached: (meaning: string) => `No root reaches it. ${meaning}`,
  path: 'Path from a root to the selection',
  gap: (objects: number) => `… ${formatQuantity(objects, 'more object')} …`,
} as const;
