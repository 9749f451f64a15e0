import { describe, expect, test } from 'vitest';
import { ChunkedUint32 } from '../../../shared/heap/chunked-columns.ts';

const CHUNK = 1 << 17;

function filled(length: number): ChunkedUint32 {
  const column = new ChunkedUint32();
  for (let row = 0; row < length; row++) column.push(row);
  return column;
}

describe('a chunked column', () => {
  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])(
    'of %i rows can be cut back to any length',
    (length) => {
      for (const kept of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, length]) {
        if (kept > length) continue;
        const column = filled(length);
        column.truncate(kept);
        expect(column.length).toBe(kept);
        column.push(4711);
        const rows = column.drain();
        expect(rows.length).toBe(kept + 1);
        expect(rows[kept]).toBe(4711);
        expect(rows.subarray(0, kept).every((value, row) => value === row)).toBe(true);
      }
    },
  );

  test('hands out each chunk once while it drains, and is empty after', () => {
    const column = filled(CHUNK + 3);
    let seen = 0;
    const rows = column.drain((chunk) => {
      seen += chunk.length;
      chunk.fill(9);
    }, CHUNK + 4);
    expect(seen).toBe(CHUNK + 3);
    expect(rows.length).toBe(CHUNK + 4);
    expect(rows[CHUNK + 2]).toBe(9);
    expect(column.length).toBe(0);
  });
});
