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

  it('is something on this machine', () => {
    expect(memoryLimitBytes()).toBeGreaterThan(100e6);
  });
});
