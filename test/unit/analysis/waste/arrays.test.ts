import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findWastefulViews } from '../../../../shared/analysis/waste/array-views.ts';
import { FrameMeasure } from '../../../../shared/analysis/waste/frame-bytes.ts';
import { computeWaste } from '../../../../shared/analysis/waste/waste.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { NodeFacts } from '../../../support/with-facts.ts';
import { withFacts } from '../../../support/with-facts.ts';

/** As `graphFromText` numbers them. */
const addressOf = (node: number) => `0x${(0x1000 + 16 * node).toString(16)}`;
const owning = (bytes: number): NodeFacts => ({ details: { dataBytes: bytes, ownsData: true } });
const viewOf = (owner: number, bytes: number): NodeFacts => ({
  details: { dataBytes: bytes, ownsData: false, owner: addressOf(owner) },
});

describe('findWastefulViews', () => {
  it('finds what only small views keep, and nothing that is held for itself', () => {
    const drawn = graphFromText`
      v1 -@base> lost; v2 -@base> lost; keep -['v']> v1; keep -['w']> v2
      v3 -@base> named; keep -['n']> named; keep -['x']> v3
      v4 -@base> used; keep -['u']> v4
      v5 -@base> watched; ref ->~ watched; keep -['y']> v5
      v6 -@base> root; root!
      v7 -@base> gone
      keep: dict; ref: weakref; lost: ndarray; v1: ndarray`;
    const at = drawn.node;
    const graph = withFacts(drawn, {
      lost: owning(100_000),
      v1: viewOf(at('lost'), 80),
      v2: viewOf(at('lost'), 800),
      named: owning(100_000),
      v3: viewOf(at('named'), 80),
      used: owning(100_000),
      v4: viewOf(at('used'), 60_000),
      watched: owning(50_000),
      v5: viewOf(at('watched'), 8),
      root: owning(100_000),
      v6: viewOf(at('root'), 8),
      v7: { details: { dataBytes: 8, ownsData: false, owner: '0xdead0' } },
      gone: { details: { ownsData: false, owner: 'not an address', dataBytes: 3 } },
    });
    const { findings, ownerBytes, shownBytes } = findWastefulViews(graph, UNATTENDED_JOB);
    const named = Array.from({ length: findings.count }, (_, finding) =>
      Array.from(
        findings.node.subarray(findings.firstNode[finding], findings.firstNode[finding + 1]),
        (node) => drawn.names[node],
      ),
    );
    expect(named).toEqual([
      ['lost', 'v1', 'v2'],
      ['watched', 'v5'],
    ]);
    expect(Array.from(findings.wastedBytes)).toEqual([99_120, 49_992]);
    expect([ownerBytes, shownBytes]).toEqual([
      [100_000, 50_000],
      [880, 8],
    ]);
  });

  it('takes the size of an owner that is no array from the object itself', () => {
    const drawn = graphFromText`view -@base> blob; keep -['v']> view; blob: bytes size=9000`;
    const graph = withFacts(drawn, { view: viewOf(drawn.node('blob'), 10) });
    expect(Array.from(findWastefulViews(graph, UNATTENDED_JOB).findings.wastedBytes)).toEqual([
      8990,
    ]);
  });
});

/**
 * A frame of `columns`, each a list of element names, in one block of objects beside one of floats;
 * `order` says how the block's array holds them.
 */
