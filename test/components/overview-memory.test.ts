import { describe, expect, it } from 'vitest';
import { memoryGap } from '../../renderer/views/overview/memory-gap.ts';
import { typeTiles } from '../../renderer/views/overview/type-tiles.ts';

describe('memoryGap', () => {
  const NOTHING = { python: 0, native: 0, kept: null, mappings: null, remainder: 0 };
  const partsOf = (account: Parameters<typeof memoryGap>[0]) =>
    memoryGap(account)?.parts.map(({ id, bytes }) => [id, bytes]);

  it('tells every part that the account knows, and nothing without one', () => {
    const whole = { resident: 100, python: 40, native: 20, kept: 15, mappings: 15, remainder: 10 };
    expect(partsOf(whole)).toEqual([
      ['objects', 40],
      ['native', 20],
      ['kept', 15],
      ['mappings', 15],
      ['unexplained', 10],
    ]);
    expect(partsOf({ ...NOTHING, resident: 100, python: 60, remainder: 40 })).toEqual([
      ['objects', 60],
      ['unexplained', 40],
    ]);
    expect(memoryGap(null)).toBeNull();
  });

  it('says when the objects are larger than what was resident', () => {
    const gap = memoryGap({ ...NOTHING, resident: 100, python: 300 });
    expect(gap?.parts.map(({ id, bytes }) => [id, bytes])).toEqual([['objects', 100]]);
    expect(gap?.note).toMatch(/swapped out/);
  });

  it('says what an account that does not tell the parts leaves open', () => {
    const [, known] =
      memoryGap({ ...NOTHING, resident: 9, python: 4, kept: 2, remainder: 3 })?.parts ?? [];
    const [, unknown] =
      memoryGap({ ...NOTHING, resident: 9, python: 4, remainder: 5 })?.parts ?? [];
    expect(known?.id).toBe('kept');
    expect(unknown?.explanation).toMatch(/does not tell these apart/);
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
