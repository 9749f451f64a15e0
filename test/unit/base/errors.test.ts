import { describe, expect, it } from 'vitest';
import { DumpFormatError, errorDetail, toErrorData } from '../../../shared/base/errors.ts';
import { refuseBeyond } from '../../../shared/heap/memory.ts';

function errorOf(work: () => void) {
  try {
    work();
  } catch (thrown) {
    return toErrorData(thrown);
  }
  throw new Error('nothing was thrown');
}

describe('an error', () => {
  it('for want of memory carries the numbers, through every process', () => {
    const error = errorOf(() => refuseBeyond(1000, 5000.4, 'A dump'));
    expect(error).toMatchObject({
      code: 'dump-too-large',
      refusal: { needed: 5000, limit: 1000 },
    });
    expect(structuredClone(error)).toEqual(error);
    expect(errorDetail(error)).toBe('needed 5000 bytes, limit 1000 bytes');
  });

  it('of a format says where it is and why, each for itself', () => {
    const error = new DumpFormatError('dump-malformed', 'It is cut off.', 120, 'zlib: -5').toData();
    expect(error).toEqual({
      code: 'dump-malformed',
      message: 'It is cut off.',
      byteOffset: 120,
      detail: 'zlib: -5',
    });
    expect(errorDetail(error)).toBe('at byte 120; zlib: -5');
  });

  it('that nothing else is known of has no detail', () => {
    const error = new DumpFormatError('dump-empty', 'It is empty.').toData();
    expect(error).toEqual({ code: 'dump-empty', message: 'It is empty.' });
    expect(errorDetail(error)).toBe('');
  });
});
