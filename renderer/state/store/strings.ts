import { formatCount } from '../../../shared/base/units.ts';

export const FLEET_NOTICE = {
  noFiles: 'There are no files in there.',
  noObjects: {
    timeline: 'It is memory over time, and holds no objects.',
    profile: 'It says what was allocated where, and holds no objects.',
  },
} as const;

/** What the window says of what was just done, or could not be. Errors bring their own words. */
export const NOTICE = {
  saved: (path: string) => `Saved ${path}`,
  copied: (what: string) => `Copied ${what}`,
  copiedDrawing: 'Copied the drawing',
  value: 'the value',
  partOfValue: 'the value, as far as the dump holds it',
  copiedLink: 'Copied the command that opens this view',
  copiedFinding: 'Copied as Markdown, to be pasted into an issue',
  noClipboard: 'The clipboard could not be reached.',
  noPicture: 'The picture could not be made; SVG has no limit of size.',
  notCopied: 'The picture could not be put on the clipboard.',
  drawnPart: (drawn: number, all: number) =>
    `Drawn from the first ${formatCount(drawn)} of ${formatCount(all)}.`,
  cannotOpen: (name: string) => `“${name}” cannot be opened from here.`,
  notInDump: 'The object is not in this dump.',
  tooManyMarks: (most: number) =>
    `${most} objects of this dump are marked; remove some to mark others.`,
  notesNotKept: (why: string) => `Your notes could not be kept. ${why}`,
  changed: (name: string) => `${name} has other content than last time, and opens from the start.`,
  linkElsewhere: 'The link is about a dump that is not open here.',
  badLink: (problem: string) => `The link could not be followed: ${problem}.`,
  linkMisses: (objects: number) =>
    objects === 1
      ? 'One object of the link is not in this dump.'
      : `${objects} objects of the link are not in this dump.`,
} as const;
