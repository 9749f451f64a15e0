import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freeMemoryBytes, memoryLimitBytes } from '../../../electron/node/memory-limit.ts';

describe('the memory a load may use', () => {
  it.each([
    ['a machine without limits', 16e9, 0, 12e9],
    ['a container', 16e9, 4e9, 3e9],
    ['an absent limit reported as a huge one', 16e9, 2 ** 63, 12e9],
  ])('in %s', (_, totalBytes, constrainedBytes, expected) => {
    expect(memoryLimitBytes({ totalBytes, constrainedBytes })).toBe(expected);
  });

  it.each([
    ['less is free than the share', 3e9, 3e9],
    ['more is free than the share', 15e9, 12e9],
  ])('%s', (_, freeBytes, expected) => {
    expect(memoryLimitBytes({ totalBytes: 16e9, constrainedBytes: 0, freeBytes })).toBe(expected);
  });

  it('is what it is told to be, where that is a number of bytes', () => {
    const machine = { totalBytes: 16e9, constrainedBytes: 0, freeBytes: 3e9 };
    expect(memoryLimitBytes(machine, '8GB')).toBe(8e9);
    expect(memoryLimitBytes(machine, '512MiB')).toBe(512 * 1024 ** 2);
    expect(memoryLimitBytes(machine, 'plenty')).toBe(3e9);
  });

  it('is something on this machine', () => {
    expect(memoryLimitBytes()).toBeGreaterThan(100e6);
  });
});

describe('what is free in a container', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cgroup-'));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const contained = (availableBytes: number, limitBytes: number): void => {
    vi.spyOn(process, 'availableMemory').mockReturnValue(availableBytes);
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(limitBytes);
    vi.spyOn(os, 'totalmem').mockReturnValue(16e9);
  };
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  });

  it('includes the memory that files are cached in', () => {
    contained(5e8, 4e9);
    write('proc/self/cgroup', '0::/app\n');
    write(
      'sys/fs/cgroup/app/memory.stat',
      'anon 400000000\nfile_mapped 100000000\ninactive_file 2000000000\nactive_file 1100000000\n',
    );
    expect(freeMemoryBytes(root)).toBe(3.5e9);
  });

  it('includes it in the older kind of control group, whose place is not visible inside', () => {
    contained(1e9, 4e9);
    write('proc/self/cgroup', '9:name=systemd:/docker/1\n4:cpu,memory:/docker/1\n');
    write(
      'sys/fs/cgroup/memory/memory.stat',
      'inactive_file 1\ntotal_mapped_file 0\ntotal_inactive_file 1500000000\ntotal_active_file 0\n',
    );
    expect(freeMemoryBytes(root)).toBe(2.5e9);
  });

  it('is what the system says where nothing more is known, and without a limit', () => {
    contained(1e9, 4e9);
    expect(freeMemoryBytes(root)).toBe(1e9);
    contained(6e9, 2 ** 63);
    write('proc/self/cgroup', '0::/\n');
    write('sys/fs/cgroup/memory.stat', 'inactive_file 1500000000\n');
    expect(freeMemoryBytes(root)).toBe(6e9);
  });
});
