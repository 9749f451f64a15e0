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
  referents: 'Referents',
  noReferrers: 'Nothing in the dump refers to it.',
  noReferents: 'It refers to nothing.',
  showMore: 'Show more',
  weak: 'weak',
  unlabelled: '(unlabelled)',
  hidden: 'hidden from the collector',
} as const;

/** What is known of one object. */
export const FACT = {
  title: 'Facts',
  path: 'Where',
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
  class: 'Class written at',
  whatGoes: 'what goes with it',
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
  title: 'Held',
  waiting: 'Looking for all ways…',
  list: 'Independent ways',
  drawAll: 'Draw these ways',
  more: (count: number) => `and ${formatCount(count)} more`,
  nearRoots: 'Nearer to the roots:',
  cut: (references: number) =>
    references === 1 ? 'Cut it' : `Cut these ${formatCount(references)}`,
  cutTip: 'Show everything as if these references were gone, and what that frees',
  inStrip: (count: number, isComplete: boolean) =>
    `${isComplete ? '' : 'at least '}${formatCount(count)} ways`,
  inStripTip: 'Draw all independent ways in which it is held',
} as const;

/** The path from a root to the selection. */
export const RETAINERS = {
  select: 'Select an object to see what holds it.',
  unreached: (meaning: string) => `No root reaches it. ${meaning}`,
  path: 'Path from a root to the selection',
  gap: (objects: number) => `… ${formatQuantity(objects, 'more object')} …`,
} as const;
