import { glossaryTerm } from '../../shared/base/glossary.ts';
import { formatCount } from '../../shared/base/units.ts';
import type { SceneVerdict } from '../../shared/scene/model/scene.ts';
import type { ViewName } from '../state/view/view-state.ts';

/** The window's recurring words. One place, so that no thing has two names. */

export const VERDICT_NAMES: Readonly<Record<SceneVerdict, string>> = {
  garbage: glossaryTerm('garbage-waiting').name,
  never: glossaryTerm('garbage-never').name,
  held: glossaryTerm('held').name,
  unknown: glossaryTerm('unknown').name,
};

export const VERDICT_SHORT: Readonly<Record<SceneVerdict, string>> = {
  garbage: 'Waiting',
  never: 'Never',
  held: 'Held',
  unknown: 'Unknown',
};

export const VERDICT_MEANINGS: Readonly<Record<SceneVerdict, string>> = {
  garbage: glossaryTerm('garbage-waiting').meaning,
  never: glossaryTerm('garbage-never').meaning,
  held: glossaryTerm('held').meaning,
  unknown: glossaryTerm('unknown').meaning,
};

export const VERDICTS: readonly SceneVerdict[] = ['garbage', 'never', 'held', 'unknown'];

export const VIEW_NAMES: Readonly<Record<ViewName, string>> = {
  overview: 'Overview',
  objects: 'Objects',
  graph: 'Graph',
  cycles: 'Cycles',
  dominators: 'Dominators',
  waste: 'Waste',
  threads: 'Threads',
  compare: 'Compare',
  timeline: 'Timeline',
  allocations: 'Allocations',
  bookmarks: 'Bookmarks',
};

/** What stands on buttons in many places. */
export const BUTTON = {
  draw: 'Draw',
  copy: 'Copy',
  copyAddress: 'Copy address',
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  tryAgain: 'Try again',
} as const;

/** What is taking its time, in any view. */
export const WAITING = {
  working: 'Working…',
  cancel: (what: string) => `Cancel: ${what}`,
} as const;

/** The advice on a family of cycles, in Cycles and beside an object. */
export const BREAK_ADVICE = {
  toFix: 'To fix it, break',
  andMore: (count: number) => ` and ${formatCount(count)} more`,
  and: ' and ',
  together: ', together.',
  all: 'What it frees, and how',
  title: 'What to break',
  alternatives: 'Alternatives',
  here: 'Break here',
  moreChosen: (count: number) => `And ${formatCount(count)} more, listed with the family.`,
  toFamily: 'All about this family in Cycles',
  pattern: 'Known pattern',
  fix: 'The usual fix',
  before: 'Before',
  after: 'After',
  copy: 'Copy',
  theFix: 'the fix',
  sketch: 'Sketch of the fix',
  readMore: 'Read more:',
  waiting: 'Looking for what to break…',
  whatIf: 'What would happen?',
  lookingAhead: 'Working out what would happen…',
} as const;

/** Where memory has accumulated. */
export const ACCUMULATIONS = {
  title: 'Where memory piles up',
  subtitle: 'in objects and collections, by who holds them',
  none: 'No object and no collection of objects stands out.',
  share: (share: number, isOfResident: boolean) =>
    `${(100 * share).toFixed(0)} % of ${isOfResident ? 'the resident memory' : 'the dump'}`,
} as const;

/** A dump of last time that is not open yet. */
export const ASLEEP = {
  title: (name: string) => `${name} was open last time`,
  needsFile:
    'The browser does not let this page open it again by itself. Drop it on the window, or choose it, to go on where you were.',
  needsClick:
    'The browser asks whether this page may read it again. Then you go on where you were.',
  choose: 'Choose it…',
  open: 'Open it again',
} as const;
