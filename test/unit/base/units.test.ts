import { afterEach, describe, expect, test } from 'vitest';
import { formatBytes, setByteUnits } from '../../../shared/base/units.ts';

afterEach(() => setByteUnits('decimal'));

describe('sizes in units of 1,024', () => {
  test.each([
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1.00 KiB'],
    [67_108_864, '64.0 MiB'],
    [1_040_000, '0.992 MiB'],
    [-2048, '-2.00 KiB'],
    [Number.NaN, '–'],
  ])('%d is %s', (bytes, text) => {
    setByteUnits('binary');
    expect(formatBytes(bytes)).toBe(text);
  });

  test('are those of 1,000 again where nothing else is chosen', () => {
    setByteUnits('binary');
    setByteUnits('decimal');
    expect(formatBytes(67_108_864)).toBe('67.1 MB');
    expect(formatBytes(999)).toBe('999 bytes');
    expect(formatBytes(999_600)).toBe('1.00 MB');
  });
});
