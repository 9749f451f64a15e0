import { formatCount, formatQuantity } from '../../shared/base/units.ts';

/** The words of Waste. */
export const WASTE_VIEW = {
  of: 'of',
  couldBeSpared: (bytes: string) => `${bytes} could be spared`,
  withoutCut: 'Shown for the dump as it is, without the cut.',
  waiting: 'Looking for wasted memory',
  once: 'once for this dump',
  none: 'No waste found',
  noneOf:
    'No equal values, no empty or sparse containers, and no array that only a small view keeps.',
  kinds: 'Kinds of waste',
  untold: 'cannot be told',
  tooMuch: (frames: number) => `counted too much in ${formatQuantity(frames, 'frame')}`,
  amount: (objects: number, share: string) => `${formatQuantity(objects, 'object')} · ${share}`,
  objects: (count: number) => `Its objects, ${formatCount(count)}`,
  findings: (title: string, count: number) => `${title}, ${formatCount(count)}`,
  what: 'What',
  heldAt: 'Held at',
  spared: 'Spared',
  tooMuchBytes: 'Too much',
} as const;