function frameOf(
  columns: readonly (readonly string[])[],
  sizes: Readonly<Record<string, number>>,
  order: 'rows' | 'interleaved',
) {
  const rows = columns[0]?.length ?? 0;
  const flat =
    order === 'rows'
      ? columns.flat()
      : Array.from({ length: rows }, (_, row) => columns.map((column) => column[row] ?? '')).flat();
  const owner = order === 'rows' ? 'values' : 'table';
  const drawn = graphFromText(
    [
      'df -._mgr> mgr; mgr -.blocks> blocks; blocks -[0]> floats; blocks -[1]> objects',
      'floats -.values> numbers; floats -._mgr_locs> p0; objects -.values> values',
      'objects -._mgr_locs> p1; p1 -> slice; slice -> one; slice -> end; slice -> step; slice: slice',
      'df: pandas.core.frame.DataFrame',
      ...(order === 'rows' ? [] : ['values -@base> table']),
      ...flat.map((name, at) => `${owner} -array ${at}> ${name}`),
      ...Object.entries(sizes).map(([name, size]) => `${name}: str size=${size}`),
    ].join('\n'),
  );
  const shape = order === 'rows' ? [columns.length, rows] : [rows, columns.length];
  const graph = withFacts(drawn, {
    df: {
      details: {
        shape: [rows, columns.length + 1],
        columns: [
          { name: 'x', dtype: 'float64', bytes: 8 * rows },
          ...columns.map((_, at) => ({ name: `c${at}`, dtype: 'object', bytes: 8 * rows })),
        ],
        dataBytes: 8 * rows * (columns.length + 1),
      },
    },
    numbers: { details: { shape: [1, rows], dtype: 'float64', dataBytes: 8 * rows } },
    values: { details: { shape: [columns.length, rows], dtype: 'object' } },
    ...(order === 'rows' ? {} : { table: { details: { shape, dtype: 'object' } } }),
    one: { preview: '1' },
    end: { preview: `${columns.length + 1}` },
    step: { preview: '1' },
  });
  return { graph, frame: drawn.node('df') };
}

describe('FrameMeasure', () => {
  it('agrees with adding up element by element, per column and in all', () => {
    const arbitrary = fc
      .record({
        rows: fc.integer({ min: 1, max: 6 }),
        width: fc.integer({ min: 1, max: 4 }),
        picks: fc.array(fc.nat(5), { minLength: 24, maxLength: 24 }),
        order: fc.constantFrom('rows' as const, 'interleaved' as const),
      })
      // A square table turned round cannot be told from one that is not.
      .filter(({ rows, width, order }) => order === 'rows' || rows !== width || width === 1);
    const sizes = { s0: 50, s1: 51, s2: 60, s3: 70, s4: 49, s5: 100 };
    const sizeOf = (name: string) => sizes[name as keyof typeof sizes];
    const sum = (names: Iterable<string>) =>
      [...names].reduce((total, name) => total + sizeOf(name), 0);
    fc.assert(
      fc.property(arbitrary, ({ rows, width, picks, order }) => {
        const columns = Array.from({ length: width }, (_, column) =>
          Array.from({ length: rows }, (_, row) => `s${picks[column * rows + row]}`),
        );
        const { graph, frame } = frameOf(columns, sizes, order);
        const buffers = 8 * rows * (width + 1);
        expect(new FrameMeasure(graph).measure(frame, UNATTENDED_JOB)).toEqual({
          trueBytes: buffers + sum(new Set(columns.flat())),
          deepBytes: buffers + sum(columns.flat()),
          isComplete: true,
          columns: [
            { trueBytes: 8 * rows, deepBytes: 8 * rows },
            ...columns.map((column) => ({
              trueBytes: 8 * rows + sum(new Set(column)),
              deepBytes: 8 * rows + sum(column),
            })),
          ],
        });
      }),
    );
  });

  it('says nothing of what the dump does not hold', () => {
    const { graph, frame } = frameOf([['s0', 's1']], { s0: 50, s1: 60 }, 'rows');
    const measure = new FrameMeasure(graph);
    const bare = { ...graph, details: { node: new Uint32Array(0), value: new Uint32Array(0) } };
    expect(new FrameMeasure(bare).measure(frame, UNATTENDED_JOB)).toBeNull();
    expect(measure.measure(frame + 1, UNATTENDED_JOB)).toBeNull();
    expect(measure.isExhausted).toBe(false);
    const brief = new FrameMeasure(graph, 2);
    brief.totals(frame, UNATTENDED_JOB);
    expect(brief.isExhausted).toBe(true);
  });
});

describe('computeWaste', () => {
  it('names a frame that is counted as more than it is', () => {
    const rows = Array.from({ length: 100 }, () => 's0');
    const { graph, frame } = frameOf([rows], { s0: 500 }, 'rows');
    const { frames } = computeWaste(graph, UNATTENDED_JOB);
    expect(Array.from(frames.findings.node)).toEqual([frame]);
    expect([frames.trueBytes, frames.deepBytes]).toEqual([[2100], [51_600]]);
    expect(Array.from(frames.findings.wastedBytes)).toEqual([49_500]);
  });
});
