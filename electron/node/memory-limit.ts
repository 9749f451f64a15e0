import os from 'node:os';

/** What the machine, or the container around this process, has in all. */
export interface MachineMemory {
  readonly totalBytes: number;
  /** The container's limit; 0 when there is none. */
  readonly constrainedBytes: number;
}

/** What one loaded dump may take; the rest is for the window, the system and other dumps. */
const SHARE = 0.75;

/** Bytes a load may use on this machine. */
export function memoryLimitBytes(memory: MachineMemory = machineMemory()): number {
  const { totalBytes, constrainedBytes } = memory;
  // An absent limit is reported as 0, or as a number near 2^63, by version.
  const isConstrained = constrainedBytes > 0 && constrainedBytes < totalBytes;
  return Math.floor((isConstrained ? constrainedBytes : totalBytes) * SHARE);
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

/** What is free on this machine, or in the container around this process. */
export function freeMemoryBytes(): number {
  return process.availableMemory?.() ?? os.freemem();
}

function machineMemory(): MachineMemory {
  return {
    totalBytes: os.totalmem(),
    // cgroup v1 and v2, as libuv reads them.
    constrainedBytes: process.constrainedMemory?.() ?? 0,
  };
}
