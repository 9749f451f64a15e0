import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseBytes } from '../../shared/base/units.ts';

/** What the machine, or the container around this process, has in all. */
export interface MachineMemory {
  readonly totalBytes: number;
  /** The container's limit; 0 when there is none. */
  readonly constrainedBytes: number;
  /** What is free now; absent where the system does not tell it. */
  readonly freeBytes?: number;
}

/** What one loaded dump may take; the rest is for the window, the system and other dumps. */
const SHARE = 0.75;

/**
 * Bytes a load may use on this machine: what is free, but no more than a share of all there is.
 * `OUROBOROS_MEMORY_LIMIT`, as 8GB or 512MiB, says otherwise.
 */
export function memoryLimitBytes(
  memory: MachineMemory = machineMemory(),
  told = process.env.OUROBOROS_MEMORY_LIMIT,
): number {
  const limit = parseBytes(told ?? '');
  if (limit !== null) return limit;
  const { totalBytes, constrainedBytes, freeBytes } = memory;
  // An absent limit is reported as 0, or as a number near 2^63, by version.
  const isConstrained = constrainedBytes > 0 && constrainedBytes < totalBytes;
  const share = Math.floor((isConstrained ? constrainedBytes : totalBytes) * SHARE);
  return Math.min(share, freeBytes ?? share);
}

/** Half of what is free now, for a graph beside which its analyses must fit. */
const FREE_SHARE = 0.5;

/**
 * Bytes that reading a process may use: it may be in the same container, at its limit, and must not
 * be the one that is killed for what we take.
 */
export function memoryBesideBytes(freeBytes = freeMemoryBytes()): number {
  return Math.min(memoryLimitBytes(), Math.floor(freeBytes * FREE_SHARE));
}

/**
 * What is free on this machine, or in the container around this process: there what files are
 * cached in counts as used, above all the dump that was just written or read, and is as good as free.
 */
export function freeMemoryBytes(root = '/'): number {
  const free = process.availableMemory?.() ?? os.freemem();
  const limit = process.constrainedMemory?.() ?? 0;
  if (limit <= 0 || limit > os.totalmem()) return free;
  return Math.min(limit, free + cachedFileBytes(root));
}

/** Files in the memory that is counted for this control group, without those that are mapped. */
function cachedFileBytes(root: string): number {
  const groups = textOf(path.join(root, 'proc/self/cgroup'));
  const unified = /^0::(.*)$/m.exec(groups)?.[1];
  const memory = /^\d+:(?:.*,)?memory(?:,.*)?:(.*)$/m.exec(groups)?.[1];
  const folders =
    memory === undefined
      ? [`sys/fs/cgroup/${unified ?? ''}`, 'sys/fs/cgroup']
      : [`sys/fs/cgroup/memory/${memory}`, 'sys/fs/cgroup/memory'];
  for (const folder of folders) {
    const text = textOf(path.join(root, folder, 'memory.stat'));
    if (text === '') continue;
    const facts = new Map(
      text.split('\n').map((line): [string, number] => {
        const [name = '', value] = line.split(' ');
        return [name, Number(value)];
      }),
    );
    // Of the older kind, where those below are counted in.
    const [total, mapped] = memory === undefined ? ['', 'file_mapped'] : ['total_', 'mapped_file'];
    const bytes = (name: string): number => facts.get(`${total}${name}`) ?? 0;
    return Math.max(0, bytes('inactive_file') + bytes('active_file') - bytes(mapped));
  }
  return 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function machineMemory(): MachineMemory {
  return {
    totalBytes: os.totalmem(),
    // cgroup v1 and v2, as libuv reads them.
    constrainedBytes: process.constrainedMemory?.() ?? 0,
    // macOS counts as free only what nothing is cached in.
    ...(process.platform !== 'darwin' && { freeBytes: freeMemoryBytes() }),
  };
}
