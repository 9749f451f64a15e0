import { readFileSync } from 'node:fs';
import path from 'node:path';
import { closeQuietly, openToRead } from './page-store.ts';
import {
  commandLineOf,
  executableOf,
  listPids,
  type ProcessId,
  parseMaps,
  procText,
  readStat,
  residentBytesOf,
  statusField,
} from './proc-files.ts';
import { requireLinux } from './process-refusals.ts';
import { keyOf, ProcessSizes, type SeenSize } from './process-sizes.ts';

/** A process in which a CPython runs. */
export interface PythonProcess extends ProcessId {
  readonly commandLine: string;
  /** "3.11"; null where it is not known without reading its memory. */
  readonly version: string | null;
  readonly user: string;
  readonly parent: number;
  readonly residentBytes: number;
  /** When it was listed before, and how large it was then; null for the first time. */
  readonly before: SeenSize | null;
  /** Whether this user may read its memory. */
  readonly isReadable: boolean;
}

/**
 * The Python processes that can be seen, the largest first, with what each has grown by since they
 * were listed before, which this call notes. A few milliseconds; no process is stopped.
 */
export async function listPythonProcesses(sizes = new ProcessSizes()): Promise<PythonProcess[]> {
  requireLinux();
  const seen = await sizes.load();
  const users = userNames();
  const found = listPids().flatMap((pid) => describeIfPython(pid, seen, users) ?? []);
  const at = new Date().toISOString();
  await sizes.save(
    new Map(found.map((one) => [keyOf(one), { residentBytes: one.residentBytes, at }])),
  );
  return found.sort((a, b) => b.residentBytes - a.residentBytes || a.pid - b.pid);
}

/** Numbers of a process and of all that descend from it, those of Python alone. */
export function pythonFamily(pid: number): number[] {
  const family = new Set([pid]);
  const parents = new Map(listPids().map((each) => [each, readStat(each)?.parent ?? 0]));
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const [each, parent] of parents) if (family.has(parent)) family.add(each);
  }
  return [...family].filter((each) => each === pid || isPython(each));
}

function describeIfPython(
  pid: number,
  seen: ReadonlyMap<string, SeenSize>,
  users: ReadonlyMap<string, string>,
): PythonProcess | null {
  const stat = readStat(pid);
  if (stat === null || stat.state === 'Z' || pid === process.pid) return null;
  const version = versionOf(pid);
  if (version === null) return null;
  const owner = statusField(pid, 'Uid').split('\t')[0] ?? '';
  const id = { pid, startTime: stat.startTime };
  return {
    ...id,
    commandLine: commandLineOf(pid) || stat.name,
    version: version === '' ? null : version,
    user: users.get(owner) ?? owner,
    parent: stat.parent,
    residentBytes: residentBytesOf(pid),
    before: seen.get(keyOf(id)) ?? null,
    isReadable: isReadable(pid),
  };
}

function isPython(pid: number): boolean {
  return versionOf(pid) !== null;
}

/** The version by the names of what it runs; '' for a Python without one, null for no Python. */
function versionOf(pid: number): string | null {
  const executable = executableOf(pid);
  // Of another user's process neither can be read; what it was called with can.
  const program = executable ?? commandLineOf(pid).split(' ')[0];
  const mapped = parseMaps(procText(pid, 'maps') ?? '').map((mapping) => mapping.path);
  const isCalledPython = /^python[\d.]*d?$/.test(path.basename(program));
  const names = [program, ...mapped.filter((name) => name.startsWith('/'))];
  const versions = names.flatMap((name) => PYTHON_FILE.exec(name)?.[1] ?? []);
  if (versions.length > 0 && (isCalledPython || hasInterpreter(names))) return versions[0];
  return isCalledPython ? '' : null;
}

/** `python3.11`, `libpython3.11.so.1.0`, `…/lib/python3.11/lib-dynload/…`. */
const PYTHON_FILE = /python(3\.\d+)/;

/** A program that has a Python inside: its library, or modules that only it loads. */
function hasInterpreter(names: readonly string[]): boolean {
  return names.some((name) => /\/libpython3|\/lib-dynload\/|\/bin\/python3[\d.]*$/.test(name));
}

/** Opening is what the system checks; nothing is read. */
function isReadable(pid: number): boolean {
  const memory = openToRead(`/proc/${pid}/mem`);
  closeQuietly(memory);
  return memory !== null;
}

/** Names of users by their numbers, as far as this machine has them. */
function userNames(): ReadonlyMap<string, string> {
  let text = '';
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    // Numbers will do.
  }
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name, , number] = line.split(':');
      return number === undefined ? [] : [[number, name] as const];
    }),
  );
}
