import { formatBytes, formatCount } from '../../shared/base/units.ts';

/** The words of the overview. */
export const OVERVIEW_PAGE = {
  waiting: 'Looking at the whole dump…',
  showOne: 'Show me one',
  objects: 'objects',
  references: 'references',
  inObjects: 'in objects',
  resident: 'resident',
  verdicts: 'Verdicts',
  none: 'none',
  families: 'Cycle families',
  familyCount: (count: number) => `${formatCount(count)} in all, the heaviest first`,
  allCycles: 'All cycles',
  noneFrees: 'all still held: breaking one frees nothing',
  largest: 'Largest DataFrames and arrays',
  times: (count: number) => `${formatCount(count)}×`,
  each: (bytes: number) => `${formatBytes(bytes)} each`,
  types: 'Types',
  typeCount: (count: number, bytes: number) => `${formatCount(count)} types, ${formatBytes(bytes)}`,
  filterTypes: 'Filter types',
  allObjects: 'All objects',
  noType: 'No type of that name',
} as const;

/** Where the memory is. */
export const MEMORY = {
  title: 'Where the memory is',
  byOwn: 'types by their own bytes',
  byRetained: 'types by what would go with them',
  size: 'Size',
  shallow: 'Shallow',
  retained: 'Retained',
  noSizes: 'This dump records no sizes.',
  adding: 'Adding up types',
  dominators: 'Finding dominators',
  types: (bytes: number) => `Treemap of types, ${formatBytes(bytes)}. Enter lists the objects.`,
  top: (bytes: number) =>
    `Treemap of what nothing else holds, ${formatBytes(bytes)}. Enter opens it in Dominators.`,
  nothing: 'Nothing in this dump',
  moreObjects: (count: number) => `${formatCount(count)} more objects`,
} as const;

/** What of the resident memory the dump explains. */
export const RESIDENT = {
  title: 'Resident memory',
  objects: 'Objects in the dump',
  objectsMeaning: 'What the sizes of all objects add up to.',
  unexplained: 'Not explained',
  unexplainedMeaning:
    'The interpreter itself, memory of C extensions, and what was freed but not given back to the system.',
  shared: 'Shared',
  sharedMeaning:
    'Pages that other processes use as well: libraries, and what a fork has in common.',
  tooLarge:
    'The objects are larger than what was resident: part of them was swapped out, or never touched.',
} as const;

/** What is known about the process and the file. */
export const PROCESS = {
  title: 'Process and dump',
  roots: 'Roots',
  noRoots: 'not in the dump',
  dangling: 'Dangling references',
  format: 'Format',
  file: 'File',
  fileWords: (name: string, bytes: number) => `${name}, ${formatBytes(bytes)}`,
} as const;
