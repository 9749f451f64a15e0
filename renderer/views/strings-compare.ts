import type { ComparedFamily, ComparedObjectKind } from '../../shared/protocol/compare-schemas.ts';

/** The words of the comparison. */
export const COMPARE_WORDS = {
  title: 'Compare',
  thisDump: 'This dump',
  noThird: 'None',
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

/** What each dump of a comparison is called: of two, and of three. */
export const DUMP_ROLES: Readonly<Record<2 | 3, readonly string[]>> = {
  2: ['Before', 'After'],
  3: ['Before', 'After', 'Later'],
};

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
  grown: 'In every dump at the same place, and larger at the end',
  gone: 'In the first dump, and not in the last',
};

export const COMPARE_SNIPPET = `import ouroboros_dump

ouroboros_dump.dump("before.ouro")
run_what_leaks()
ouroboros_dump.dump("after.ouro")`;
