import { formatCount, formatQuantity } from '../../shared/base/units.ts';
import type { ShownFrame } from '../../shared/protocol/profile-schemas.ts';

/** The words of allocation profiles. */
export const ALLOCATIONS = {
  waiting: 'Adding up the stacks…',
  stacks: (count: number) => formatQuantity(count, 'stack'),
  flame: 'Flame graph',
  flameWaiting: 'Putting the stacks together…',
  flameNote:
    'The outermost call is at the top; each box is as wide as what was allocated below it.',
  whole: 'Show all',
  omitted: (count: number) =>
    `${formatQuantity(count, 'box', 'boxes')} ${count === 1 ? 'is' : 'are'} too narrow to be seen.`,
  frame: (name: string, bytes: string, share: string) => `${name}: ${bytes}, ${share}`,
  lines: (count: number) => `${formatQuantity(count, 'line')} of source`,
  filter: 'Filter lines',
  noLine: (text: string) => `No line with “${text}”`,
  joined: (dump: string, lines: number) =>
    lines === 0
      ? `No cause of ${dump} lies on these lines.`
      : `Causes of ${dump} lie on ${formatQuantity(lines, 'line')}.`,
  beside: 'Leaks of',
  alone: 'no dump',
  openDump: 'Open a dump of the same program, and each line says what of it leaks.',
  suspected: (percent: number, rate: string) => `suspected by ${percent} %, ${rate}`,
  calls: (count: number) => (count === 0 ? '' : formatCount(count)),
  warnings: 'Warnings about this profile',
} as const;

export const ALLOCATION_COLUMNS = {
  line: 'Line',
  function: 'Function',
  bytes: 'Bytes',
  share: 'Share',
  through: 'Through',
  calls: 'Allocations',
  leaks: 'What leaks there',
} as const;

export const FRAME_ORIGINS: Readonly<Record<ShownFrame['origin'], string>> = {
  program: 'the program',
  library: 'installed packages',
  standard: 'standard library',
};
