import type { OuroborosErrorCode } from '../../shared/base/errors.ts';
import { glossaryTerm } from '../../shared/base/glossary.ts';
import { formatCount } from '../../shared/base/units.ts';
import type { Verdict } from '../../shared/scene/scene.ts';

/** The window's recurring words. One place, so that no thing has two names. */

export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  garbage: glossaryTerm('garbage-waiting').name,
  never: glossaryTerm('garbage-never').name,
  held: glossaryTerm('held').name,
  unknown: glossaryTerm('unknown').name,
};

export const VERDICT_SHORT: Readonly<Record<Verdict, string>> = {
  garbage: 'Waiting',
  never: 'Never',
  held: 'Held',
  unknown: 'Unknown',
};

export const VERDICT_MEANINGS: Readonly<Record<Verdict, string>> = {
  garbage: glossaryTerm('garbage-waiting').meaning,
  never: glossaryTerm('garbage-never').meaning,
  held: glossaryTerm('held').meaning,
  unknown: glossaryTerm('unknown').meaning,
};

export const VERDICTS: readonly Verdict[] = ['garbage', 'never', 'held', 'unknown'];

/** The advice on a family of cycles, in Cycles and beside an object. */
export const ADVICE = {
  title: 'What to break',
  alternatives: 'Or instead, on the same cycles:',
  here: 'Break here',
  moreChosen: (count: number) => `And ${formatCount(count)} more, listed with the family.`,
  toFamily: 'All about this family in Cycles',
  pattern: 'Known pattern',
  fix: 'The usual fix',
  before: 'Before',
  after: 'After',
  copy: 'Copy',
  theFix: 'the fix',
  readMore: 'Read more:',
  waiting: 'Looking for what to break…',
} as const;

/** Where memory has piled up. */
export const PILES = {
  title: 'Where memory piles up',
  subtitle: 'held by the program, by who holds it',
  find: 'Find who holds most of the memory',
  waiting: 'Looking for what piles up…',
  none: 'No object and no collection of objects stands out.',
  shared: 'each held in more ways than one',
  share: (share: number) => `${(100 * share).toFixed(0)} % of what is held`,
} as const;

export const PYTHON_SNIPPET = `import ouroboros_dump

ouroboros_dump.dump("leak.ouro")`;

export interface ErrorWords {
  readonly title: string;
  readonly advice: readonly string[];
}

/** What to do about each kind of failure, beside the sentence the engine gives. */
export const ERROR_WORDS: Readonly<Record<OuroborosErrorCode, ErrorWords>> = {
  'dump-unrecognised': {
    title: 'This is not a dump we know',
    advice: [
      'Ouroboros recognises files by their content, whatever they are called: its own .ouro dumps and those of meliae, plain or packed with gzip or zstd.',
      'Take a dump of a Python process with the three lines below.',
    ],
  },
  'dump-unsupported': {
    title: 'This version of the format cannot be read',
    advice: [
      'Open it with a newer Ouroboros, or take the dump again with the collector of this one.',
    ],
  },
  'dump-malformed': {
    title: 'The dump is damaged',
    advice: [
      'A dump that was merely cut short opens with what it holds; this one is damaged in a place the rest depends on.',
      'Copy it again from where it was taken, and compare the sizes.',
    ],
  },
  'dump-empty': {
    title: 'There is nothing in this dump',
    advice: [
      'A file of no bytes is usually a full disk, or a dump that was stopped before it began.',
      'Take the dump again, to a disk with room.',
    ],
  },
  'dump-too-large': {
    title: 'Too large for this machine',
    advice: [
      'Close other dumps and programs and try again, or open it on a machine with more memory.',
      'The command line needs less than the window: ouroboros summary FILE.',
    ],
  },
  'file-unreadable': {
    title: 'The file cannot be read',
    advice: ['Check that it is still there, that it is a file, and that you may read it.'],
  },
  'file-unwritable': {
    title: 'The file cannot be written',
    advice: ['Check that there is room on the disk and that you may write there.'],
  },
  'not-found': { title: 'Not in this dump', advice: [] },
  'bad-request': { title: 'The question could not be asked', advice: [] },
  cancelled: { title: 'Cancelled', advice: [] },
  'worker-exited': {
    title: 'The engine stopped',
    advice: [
      'Only this dump is lost; other tabs and this window are unharmed.',
      'Open it again. If it stops at the same place, the dump may need more memory than there is.',
    ],
  },
  internal: {
    title: 'Something in Ouroboros went wrong',
    advice: ['Try again. If it happens twice, the detail below belongs in a bug report.'],
  },
};
