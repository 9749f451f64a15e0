import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FamilyDigest } from '../../../../shared/analysis/diff/family-change.ts';
import { compareFamilies, familyKey } from '../../../../shared/analysis/diff/family-change.ts';
import type { CycleStep } from '../../../../shared/analysis/families/cycle-family.ts';
import { EdgeKind } from '../../../../shared/heap/edge-kind.ts';

const stepArbitrary: fc.Arbitrary<CycleStep> = fc.record({
  type: fc.constantFrom('A', 'B', 'C'),
  label: fc.constantFrom('x', 'y'),
  kind: fc.constantFrom<number>(EdgeKind.attribute, EdgeKind.index, EdgeKind.cell),
});

describe('the key of a family', () => {
  it('does not depend on where the cycle begins', () => {
    fc.assert(
      fc.property(
        fc.array(stepArbitrary, { minLength: 1, maxLength: 8 }),
        fc.nat(7),
        (steps, at) => {
          const turned = [...steps.slice(at % steps.length), ...steps.slice(0, at % steps.length)];
          expect(familyKey(turned)).toBe(familyKey(steps));
        },
      ),
    );
  });

  it('is that of another cycle only if a rotation makes them equal, positions and keys aside', () => {
    const seen = (steps: readonly CycleStep[]): string[] =>
      steps.map(({ type, label, kind }) =>
        kind === EdgeKind.index ? `${type}[]` : `${type} ${kind} ${label}`,
      );
    const steps = fc.array(stepArbitrary, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const [left, right] = [seen(a), seen(b)];
        const isRotation =
          left.length === right.length &&
          left.some((_, by) => right.every((step, at) => step === left[(at + by) % left.length]));
        expect(familyKey(a) === familyKey(b)).toBe(isRotation);
      }),
      { numRuns: 1000 },
    );
  });
});

function family(key: string, change: Partial<FamilyDigest> = {}): FamilyDigest {
  return {
    key,
    id: 0,
    text: key,
    steps: [],
    types: [key],
    cycles: 10,
    objects: 20,
    bytes: 1000,
    verdict: 'garbage',
    culprit: { type: key, count: 10 },
    pattern: null,
    ...change,
  };
}

describe('families side by side', () => {
  it('come, go, grow and shrink', () => {
    const before = [family('gone'), family('same'), family('grown'), family('shrunk')];
    const after = [
      family('new'),
      family('same'),
      family('grown', { cycles: 11 }),
      family('shrunk', { cycles: 9 }),
    ];
    const changes = Object.fromEntries(
      compareFamilies([before, after]).map((row) => [row.example.key, row.change]),
    );
    expect(changes).toEqual({
      new: 'new',
      gone: 'gone',
      same: 'same',
      grown: 'grown',
      shrunk: 'shrunk',
    });
  });

  it('grow by the objects of a ring that stays one cycle', () => {
    const ring = (objects: number) => [family('ring', { cycles: 1, objects })];
    const [row] = compareFamilies([ring(10), ring(500), ring(900)]);
    expect(row).toMatchObject({ change: 'grown', grewThroughout: true, objects: [10, 500, 900] });
  });

  it('are one row when their cycles were let go, and tell what waits', () => {
    const before = [family('f', { verdict: 'held', id: 3, bytes: 500 })];
    const after = [
      family('f', { verdict: 'garbage', id: 0, cycles: 4, objects: 8, bytes: 200 }),
      family('f', { verdict: 'held', id: 7, cycles: 6, objects: 12, bytes: 300 }),
    ];
    expect(compareFamilies([before, after])).toMatchObject([
      {
        change: 'grown',
        cycles: [10, 10],
        bytes: [500, 500],
        garbageCycles: [0, 4],
        garbageBytes: [0, 200],
        verdict: ['held', 'garbage'],
        ids: [3, 0],
      },
    ]);
  });

  it('are in the order of the garbage that came or went', () => {
    const rows = compareFamilies([
      [family('small', { bytes: 10 }), family('held', { verdict: 'held', bytes: 9000 })],
      [family('big', { bytes: 5000 })],
    ]);
    expect(rows.map(({ example }) => example.key)).toEqual(['big', 'small', 'held']);
  });

  it('add up as a simple count does', () => {
    const dump = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        cycles: fc.integer({ min: 1, max: 5 }),
        verdict: fc.constantFrom('held', 'garbage', 'never', 'unknown'),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(dump, { minLength: 2, maxLength: 3 }), (dumps) => {
        const rows = compareFamilies(
          dumps.map((families) => families.map(({ key, ...rest }) => family(key, rest))),
        );
        const keys = new Set(dumps.flat().map(({ key }) => key));
        expect(new Set(rows.map(({ example }) => example.key))).toEqual(keys);
        for (const row of rows) {
          const sums = dumps.map((families) =>
            families
              .filter(({ key }) => key === row.example.key)
              .reduce((sum, { cycles }) => sum + cycles, 0),
          );
          expect(row.cycles).toEqual(sums);
          expect(row.verdict.map((verdict) => verdict === null)).toEqual(
            sums.map((sum) => sum === 0),
          );
          expect(row.change === 'new').toBe(sums[0] === 0 && sums.at(-1) !== 0);
          expect(row.change === 'gone').toBe(sums[0] !== 0 && sums.at(-1) === 0);
        }
      }),
    );
  });
});
