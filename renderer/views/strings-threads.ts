import { formatCount, formatQuantity } from '../../shared/base/units.ts';
import type { WaitGroup } from '../../shared/protocol/thread-schemas.ts';

/** The words of threads, and of what waits. */
export const THREADS_VIEW = {
  pages: 'What is listed',
  threads: (count: number | null) => (count === null ? 'Threads' : formatQuantity(count, 'thread')),
  waits: (count: number | null) =>
    count === null ? 'Tasks and generators' : `Tasks and generators ${formatCount(count)}`,
  libraries: 'Library frames',
  waiting: 'Reading the stacks…',
  waitingWaits: 'Looking for what waits…',
  none: 'No threads',
  noneWaits: 'Nothing waits',
  daemon: 'daemon',
  idle: 'No frames: the thread runs none of the program’s code, or has not begun.',
  hiddenFrames: (count: number) => formatQuantity(count, 'library frame'),
  moreFrames: (count: number) => `and ${formatQuantity(count, 'more frame')}`,
  variables: (count: number) => formatQuantity(count, 'variable'),
  variablesOf: (name: string) => `Variables of ${name}`,
  notInDump: 'The dump does not hold this frame.',
  inspect: 'Inspect',
  draw: 'Draw',
  more: (count: number) => `Show ${formatCount(count)} more`,
  retained: (bytes: string) => `${bytes} retained`,
  awaits: 'awaits',
  members: (place: string) => `What waits at ${place}`,
  counted: (count: number, kind: WaitGroup['kind']) => formatQuantity(count, kind),
  module: 'module',
} as const;

export const WAIT_STATES: Readonly<Record<WaitGroup['state'], string>> = {
  'not started': 'not started',
  suspended: 'suspended',
  running: 'running',
  ended: 'ended',
};
