import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominatorTiles } from '../../renderer/views/dominators/map-tiles.ts';
import { legendOf } from '../../renderer/views/treemap/map-legend.tsx';
import { neighbourTile, placeTiles } from '../../renderer/views/treemap/place-tiles.ts';
import type { TileBox } from '../../renderer/views/treemap/squarify.ts';
import { squarify } from '../../renderer/views/treemap/squarify.ts';
import { typeColour } from '../../renderer/views/treemap/type-colour.ts';
import type { DominatorMap, DominatorTile } from '../../shared/protocol/dominator-schemas.ts';

const AREA = { x: 10, y: 20, width: 300, height: 200 };
const areaOf = ({ width, height }: TileBox) => width * height;

function overlap(a: TileBox, b: TileBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

describe('squarify', () => {
  const sizesArbitrary = fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 })
    .map((sizes) => sizes.sort((a, b) => b - a));

  it('fills the area, each box as its size is, none over another', () => {
    fc.assert(
      fc.property(sizesArbitrary, (sizes) => {
        const boxes = squarify(sizes, AREA);
        expect(boxes).toHaveLength(sizes.length);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        boxes.forEach((box, at) => {
          const expected = total === 0 ? 0 : ((sizes[at] ?? 0) / total) * areaOf(AREA);
          expect(areaOf(box)).toBeCloseTo(expected, 3);
          expect(box.x).toBeGreaterThanOrEqual(AREA.x - 1e-6);
          expect(box.y).toBeGreaterThanOrEqual(AREA.y - 1e-6);
          expect(box.x + box.width).toBeLessThanOrEqual(AREA.x + AREA.width + 1e-6);
          expect(box.y + box.height).toBeLessThanOrEqual(AREA.y + AREA.height + 1e-6);
          for (const other of boxes.slice(0, at)) expect(overlap(box, other)).toBeLessThan(1e-3);
        });
      }),
    );
  });

  it('makes the boxes of the paper’s example', () => {
    const boxes = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
    expect(boxes.slice(0, 4).map(({ x, y, width, height }) => [x, y, width, height])).toEqual([
      [0, 0, 3, 2],
      [0, 2, 3, 2],
      [3, 0, expect.closeTo(1.714), expect.closeTo(2.333)],
      [expect.closeTo(4.714), 0, expect.closeTo(1.286), expect.closeTo(2.333)],
    ]);
  });

  it('has no box to give where there is no area', () => {
    expect(squarify([3, 1], { x: 0, y: 0, width: 0, height: 9 }).map(areaOf)).toEqual([0, 0]);
    expect(squarify([], AREA)).toEqual([]);
  });
});

interface Tile {
  readonly bytes: number;
  readonly children: readonly Tile[];
}
const leaf = (bytes: number): Tile => ({ bytes, children: [] });

describe('placeTiles', () => {
  it('puts what is inside inside, below the name', () => {
    const tiles: Tile[] = [{ bytes: 90, children: [leaf(50), leaf(40)] }, leaf(10)];
    const placed = placeTiles(tiles, 400, 300);
    expect(placed.map(({ level, outer, hasHeader }) => [level, outer, hasHeader])).toEqual([
      [0, 0, true],
      [1, 0, false],
      [1, 0, false],
      [0, 1, false],
    ]);
    const [outer, ...inner] = placed.map(({ box }) => box);
    for (const box of inner.slice(0, 2)) {
      expect(overlap(box, outer ?? AREA)).toBeCloseTo(areaOf(box), 6);
      expect(box.y).toBeGreaterThanOrEqual((outer?.y ?? 0) + 18);
    }
  });

  it('leaves out what is too small to see, and does not divide what is too small to read', () => {
    const placed = placeTiles([leaf(1e6), leaf(1)], 100, 100);
    expect(placed).toHaveLength(1);
    expect(placeTiles<Tile>([{ bytes: 9, children: [leaf(9)] }], 50, 40)).toHaveLength(1);
    expect(placeTiles([leaf(3)], 0, 0)).toEqual([]);
  });

  it('arrow keys go to the neighbour, and back', () => {
    // A column of two on the left, one on the right.
    const placed = placeTiles([leaf(6), leaf(6), leaf(9)], 300, 200);
    const [first, below, right] = [0, 1, 2];
    expect(neighbourTile(placed, first, 'down')).toBe(below);
    expect(neighbourTile(placed, below, 'up')).toBe(first);
    expect(neighbourTile(placed, first, 'right')).toBe(right);
    expect([first, below]).toContain(neighbourTile(placed, right, 'left'));
    expect(neighbourTile(placed, right, 'right')).toBe(right);
    expect(neighbourTile(placed, first, 'up')).toBe(first);
  });

  it('every piece can be reached from the first one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 40, max: 400 }), { minLength: 1, maxLength: 30 }),
        (sizes) => {
          const placed = placeTiles(sizes.sort((a, b) => b - a).map(leaf), 600, 400);
          const reached = new Set([0]);
          for (const at of reached) {
            for (const direction of ['left', 'right', 'up', 'down'] as const) {
              reached.add(neighbourTile(placed, at, direction));
            }
          }
          expect(reached.size).toBe(placed.length);
        },
      ),
    );
  });
});

