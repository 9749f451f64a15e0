import { expect, test } from 'vitest';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { MAX_EDGES, MAX_NODES, refuseBeyondColumns } from '../../../shared/heap/memory.ts';

function codeOf(nodes: number, edges: number): string {
  try {
    refuseBeyondColumns(nodes, edges);
    return 'held';
  } catch (thrown) {
    return thrown instanceof OuroborosError ? thrown.code : 'other';
  }
}

test('what 32-bit offsets cannot address is refused, with the numbers', () => {
  expect(codeOf(MAX_NODES, MAX_EDGES)).toBe('held');
  expect(codeOf(MAX_NODES + 1, 0)).toBe('dump-too-large');
  expect(codeOf(0, MAX_EDGES + 1)).toBe('dump-too-large');
  expect(() => refuseBeyondColumns(1, 5e9)).toThrow('5,000,000,000 references');
});

test('columns beyond 4 GiB are addressed by their numbers, and filled by pieces of bytes', () => {
  // Reserved, not touched: memory is taken for two pages.
  const column = new Uint32Array(2 ** 30 + 1024);
  const offset = 4 * 2 ** 30;
  const piece = new Uint8Array(column.buffer, offset, 8);
  piece.set([1, 0, 0, 0, 2, 1, 0, 0]);
  expect([column[2 ** 30], column[2 ** 30 + 1]]).toEqual([1, 258]);
  expect(column.subarray(2 ** 30).byteOffset).toBe(offset);
});
