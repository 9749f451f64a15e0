import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryGap } from '../../renderer/views/overview/memory-gap.ts';
import { typeTiles } from '../../renderer/views/overview/type-tiles.ts';

describe('memoryGap', () => {
  const partsOf = (rssBytes: number | null, ussBytes: number | null, shallowBytes: number) =>
    memoryGap({ rssBytes, ussBytes, shallowBytes })?.parts.map(({ id, bytes }) => [id, bytes]);

  it('divides what is resident into objects, the unexplained and the shared', () => {
    expect(partsOf(100, 80, 60)).toEqual([
      ['objects', 60],
      ['unexplained', 20],
      ['shared', 20],
    ]);
    expect(partsOf(100, null, 60)).toEqual([
      ['objects', 60],
      ['unexplained', 40],
    ]);
    expect(partsOf(null, 80, 60)).toBeUndefined();
  });

  it('says when the objects are larger than what was resident', () => {
    const gap = memoryGap({ rssBytes: 100, ussBytes: 90, shallowBytes: 300 });
    expect(gap?.parts.map(({ id, bytes }) => [id, bytes])).toEqual([['objects', 100]]);
    expect(gap?.note).toMatch(/swapped out/);
  });

  it('always adds up to what is resident', () => {
    const bytes = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.option(bytes),
        bytes,
        (rss, uss, shallow) => {
          const parts =
            memoryGap({ rssBytes: rss, ussBytes: uss, shallowBytes: shallow })?.parts ?? [];
          expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(rss);
          expect(parts.every((part) => part.bytes > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('typeTiles', () => {
  const row = (type: string, shallowBytes: number, count: number, garbageCount: number) => ({
    typeIndex: count,
    type,
    count,
    shallowBytes,
    garbageCount,
  });
  const verdicts = (never: number) => [
    { verdict: 'never' as const, objects: never, shallowBytes: 0 },
  ];

  it('draws what is left as one more piece, and textures what is garbage through and through', () => {
    const rows = [row('numpy.ndarray', 600, 3, 3), row('dict', 300, 5, 1)];
    const tiles = typeTiles(rows, { objects: 20, shallowBytes: 1000, verdicts: verdicts(0) });
    expect(tiles.map(({ name, detail, bytes, verdict }) => [name, detail, bytes, verdict])).toEqual(
      [
        ['ndarray', '3 objects', 600, 'garbage'],
        ['dict', '5 objects', 300, null],
        ['12 more objects', '', 100, null],
      ],
    );
    expect(tiles.map(({ source }) => source?.type ?? null)).toEqual([
      'numpy.ndarray',
      'dict',
      null,
    ]);
  });

  it('does not call garbage waiting where some of it is lost', () => {
    const rows = [row('Node', 100, 3, 3)];
    const [tile] = typeTiles(rows, { objects: 3, shallowBytes: 100, verdicts: verdicts(2) });
    expect(tile?.verdict).toBeNull();
  });
});
