import {
  formatBytes,
  formatCount,
  formatDuration,
  formatQuantity,
} from '../../shared/base/units.ts';
import type { PlotLine } from '../../shared/plot/plot.ts';

/** The words of the timeline. */
export const TIMELINE_WORDS = {
  waiting: 'Reading the timeline',
  which: 'Timeline',
  whichever: 'Dumps only',
  openOther: 'Open an mprof file…',
  noCommand: 'command not recorded',
  measured: (count: number) => formatQuantity(count, 'measurement'),
  over: (seconds: number) => `over ${formatDuration(seconds)}`,
  plot: 'Memory over time',
  plotHow:
    'Arrow keys read single measurements, plus and minus zoom, 0 shows all. Drag to zoom into a range.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  all: 'Show all',
  save: 'Save as SVG',
  savePng: 'Save as PNG',
  limit: 'Memory limit',
  limitHint: 'e.g. 8 GB',
  limitWrong: 'Write it as 8 GB or 512 MiB.',
  limitLabel: (bytes: number) => `limit ${formatBytes(bytes)}`,
  lines: 'Lines',
  trend: 'Straight line through the later half',
  calls: 'Calls of functions',
  omittedCalls: (count: number) =>
    `${formatQuantity(count, 'call')} too short to draw here; zoom in to see ${count === 1 ? 'it' : 'them'}.`,
  call: (name: string, seconds: number, bytes: number) =>
    `${name}: ${grown(bytes)} in ${formatDuration(seconds)}`,
  readout: (when: string, bytes: number) => `${when}: ${formatBytes(bytes)}`,
  nothingHere: 'nothing measured here',
  functions: (count: number) => `Functions, ${formatCount(count)}`,
  noFunctions: 'No function was watched',
  watch: 'Decorate functions with @profile and run them with mprof run to see where memory grows.',
  noSuchFunction: (text: string) => `No function with “${text}”`,
  filter: 'Filter functions',
  dumps: 'Dumps',
  openDump: (name: string) => `Go to ${name}`,
  elsewhere: (count: number) =>
    `${formatQuantity(count, 'open dump')} of another time ${count === 1 ? 'is' : 'are'} not shown.`,
  otherProcess: (count: number) =>
    `${formatQuantity(count, 'open dump')} of another process ${count === 1 ? 'is' : 'are'} not shown.`,
  children: 'Process and children',
  moreChildren: (count: number) => `and ${formatQuantity(count, 'more child', 'more children')}`,
  warnings: 'Warnings about this timeline',
} as const;

export const TIMELINE_COLUMNS = {
  what: 'What',
  from: 'From',
  until: 'Until',
  peak: 'Peak',
  peakAt: 'Peak after',
  function: 'Function',
  growth: 'Grown',
  own: 'By itself',
  largest: 'Most in a call',
  calls: 'Calls',
  seconds: 'Time',
  taken: 'Taken',
  rss: 'RSS',
  explained: 'Objects',
  garbage: 'Garbage',
} as const;

export const LINE_NAMES: Readonly<Record<Exclude<PlotLine['kind'], 'child'>, string>> = {
  main: 'Process (RSS)',
  explained: 'Objects in the dump',
  garbage: 'Garbage',
};

export function childName(pid: number, name: string): string {
  if (name === '') return `Child ${pid}`;
  return pid === 0 ? name : `${name} (${pid})`;
}

/** No timeline beside a dump yet. */
export const TIMELINE_START = {
  title: 'How did memory get here?',
  what: 'Open the .dat file of mprof, and this dump stands on its line at the moment it was taken. Dumps of one process that are open together make a line too.',
  how: 'To record one',
  lines: `pip install memory_profiler
mprof run --multiprocess python your_program.py
# writes mprofile_….dat; functions with @profile show where it grew`,
  theLines: 'the lines',
  noTime: 'This dump does not say when it was taken, so that it has no place on a timeline.',
} as const;

/** How it goes on, as far as that can be told. */
export const FORECAST = {
  reached: (bytes: number) => `${formatBytes(bytes)} was reached.`,
  in: (bytes: number, seconds: number) =>
    `At this rate it reaches ${formatBytes(bytes)} ${formatDuration(seconds)} after the end.`,
  unknown: (bytes: number) =>
    `How memory went does not say when ${formatBytes(bytes)} would be reached.`,
} as const;

/** "+1.2 MB", "−300 KB". */
export function grown(bytes: number): string {
  if (bytes < 0) return `−${formatBytes(-bytes)}`;
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(0);
}

/** Dumps of one process as a line. */
export const DUMPS_LINE = {
  headline: (isResident: boolean, from: string, to: string, time: string) =>
    `${isResident ? 'Resident memory' : 'The objects'} went from ${from} to ${to} in ${time}.`,
} as const;