describe('typeColour', () => {
  it('is by kind for the language’s own and for data, by package for the rest', () => {
    expect(typeColour('dict').name).toBe('Containers');
    expect(typeColour('collections.OrderedDict').name).toBe('Containers');
    expect(typeColour('str').name).toBe('Text and numbers');
    expect(typeColour('types.ModuleType').name).toBe('Classes and code');
    expect(typeColour('pandas.core.frame.DataFrame').name).toBe('Frames and arrays');
    expect(typeColour('DataFrame').name).toBe('Frames and arrays');
    expect(typeColour('__main__.Session').name).toBe('__main__');
    expect(typeColour('requests.models.Response').name).toBe('requests');
    expect(typeColour('requests.sessions.Session')).toEqual(typeColour('requests.models.Response'));
    // A class of the program that is called like a builtin is the program's.
    expect(typeColour('__main__.dict').name).toBe('__main__');
  });
});

function tile(change: Partial<DominatorTile>): DominatorTile {
  return {
    kind: 'object',
    node: 1,
    typeIndex: 0,
    type: 'dict',
    address: '0x7f00deadbeef',
    preview: '',
    path: '',
    count: 1,
    dominates: 2,
    retainedBytes: 100,
    shallowBytes: 10,
    verdict: 'held',
    children: [],
    ...change,
  };
}

function mapOf(tiles: readonly DominatorTile[]): DominatorMap {
  return {
    basis: '',
    chain: [],
    chainOmitted: 0,
    type: '',
    retainedBytes: 400,
    count: 9,
    totalBytes: 400,
    tiles: [...tiles],
  };
}

describe('pieces in words', () => {
  it('name objects by what is known of them, types by how many, and the rest as such', () => {
    const rest = tile({
      kind: 'rest',
      node: null,
      typeIndex: null,
      type: '',
      count: 7,
      verdict: null,
    });
    const shown = dominatorTiles(
      mapOf([
        tile({ type: 'pandas.core.frame.DataFrame', preview: '20 × 5', verdict: 'garbage' }),
        tile({ kind: 'type', node: null, count: 1200 }),
        tile({}),
        rest,
      ]),
    );
    expect(shown.map(({ name, detail, opens }) => [name, detail, opens])).toEqual([
      ['DataFrame', '20 × 5', true],
      ['dict', '1,200 objects', true],
      ['dict', '0x7f00…beef', true],
      ['7 more objects', '', false],
    ]);
    expect(shown[0]?.facts).toContainEqual(['Of the dump', '25 %']);
    expect(legendOf(shown)).toEqual({
      colours: [
        { slot: 2, name: 'Containers' },
        { slot: 1, name: 'Frames and arrays' },
      ],
      verdicts: ['garbage'],
    });
  });

  it('have no texture where nothing can be told of any', () => {
    const unknown = dominatorTiles(
      mapOf([tile({ verdict: 'unknown' }), tile({ verdict: 'unknown' })]),
    );
    expect(unknown.map(({ verdict }) => verdict)).toEqual([null, null]);
    const some = dominatorTiles(mapOf([tile({ verdict: 'unknown' }), tile({})]));
    expect(some.map(({ verdict }) => verdict)).toEqual(['unknown', 'held']);
  });
});
