import { expect, test } from 'vitest';
import { parseGroupMounts, parseGroups } from '../../../../electron/node/process/freezer.ts';
import { planMapping } from '../../../../electron/node/process/page-plan.ts';
import { parseMaps, parseStat } from '../../../../electron/node/process/proc-files.ts';
import { adviceFor, requireLinux } from '../../../../electron/node/process/process-refusals.ts';

const STAT =
  '4312 (a) R 1 (x) S 31547 31548 26984 34816 31549 4194304 126 0 0 0 7 5 0 0 20 0 3 0 1269756 2990080 418 0';

test('reads a stat line whose name holds brackets, spaces and a line of its own', () => {
  expect(parseStat(STAT)).toEqual({
    name: 'a) R 1 (x',
    state: 'S',
    parent: 31547,
    group: 31548,
    session: 26984,
    terminalGroup: 31549,
    ticks: 12,
    startTime: 1269756,
  });
  expect(parseStat('')).toBeNull();
  expect(parseStat('1 (init) S 0')).toBeNull();
});

test('reads mappings: files, removed ones, names with a line break, memory without one', () => {
  const text = [
    '555555554000-555555556000 r--p 00001000 fe:01 2413 /usr/bin/python3.11',
    '7ffff0000000-7ffff0200000 rw-p 00000000 00:00 0 ',
    '7ffff7c00000-7ffff7c01000 r-xs 00000000 00:01 77 /tmp/a b\\012c.so (deleted)',
    'not a mapping',
    '7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]',
  ].join('\n');
  expect(parseMaps(text)).toEqual([
    {
      start: 0x555555554000,
      end: 0x555555556000,
      isReadable: true,
      isWritable: false,
      isShared: false,
      fileOffset: 0x1000,
      inode: 2413,
      path: '/usr/bin/python3.11',
      isDeleted: false,
    },
    expect.objectContaining({ start: 0x7ffff0000000, isWritable: true, path: '', inode: 0 }),
    expect.objectContaining({ path: '/tmp/a b\nc.so', isDeleted: true, isShared: true }),
    expect.objectContaining({ path: '[stack]' }),
  ]);
});

test('copies the pages that a process wrote to, and no others', () => {
  const [mapping] = parseMaps('10000-20000 rw-p 00000000 00:00 0 ');
  const pages = new Uint32Array(2 * 16);
  const present = 0x8000_0000;
  const swapped = 0x4000_0000;
  pages[2 * 1 + 1] = present;
  pages[2 * 2 + 1] = swapped;
  pages[2 * 9 + 1] = present;
  pages[2 * 14 + 1] = present;
  expect(planMapping(mapping, pages)).toEqual({
    mapping,
    // Page 9 and 14 lie near enough to each other to be copied in one go.
    runs: [
      { start: 0x11000, end: 0x13000 },
      { start: 0x19000, end: 0x1f000 },
    ],
    rest: 'zeros',
  });
  const [ofFile] = parseMaps('10000-12000 r--p 00000000 fe:01 5 /lib/x.so');
  const clean = new Uint32Array([0, present | 0x2000_0000, 0, present]);
  expect(planMapping(ofFile, clean)).toEqual({
    mapping: ofFile,
    runs: [{ start: 0x11000, end: 0x12000 }],
    rest: 'file',
  });
});

test('copies all of what may be written to where pages are not told, and of a writable file', () => {
  const [heap, data, text, shared] = parseMaps(
    [
      '10000-20000 rw-p 00000000 00:00 0 [heap]',
      '20000-21000 rw-p 00000000 fe:01 5 /lib/x.so',
      '21000-22000 r-xp 00000000 fe:01 5 /lib/x.so',
      '22000-23000 rw-s 00000000 00:01 9 /dev/shm/x',
    ].join('\n'),
  );
  expect(planMapping(heap, null).runs).toEqual([{ start: 0x10000, end: 0x20000 }]);
  expect(planMapping(data, new Uint32Array(2)).runs).toEqual([{ start: 0x20000, end: 0x21000 }]);
  expect(planMapping(text, null)).toMatchObject({ runs: [], rest: 'file' });
  expect(planMapping(shared, null)).toMatchObject({ runs: [], rest: 'file' });
});

test('finds the control groups that can freeze, in either version', () => {
  expect(parseGroups('7:blkio:/\n6:freezer:/docker/ab\n0::/system.slice/x.service\n')).toEqual({
    cgroup: '/docker/ab',
    cgroup2: '/system.slice/x.service',
  });
  const mounts = [
    '30 23 0:26 / /sys/fs/cgroup/freezer rw,nosuid - cgroup cgroup rw,freezer',
    '31 23 0:27 /docker/ab /sys/fs/cgroup/unified ro - cgroup2 cgroup2 rw',
    '32 23 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu',
    '33 23 0:29 / /proc rw - proc proc rw',
  ].join('\n');
  expect(parseGroupMounts(mounts)).toEqual([
    { kind: 'cgroup', root: '/', point: '/sys/fs/cgroup/freezer' },
    { kind: 'cgroup2', root: '/docker/ab', point: '/sys/fs/cgroup/unified' },
  ]);
});

test('says for each refusal what helps', () => {
  expect(adviceFor('0', 0, null)).toContain('--cap-add SYS_PTRACE');
  expect(adviceFor('1000', 1001, 0)).toContain('another user (number 1000)');
  expect(adviceFor('1000', 1000, 1)).toContain('sysctl kernel.yama.ptrace_scope=0');
  expect(adviceFor('1000', 1000, 2)).toContain('only by root');
  expect(adviceFor('1000', 1000, 3)).toContain('started anew');
  expect(adviceFor('1000', 1000, null)).toContain('prctl');
  expect(() => requireLinux('darwin')).toThrow('on Linux only');
  expect(() => requireLinux('win32')).toThrow('on Linux only');
  expect(() => requireLinux('linux')).not.toThrow();
});
