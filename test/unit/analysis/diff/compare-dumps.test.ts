import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedDump } from '../../../../shared/analysis/diff/compare-dumps.ts';
import {
  compareDumps,
  hasSurvived,
  isNew,
} from '../../../../shared/analysis/diff/compare-dumps.ts';
import { digestObjects } from '../../../../shared/analysis/diff/object-digest.ts';
import { ObjectLooks } from '../../../../shared/analysis/diff/object-looks.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { PlainObject } from './plain-dump.ts';
import { comparedDump, graphOf } from './plain-dump.ts';

/**
 * A grid of addresses in four gigabyte regions, and values whose looks all differ: chance (one in
 * 65,535) has no part in these tests. The first test makes sure of it.
 */
const PLACES = Array.from({ length: 60 }, (_, at) => ({
  high: [0, 0x55d1, 0x7f9a, 0x7f9b][at % 4] ?? 0,
  low: 0xffff_f000 - 0x30 * at,
}));
const VALUES = ['a', 'b', 'c', "'text'", '12345'];
const TYPES = ['list', 'dict', 'str', 'int', 'app.Session'];

describe('looks', () => {
  it('differ for everything these tests tell apart', () => {
    const targets = PLACES.map(
      (place, id): PlainObject => ({ id, ...place, type: 'x', size: 1, preview: VALUES[id] ?? '' }),
    );
    const looks = new ObjectLooks(graphOf(targets));
    const values = VALUES.map((_, node) => looks.of(node) >>> 16);
    expect(new Set(values).size).toBe(VALUES.length);
    const holders = PLACES.map(
      (place, id): PlainObject => ({
        id,
        high: 1,
        low: id,
        type: 'list',
        size: 1,
        refers: [[place.high, place.low]],
      }),
    );
    const anchors = new ObjectLooks(graphOf([...targets, ...holders]));
    const found = PLACES.map((_, at) => anchors.of(targets.length + at) & 0xffff);
    expect(new Set([0, ...found]).size).toBe(PLACES.length + 1);
  });
});

interface Heap {
  readonly objects: readonly PlainObject[];
  readonly nextId: number;
}

/** What happens at one address between two dumps, by a number of the generator. */
interface Step {
  readonly place: number;
  readonly what: 'free' | 'make' | 'replace' | 'grow';
  readonly type: number;
  readonly value: number;
  readonly size: number;
  readonly target: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  place: fc.nat(PLACES.length - 1),
  what: fc.constantFrom('free', 'make', 'replace', 'grow'),
  type: fc.nat(TYPES.length - 1),
  value: fc.nat(VALUES.length - 1),
  size: fc.integer({ min: 1, max: 4 }),
  target: fc.nat(PLACES.length - 1),
});

/** Ten modules that live on, at the end of the address space. */
const MODULES: readonly PlainObject[] = Array.from({ length: 10 }, (_, at) => ({
  id: -1 - at,
  high: 0x7fff,
  low: 0x40 * at,
  type: 'module',
  size: 72,
  preview: `module${at}`,
  isModule: true,
}));

function evolve(heap: Heap, steps: readonly Step[]): Heap {
  const byPlace = new Map(heap.objects.map((object) => [keyOf(object), object]));
  let { nextId } = heap;
  // A module is nobody's anchor, so what grows refers to one of these, which are never freed.
  const settled = new Set(
    heap.objects.flatMap(({ refers = [] }) => refers.map(([h, l]) => `${h}:${l}`)),
  );
  for (const step of steps) {
    const place = PLACES[step.place] ?? PLACES[0];
    if (place === undefined) continue;
    const key = keyOf(place);
    const old = byPlace.get(key);
    if (settled.has(key)) continue;
    if (step.what === 'free') byPlace.delete(key);
    else if (step.what === 'make' && old === undefined) {
      byPlace.set(key, made(nextId++, place, step));
    } else if (step.what === 'replace' && old !== undefined) {
      // What cannot be told from what was there counts as it: such pairs are left out.
      const fresh = made(nextId, place, step);
      if (fresh.type === old.type && fresh.size === old.size && fresh.preview === old.preview)
        continue;
      byPlace.set(key, fresh);
      nextId++;
    } else if (step.what === 'grow' && old !== undefined && old.refers !== undefined) {
      byPlace.set(key, { ...old, size: old.size + step.size });
    }
  }
  return { objects: [...byPlace.values()], nextId };
}

function made(id: number, place: { high: number; low: number }, step: Step): PlainObject {
  const type = TYPES[step.type] ?? 'list';
  const size = 16 * step.size;
  if (type === 'str' || type === 'int') {
    return { id, ...place, type, size, preview: VALUES[step.value] ?? '' };
  }
  return { id, ...place, type, size };
}

const keyOf = ({ high, low }: { high: number; low: number }) => `${high}:${low}`;

/** Growing lists, each with a first item of its own that it keeps. */
const GROWING: readonly PlainObject[] = [0, 1, 2].flatMap((at): PlainObject[] => {
  const [list, item] = [PLACES[2 * at], PLACES[2 * at + 1]];
  if (list === undefined || item === undefined) return [];
  return [
    { id: 1000 + at, ...list, type: 'list', size: 56, refers: [[item.high, item.low]] },
    { id: 2000 + at, ...item, type: 'app.Session', size: 48 },
  ];
});

