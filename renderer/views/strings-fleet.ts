import { formatBytes, formatCount, formatQuantity } from '../../shared/base/units.ts';
import type { ByteSpread } from '../../shared/fleet/fleet-report.ts';

/** The words of many dumps looked at together. */
export const FLEET = {
  title: 'Fleet',
  close: 'Close the fleet',
  openMany: 'Open many dumps as a fleet…',
  openFolder: 'Open a folder of dumps as a fleet…',
  ofOpen: 'Look at the open dumps as a fleet',
  show: 'Show the fleet',
  many: 'Many dumps…',
  folder: 'A folder…',
  nothingYet: (files: number) => `Reading ${formatQuantity(files, 'file')}…`,
  noneRead: 'None of these files could be read',
  onlyOthers: 'None of these files is a dump',
  onlyOthersNote: 'Open what the processes of one program were dumped to.',
  healthy: (processes: number) =>
    `Nothing leaks in ${formatQuantity(processes, 'process', 'processes')}`,
  headline: (causes: number, sick: number, processes: number) =>
    `${formatQuantity(causes, 'cause')} in ${formatCount(sick)} of ${processesWords(processes)}`,
  held: (bytes: string, resident: string) =>
    resident === '' ? `${bytes} explained` : `${bytes} explained of ${resident} resident`,
  clean: (processes: number) =>
    `nothing leaks in ${processes === 1 ? 'the other one' : `the other ${formatCount(processes)}`}`,
  progress: (done: number, files: number) =>
    `${formatCount(done)} of ${formatQuantity(files, 'file')}`,
  reading: (names: readonly string[]) => names.join(', '),
  stopped: (left: number) => `Stopped with ${formatQuantity(left, 'file')} left`,
  stop: 'Stop',
  goOn: 'Go on',
  causes: 'Causes',
  moreCauses: (count: number) => `Show ${formatCount(count)} more`,
  inProcesses: (part: number, all: number) => `in ${formatCount(part)} of ${processesWords(all)}`,
  /** '' for one process, whose bytes are all there are. */
  spread: ({ least, most, median }: ByteSpread, processes: number) => {
    if (processes === 1) return '';
    if (least === most) return `${formatBytes(most)} each`;
    return `${formatBytes(least)} to ${formatBytes(most)} each, median ${formatBytes(median)}`;
  },
  outliers: (names: readonly string[]) => `Far above the others: ${names.join(', ')}`,
  heaviest: (name: string, processes: number) =>
    processes === 1 ? `In ${name}` : `Most in ${name}`,
  onlyThese: 'Only these processes',
  all: 'All processes',
  openHeaviest: 'Open the heaviest',
  processes: (count: number) => processesWords(count),
  withCause: (number: number, count: number) =>
    `${processesWords(count)} with cause ${formatCount(number)}`,
  openRow: 'Open this dump',
  withWarning: (file: string, warning: string) => `${file}: ${warning}`,
  noCause: 'nothing leaks',
  unknown: '–',
  cause: (number: number) => `Cause ${formatCount(number)}`,
  failures: (count: number) => `${formatQuantity(count, 'file')} not read`,
  tryAgain: 'Try again',
} as const;

export const FLEET_COLUMNS = {
  name: 'Dump',
  pid: 'PID',
  resident: 'Resident',
  private: 'Private',
  shared: 'Shared',
  explained: 'Explained',
  causes: 'Causes',
  first: 'First cause',
  command: 'Command',
} as const;

function processesWords(count: number): string {
  return formatQuantity(count, 'process', 'processes');
}
