import { formatBytes, formatCount } from '../../shared/base/units.ts';
import type { SceneVerdict } from '../../shared/scene/model/scene.ts';

/** Verdicts that no object has, as the end of a sentence. */
const ABSENT: Readonly<Record<SceneVerdict, string>> = {
  garbage: 'waiting for the garbage collector',
  held: 'held',
  never: 'lost for good',
  unknown: 'unknown',
};

/** The words of the overview. */
export const OVERVIEW_PAGE = {
  waiting: 'Looking at the whole dump…',
  showOne: 'Show me one',
  objects: 'objects',
  references: 'references',
  inObjects: 'in objects',
  resident: 'resident',
  verdicts: 'Verdicts',
  absent: (verdicts: readonly SceneVerdict[]) => {
    const all = verdicts.map((verdict) => ABSENT[verdict]).join(' or ');
    return `Nothing is ${all}.`;
  },
  families: 'Cycle families',
  familiesInAll: (count: number) => `${formatCount(count)} in all`,
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
  byRetained: 'types by retained size',
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

/** The answer on top of the page. */
export const ANSWER = {
  looking: 'Looking for what holds the memory…',
  large: 'What holds the memory of so large a dump is looked for when you ask.',
  find: 'Find what holds the memory',
  besides: 'Besides,',
  lookAt: 'Look at',
} as const;

/** The whole of the resident memory. */
export const RESIDENT = {
  title: 'Resident memory',
  objects: 'Python objects',
  objectsMeaning:
    'What the sizes of all objects in the dump add up to. Their holders are in the list above.',
  native: 'Native memory of objects',
  nativeMeaning:
    'Memory that C code holds for objects of the dump: tensors, Arrow buffers, mmap. It goes when they go.',
  kept: 'Kept by allocators',
  keptMeaning:
    'Freed by the program, and kept by malloc and Python for later. It is no leak, but it is not given back either: it is fragmented, or a peak is past.',
  mappings: 'Files and mappings',
  mappingsMeaning:
    'Code of the interpreter and of libraries, mapped files, shared memory, stacks. Importing large libraries alone takes hundreds of megabytes.',
  unexplained: 'Something else',
  unexplainedMeaning:
    'What nothing in the dump accounts for: memory of C libraries, rounding, fragments. A profiler of native memory (memray --native, heaptrack) tells more.',
  allUnexplainedMeaning:
    'The interpreter itself, libraries, memory of C extensions, and what was freed but not given back. This dump does not tell these apart; one of the current collector does.',
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