const dumpsArbitrary = fc
  .array(fc.array(stepArbitrary, { maxLength: 80 }), { minLength: 2, maxLength: 3 })
  .map((history) => {
    let heap: Heap = { objects: GROWING, nextId: 1 };
    return history.map((steps) => {
      heap = evolve(heap, steps);
      return shuffled([...MODULES, ...heap.objects], steps.length);
    });
  });

/** The order of a dump's objects is not that of their addresses. */
function shuffled(objects: readonly PlainObject[], by: number): PlainObject[] {
  return objects
    .map((object, at) => ({ object, key: ((at + 1) * 7919 * (by + 1)) % 101 }))
    .sort((a, b) => a.key - b.key)
    .map(({ object }) => object);
}

const totalSize = (objects: readonly PlainObject[]) =>
  objects.reduce((sum, { size }) => sum + size, 0);

describe('dumps of one process', () => {
  it('know every object again, and no other (against what really happened)', {
    tags: 'slow',
  }, () => {
    fc.assert(
      fc.property(dumpsArbitrary, (dumps) => {
        const { matching, objects, types } = compareDumps(
          dumps.map((dump) => comparedDump(dump)),
          'auto',
          UNATTENDED_JOB,
        );
        expect(matching).toEqual({ objects: true, because: 'anchors' });
        if (objects === null) return;
        const [first = [], second = []] = dumps;
        const last = dumps.at(-1) ?? [];
        const inFirst = new Set(first.map(({ id }) => id));
        const inSecond = new Set(second.map(({ id }) => id));
        const inLast = new Set(last.map(({ id }) => id));
        for (const row of types) {
          const made = last.filter(({ id, type }) => type === row.type && !inFirst.has(id));
          const gone = first.filter(({ id, type }) => type === row.type && !inLast.has(id));
          const survived = dumps.length < 3 ? [] : made.filter(({ id }) => inSecond.has(id));
          expect([row.type, row.objects]).toEqual([
            row.type,
            {
              new: { count: made.length, bytes: totalSize(made) },
              gone: { count: gone.length, bytes: totalSize(gone) },
              survived: { count: survived.length, bytes: totalSize(survived) },
            },
          ]);
          expect(row.count).toEqual(
            dumps.map((dump) => dump.filter(({ type }) => type === row.type).length),
          );
          expect(row.bytes).toEqual(
            dumps.map((dump) => totalSize(dump.filter(({ type }) => type === row.type))),
          );
        }
        const before = new Map(first.map((object) => [object.id, object.size]));
        const grown = last
          .map(({ id, size }) => size - (before.get(id) ?? size))
          .filter((by) => by > 0);
        expect(
          objects.grown.most.map(({ bytes }) => (bytes.at(-1) ?? 0) - (bytes[0] ?? 0)),
        ).toEqual(grown.sort((a, b) => b - a));
      }),
      { numRuns: 300 },
    );
  });

  it('have positions that say who is new and who survived', () => {
    const kept: PlainObject = { id: 1, high: 0, low: 16, type: 'list', size: 56 };
    const leaked: PlainObject = { id: 2, high: 0, low: 64, type: 'list', size: 56 };
    const fresh: PlainObject = { id: 3, high: 0, low: 32, type: 'list', size: 56 };
    const dumps = [[kept], [kept, leaked], [kept, leaked, fresh]].map((dump) =>
      comparedDump([...MODULES, ...dump]),
    );
    const { objects } = compareDumps(dumps, 'auto', UNATTENDED_JOB);
    if (objects === null) throw new Error('not matched');
    // By address: 16, 32, 64.
    expect([0, 1, 2].map((at) => [isNew(objects, at), hasSurvived(objects, at)])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });
});

describe('an address that was used again', () => {
  const at = { high: 0x7f9a, low: 0x1000 };
  const item = { id: 7, high: 0x7f9a, low: 0x9000, type: 'app.Item', size: 48 };
  const other = { id: 8, high: 0x7f9a, low: 0xa000, type: 'app.Item', size: 48 };
  const isKept = (before: Partial<PlainObject>, after: Partial<PlainObject>): boolean => {
    const dumps = [before, after].map((object) =>
      comparedDump([...MODULES, item, other, { id: 1, ...at, type: 'list', size: 64, ...object }]),
    );
    const { types } = compareDumps(dumps, 'auto', UNATTENDED_JOB);
    return types.every(({ objects }) => objects?.new.count === 0 && objects.gone.count === 0);
  };
  const toItem = { refers: [[item.high, item.low]] as const };
  const toOther = { refers: [[other.high, other.low]] as const };

  it('is another object by its type, its size or its value', () => {
    expect(isKept({}, {})).toBe(true);
    expect(isKept({}, { type: 'dict' })).toBe(false);
    expect(isKept({}, { size: 72 })).toBe(false);
    expect(isKept({ preview: 'a' }, { preview: 'b' })).toBe(false);
    expect(isKept({ preview: 'a' }, { preview: 'a' })).toBe(true);
  });

  it('is the same where a container grew and kept its first item', () => {
    expect(isKept(toItem, { size: 640, ...toItem })).toBe(true);
    expect(isKept(toItem, { size: 640, ...toOther })).toBe(false);
  });

  it('is another one where a tuple has another first item', () => {
    expect(isKept({ type: 'tuple', ...toItem }, { type: 'tuple', ...toOther })).toBe(false);
    expect(isKept(toItem, toOther)).toBe(true);
  });

  it('is the same where one of the dumps recorded no values', () => {
    expect(isKept({ preview: 'a' }, {})).toBe(true);
  });
});

describe('dumps that cannot be matched object by object', () => {
  const heap: readonly PlainObject[] = [
    ...MODULES,
    { id: 1, high: 0, low: 16, type: 'list', size: 56 },
  ];
  const moved = heap.map((object) => ({ ...object, high: object.high + 1 }));
  const judge = (before: ComparedDump, after: ComparedDump) =>
    compareDumps([before, after], 'auto', UNATTENDED_JOB).matching;

  it('are told by their key before anything else', () => {
    const [a, b] = [
      { processKey: 'a', pid: 1 },
      { processKey: 'b', pid: 1 },
    ];
    expect(judge(comparedDump(heap, { process: a }), comparedDump(heap, { process: b }))).toEqual({
      objects: false,
      because: 'key',
    });
    expect(judge(comparedDump(heap, { process: a }), comparedDump(moved, { process: a }))).toEqual({
      objects: true,
      because: 'key',
    });
  });

  it('are told by their process id and program', () => {
    const one = comparedDump(heap, { process: { pid: 10, commandLine: 'serve' } });
    expect(judge(one, comparedDump(heap, { process: { pid: 11, commandLine: 'serve' } }))).toEqual({
      objects: false,
      because: 'pid',
    });
    expect(judge(one, comparedDump(heap, { process: { pid: 10, commandLine: 'work' } }))).toEqual({
      objects: false,
      because: 'program',
    });
  });

  it('are told by modules that moved, though both are process 1 of a container', () => {
    const process = { pid: 1, commandLine: 'serve' };
    expect(judge(comparedDump(heap, { process }), comparedDump(moved, { process }))).toEqual({
      objects: false,
      because: 'anchors',
    });
  });

  it('are told by what is at common addresses where nothing else is known', () => {
    const few = heap.slice(10);
    expect(judge(comparedDump(few), comparedDump(few))).toEqual({
      objects: true,
      because: 'overlap',
    });
    const otherType = few.map((object) => ({ ...object, type: 'dict' }));
    expect(judge(comparedDump(few), comparedDump(otherType)).because).toBe('overlap');
    expect(judge(comparedDump(few), comparedDump(otherType)).objects).toBe(false);
    const elsewhere = few.map((object) => ({ ...object, low: 4096 }));
    expect(judge(comparedDump(few), comparedDump(elsewhere)).because).toBe('no-overlap');
  });

  it('are those of formats whose addresses last for no time', () => {
    const moving = comparedDump(heap, { identity: null });
    expect(judge(moving, moving)).toEqual({ objects: false, because: 'format' });
  });

  it('are compared by type all the same', () => {
    const { types, objects } = compareDumps(
      [
        comparedDump(heap),
        comparedDump([...moved, { id: 5, high: 9, low: 9, type: 'list', size: 100 }]),
      ],
      'auto',
      UNATTENDED_JOB,
    );
    expect(objects).toBeNull();
    expect(types[0]).toMatchObject({
      type: 'list',
      count: [1, 2],
      bytes: [56, 156],
      objects: null,
    });
  });

  it('are matched, or not, where the user insists', () => {
    const dumps = [comparedDump(heap), comparedDump(moved)];
    expect(compareDumps(dumps, 'objects', UNATTENDED_JOB).matching.objects).toBe(true);
    const same = [comparedDump(heap), comparedDump(heap)];
    expect(compareDumps(same, 'types', UNATTENDED_JOB).matching).toEqual({
      objects: false,
      because: 'chosen',
    });
  });
});

it('an id of V8 is the same object however its size changes', () => {
  const node: PlainObject = { id: 1, high: 0, low: 1001, type: 'Array', size: 16 };
  const dumps = [node, { ...node, size: 64 }].map((object) =>
    comparedDump([...MODULES, object], { identity: 'id' }),
  );
  const { objects } = compareDumps(dumps, 'auto', UNATTENDED_JOB);
  expect(objects?.grown.most.map(({ bytes }) => bytes)).toEqual([[16, 64]]);
});

it('a comparison stops when nobody wants it', () => {
  const job = {
    report() {},
    checkpoint() {
      throw new CancelledError();
    },
  };
  const dump = comparedDump(MODULES);
  expect(() => compareDumps([dump, dump], 'auto', job)).toThrow(CancelledError);
  expect(() => digestObjects(graphOf(MODULES), Uint32Array.of(0), job)).toThrow(CancelledError);
});
