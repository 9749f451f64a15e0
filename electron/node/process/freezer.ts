import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../file-errors.ts';
import { procText } from './proc-files.ts';
import type { ThawPlan } from './watchdog.ts';

/** How the two versions of control groups freeze what is in one, and tell that it is done. */
const KINDS = {
  cgroup2: { file: 'cgroup.freeze', freeze: '1', thaw: '0' },
  cgroup: { file: 'freezer.state', freeze: 'FROZEN', thaw: 'THAWED' },
} as const;

type Kind = keyof typeof KINDS;

/**
 * Stops a process that no signal stops, the first of a container seen from inside, and one whose
 * shell would notice: in a control group of its own, which is frozen. Nobody is told, no signal is
 * sent, and the process goes back to the group that it came from.
 */
export class Freezer {
  readonly plan: ThawPlan;
  private readonly kind: Kind;
  private readonly pid: number;

  private constructor(pid: number, kind: Kind, home: string) {
    this.pid = pid;
    this.kind = kind;
    const group = path.join(home, `ouroboros-${process.pid}-${pid}`);
    this.plan = { group, home, file: KINDS[kind].file, word: KINDS[kind].thaw };
  }

  /** A freezer for a process where this user may make one; else why not, as half a sentence. */
  static make(pid: number): Freezer | string {
    const found = groupOf(pid);
    if (found === null) return 'there is no control group that freezes';
    const freezer = new Freezer(pid, found.kind, found.folder);
    try {
      mkdirSync(freezer.plan.group);
    } catch (thrown) {
      return `no control group could be made in ${found.folder} (${errorCode(thrown)})`;
    }
    if (existsSync(path.join(freezer.plan.group, freezer.plan.file))) return freezer;
    freezer.remove();
    return `the control group in ${found.folder} does not freeze`;
  }

  /** Moves the process in and tells the system to freeze it; `isFrozen` says when it is. */
  freeze(): void {
    const { group, file } = this.plan;
    writeFileSync(path.join(group, 'cgroup.procs'), String(this.pid));
    writeFileSync(path.join(group, file), KINDS[this.kind].freeze);
  }

  get isFrozen(): boolean {
    const { group } = this.plan;
    return this.kind === 'cgroup2'
      ? /^frozen 1$/m.test(readFileSync(path.join(group, 'cgroup.events'), 'utf8'))
      : readFileSync(path.join(group, 'freezer.state'), 'utf8').trim() === 'FROZEN';
  }

  /** The process goes on, where it was; also what it started meanwhile. */
  thaw(): void {
    const { group, home, file, word } = this.plan;
    writeFileSync(path.join(group, file), word);
    const members = readFileSync(path.join(group, 'cgroup.procs'), 'utf8').split('\n');
    for (const member of members) {
      try {
        if (member !== '') writeFileSync(path.join(home, 'cgroup.procs'), member);
      } catch {
        // It ended meanwhile.
      }
    }
    this.remove();
  }

  private remove(): void {
    try {
      rmdirSync(this.plan.group);
    } catch {
      // A member that is ending keeps it a moment longer; an empty group costs nothing.
    }
  }
}

/** The folder of the group that a process is in, of a hierarchy that can freeze. */
function groupOf(pid: number): { readonly kind: Kind; readonly folder: string } | null {
  const groups = parseGroups(procText(pid, 'cgroup') ?? '');
  for (const mount of parseGroupMounts(procText(process.pid, 'mountinfo') ?? '')) {
    const group = groups[mount.kind];
    if (group === undefined) continue;
    const folder = path.join(mount.point, path.relative(mount.root, group));
    // What lies above the mount is not seen here: `..` would be another group's folder.
    if (!folder.startsWith(mount.point)) continue;
    const members = path.join(folder, 'cgroup.procs');
    if (existsSync(members) && readFileSync(members, 'utf8').split('\n').includes(String(pid))) {
      return { kind: mount.kind, folder };
    }
  }
  return null;
}

/** Of `/proc/PID/cgroup`, the paths in the unified hierarchy and in the freezer's of version 1. */
export function parseGroups(text: string): Partial<Record<Kind, string>> {
  const groups: Partial<Record<Kind, string>> = {};
  for (const line of text.split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') groups.cgroup2 = group;
    else if (controllers?.split(',').includes('freezer')) groups.cgroup = group;
  }
  return groups;
}

interface GroupMount {
  readonly kind: Kind;
  /** The part of the hierarchy that is mounted, and where. */
  readonly root: string;
  readonly point: string;
}

/** Of `/proc/PID/mountinfo`, where the hierarchies that freeze are mounted. */
export function parseGroupMounts(text: string): GroupMount[] {
  const mounts: GroupMount[] = [];
  for (const line of text.split('\n')) {
    const [place = '', system = ''] = line.split(' - ');
    const [, , , root = '/', point = '/'] = place.split(' ');
    const [type, , options = ''] = system.split(' ');
    if (type === 'cgroup2') mounts.push({ kind: type, root, point });
    if (type !== 'cgroup' || !options.split(',').includes('freezer')) continue;
    mounts.push({ kind: type, root, point });
  }
  return mounts;
}
