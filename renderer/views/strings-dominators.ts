import { formatBytes, formatCount, formatQuantity } from '../../shared/base/units.ts';

/** The words of Dominators. */
export const DOMINATORS_VIEW = {
  putTogether: 'Put together',
  byType: 'By type',
  byObject: 'By object',
  ofTheDump: (share: string) => `, ${share} of the dump`,
  atThisLevel: (count: number) => `${formatQuantity(count, 'object')} at this level`,
  above: 'Dominators above',
  all: 'All of the dump',
  more: (count: number) => `${formatCount(count)} more`,
  only: (type: string) => `only ${type}`,
  waiting: 'Finding dominators',
  once: 'once for this dump',
  map: 'Treemap',
  mapLabel: (bytes: number) =>
    `Treemap of ${formatBytes(bytes)}. Arrow keys move, Enter opens, Backspace goes back up.`,
  table: 'The same as a table',
  objects: (count: number) => `Objects by retained size, ${formatCount(count)}`,
  types: (count: number) => `Types by retained size, ${formatCount(count)}`,
  noSizes: 'No sizes',
  noSizesWhy: 'This dump records no sizes, so there is nothing to draw in proportion.',
  nothing: 'Nothing in this dump',
  holdsNothing: 'It holds nothing alone',
  onlyItself: (name: string, bytes: number) =>
    `If this ${name} went, its own ${formatQuantity(bytes, 'byte')} would go and no other object with it.`,
  noneOfType: 'No object of this type goes with it.',
  draw: 'Draw it',
} as const;

/** What the pieces of a map are called and say. */
export const TILE = {
  retained: 'Retained',
  shallow: 'Shallow',
  address: 'Address',
  path: 'Where',
  objects: 'Objects',
  verdict: 'Verdict',
  ofDump: 'Of the dump',
  ofThese: (type: string) => `Of these ${type}`,
  ofThis: (type: string) => `Of this ${type}`,
  itself: 'Itself',
  rest: (count: number) => formatQuantity(count, 'more object'),
  count: (count: number) => formatQuantity(count, 'object'),
} as const;

/** What the colours of a map stand for. */
export const TYPE_KINDS = {
  containers: 'Containers',
  values: 'Text and numbers',
  code: 'Classes and code',
  data: 'Frames and arrays',
} as const;

export const MAP_LEGEND = 'Legend';
