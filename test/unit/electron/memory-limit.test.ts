import { describe, expect, it } from 'vitest';
import { memoryLimitBytes } from '../../../electron/node/memory-limit.ts';

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
