import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One process, also after another one was given its number: both together are never given again. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks between the start of the system and its own, as `/proc/PID/stat` has them. */
  readonly startTime: number;
}

/** What `/proc/PID/stat` tells. */
export interface ProcessStat {
  readonly name: string;
  /** One letter: R runs, S and D wait, T stopped, t stopped by a tracer, Z ended. */
  readonly state: string;
  readonly parent: number;
  /** Group and session of the process, and the group that its terminal listens to; −1 for none. */
  readonly group: number;
  readonly session: number;
  readonly terminalGroup: number;
  /** Clock ticks of computing, its own and the kernel's for it. */
  readonly ticks: number;
  readonly startTime: number;
}

/** A line of `/proc/PID/maps`. */
export interface Mapping {
  readonly start: number;
  readonly end: number;
  readonly isReadable: boolean;
  readonly isWritable: boolean;
  readonly isShared: boolean;
  readonly fileOffset: number;
  readonly inode: number;
  /** '' for anonymous memory; `[heap]`, `[stack]` and the like; else a file's path. */
  readonly path: string;
  /** The file has been removed, or replaced, since. */
  readonly isDeleted: boolean;
}

/** Parses `/proc/PID/stat`, or a thread's; null for what is not one. */
export function parseStat(text: string): ProcessStat | null {
  // The name is whatever the program says, brackets and spaces included; it ends at the last one.
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text
    .slice(close + 1)
    .trim()
    .split(' ');
  if (fields.length < 20) return null;
  const number = (at: number): number => Number(fields[at]);
  return {
    name: text.slice(open + 1, close),
    state: fields[0],
    parent: number(1),
    group: number(2),
    session: number(3),
    terminalGroup: number(5),
    ticks: number(11) + number(12),
    startTime: number(19),
  };
}

const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) ([r-])([w-])[x-]([ps]) ([0-9a-f]+) \S+ (\d+) *(.*)$/;
const DELETED = ' (deleted)';

/** Parses `/proc/PID/maps`; lines of another form are left out. */
export function parseMaps(text: string): Mapping[] {
  const mappings: Mapping[] = [];
  for (const line of text.split('\n')) {
    const [, start, end, read, write, share, offset, inode, name] = MAPPING.exec(line) ?? [];
    if (start === undefined) continue;
    const isDeleted = name.endsWith(DELETED);
    mappings.push({
      start: Number.parseInt(start, 16),
      end: Number.parseInt(end, 16),
      isReadable: read === 'r',
      isWritable: write === 'w',
      isShared: share === 's',
      fileOffset: Number.parseInt(offset, 16),
      inode: Number(inode),
      path: (isDeleted ? name.slice(0, -DELETED.length) : name).replaceAll('\\012', '\n'),
      isDeleted,
    });
  }
  return mappings;
}

/** A file of `/proc`, or null: the process may end, or be another user's, at any time. */
export function procText(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return null;
  }
}

export function readStat(pid: number): ProcessStat | null {
  return parseStat(procText(pid, 'stat') ?? '');
}

/** Whether it is still the same process, ended ones included until somebody has waited for them. */
export function isThere({ pid, startTime }: ProcessId): boolean {
  return readStat(pid)?.startTime === startTime;
}

/** The threads of a process, each as `/proc/PID/task/TID/stat` has it; none when it is gone. */
export function readThreads(pid: number): ReadonlyMap<number, ProcessStat> {
  const threads = new Map<number, ProcessStat>();
  let names: string[];
  try {
    names = readdirSync(`/proc/${pid}/task`);
  } catch {
    return threads;
  }
  for (const name of names) {
    const stat = parseStat(procText(pid, `task/${name}/stat`) ?? '');
    if (stat !== null) threads.set(Number(name), stat);
  }
  return threads;
}

/** Numbers of all processes that this one can see. */
export function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The line of `/proc/PID/status` of this name, '' without one. */
export function statusField(pid: number, name: string): string {
  const status = procText(pid, 'status') ?? '';
  const line = status.split('\n').find((candidate) => candidate.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

/** Arguments, joined by spaces as a shell would show them; '' for a thread of the kernel. */
export function commandLineOf(pid: number): string {
  return (procText(pid, 'cmdline') ?? '').split('\0').join(' ').trim();
}

/** The path of its executable, as it sees it; null where that may not be known. */
export function executableOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return null;
  }
}

/** The system's, on every architecture that CPython runs on with 4 KiB pages. */
export const PAGE_BYTES = 4096;

/** Bytes of its memory that are in use now. */
export function residentBytesOf(pid: number): number {
  // Named in kilobytes there, unlike in `statm`, which counts pages of whatever size.
  const [kilobytes = '0'] = statusField(pid, 'VmRSS').split(' ');
  return Number(kilobytes) * 1024;
}

/** A name of this start of the system; '' where it has none. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
