import { formatCount } from '../../shared/base/units.ts';
import type { ComparedFamily, ComparedObjectKind } from '../../shared/protocol/compare-schemas.ts';

/** The words of the comparison. */
export const COMPARE_WORDS = {
  title: 'Compare',
  thisDump: 'This dump',
  noThird: 'None',
  dumps: 'Dumps compared',
  between: 'A dump in between',
  another: 'Another dump',
  garbage: (bytes: string) => `${bytes} garbage`,
  opening: (name: string) => `Opening ${name}`,
  preparing: 'Preparing the comparison',
  comparing: 'Comparing objects',
  answer: 'The answer',
  whatToList: 'What to list',
  containers: 'Containers',
  families: 'Families',
  types: 'Types',
  objects: 'Objects',
  trends: 'Trends',
  whichObjects: 'Which objects',
  everyType: 'Show objects of every type',
  filterTypes: 'Filter types',
  onlyWith: 'Only families with this type',
  onlyWithHint: 'Filter by type…',
  openOther: 'Open another file…',
  stop: 'Stop comparing',
  swap: 'Compare the other way round',
  cancel: 'Cancel',
  changedOnly: 'Only what changed',
  byAddress: 'Match by address anyway',
  byAddressNote: 'Right only if both dumps are of one process.',
  automatic: 'Let the dumps decide',
  noObjects: 'Single objects cannot be matched',
} as const;

/** What each page of a comparison lists, and what it says where there is nothing. */
export const COMPARED = {
  comparingFamilies: 'Comparing families…',
  containers: 'Containers that grew or shrank',
  noContainer: 'No container grew to speak of',
  named: (percent: number, bytes: string) =>
    `These name ${percent} % of ${bytes} that were gained.`,
  alsoIn: (others: readonly string[]) => `the new items are also held by ${others.join(' and ')}`,
  families: 'Cycle families that changed',
  more: (count: number) => `${formatCount(count)} more; filter by a type to see them.`,
  cycles: 'cycles',
  grewThroughout: 'grew in every step',
  noFamilyChanged: 'No family of cycles changed',
  noFamily: 'No family of cycles',
  lookAtTypes: 'Look at the types: what grew was held by the program, not by cycles.',
  noneWith: (text: string) =>
    `None with “${text}”. Names are matched whole: “DataFrame”, or “pandas.core.frame.DataFrame”.`,
  none: (kind: string) => `None: ${kind.toLowerCase()}`,
  nothingElse: (meaning: string, type: string) =>
    type === '' ? `${meaning}.` : `${meaning}, of type ${type}.`,
  objects: (kind: string, count: number) => `${kind} objects, ${formatCount(count)}`,
  which: 'Which',
  grown: 'Grown',
  new: 'New',
  survived: 'Survived',
  gone: 'Gone',
  types: (count: number) => `Types that changed, ${formatCount(count)}`,
  noTypeChanged: 'No type changed',
  noSuchType: (text: string) => `No such type “${text}”`,
  sameAsBefore: 'Every type has as many objects and bytes as before.',
  liftFilter: 'Clear the filter, or show types that did not change too.',
  everyStep: 'Grew in every step',
  notEveryStep: 'Did not grow in every step',
} as const;

/** No dump to compare with yet. */
export const COMPARE_START = {
  title: 'What changed since?',
  what: 'Compare this dump with an earlier one: what grew, which families of cycles came and went, and, within one process, which objects are new and which containers grew.',
  missing: 'The dump this one was compared with is not open',
  missingHow: 'Open it, and the comparison is there again; or compare with another one.',
  takeTwo: 'Capture two heap dumps',
  how: 'Of one process, before and after it grew; or one before the fix and one after it, at the same point of the program. With a third one, what grows in every step is a leak.',
  theLines: 'the lines',
  all: (count: number, most: number) =>
    count > most
      ? `The last ${formatCount(most)} of ${formatCount(count)} open dumps, the earliest first`
      : `All ${formatCount(count)} open dumps, the earliest first`,
} as const;

/** How containers and types went from dump to dump. */
export const TRENDS = {
  about: 'A line for each',
  lines: { containers: 'Containers over time', types: 'Types over time' },
  memory: 'Memory of the process',
  what: { containers: 'Container', types: 'Type' },
  first: 'First',
  last: 'Last',
  grown: 'Grown',
  rate: 'Rate',
  everyStep: 'In every step',
  yes: 'yes',
  rest: 'no',
  noTimes:
    'Not all dumps say when they were taken, or they are not in that order: they stand at equal distances.',
  none: { containers: 'No container grew to speak of', types: 'No type changed' },
  timeline: (name: string) => `Process (RSS), measured in ${name}`,
} as const;

/** What each dump of a comparison is called, by how many there are. */
export function dumpRoles(count: number): readonly string[] {
  if (count <= 2) return ['Before', 'After'];
  if (count === 3) return ['Before', 'After', 'Later'];
  return Array.from({ length: count }, (_, at) =>
    at === 0 ? 'First' : at === count - 1 ? 'Last' : ordinal(at + 1),
  );
}

/** Up to twenty. */
function ordinal(number: number): string {
  return `${number}${{ 2: 'nd', 3: 'rd' }[number] ?? 'th'}`;
}

export const CHANGE_NAMES: Readonly<Record<ComparedFamily['change'], string>> = {
  new: 'New',
  grown: 'Grown',
  same: 'Same',
  shrunk: 'Shrunk',
  gone: 'Gone',
};

export const KIND_NAMES: Readonly<Record<ComparedObjectKind, string>> = {
  new: 'New',
  survived: 'Survived',
  grown: 'Grown in place',
  gone: 'Gone',
};

export const KIND_MEANINGS: Readonly<Record<ComparedObjectKind, string>> = {
  new: 'In the last dump, and not in the first',
  survived: 'Made between the first two dumps, and still there in the third',
  grown: 'Same address in every dump, larger in the last',
  gone: 'In the first dump, and not in the last',
};

export const COMPARE_SNIPPET = `import ouroboros_dump

ouroboros_dump.dump("before.ouro")
run_what_leaks()
ouroboros_dump.dump("after.ouro")`;
