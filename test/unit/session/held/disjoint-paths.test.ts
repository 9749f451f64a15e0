import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { expectPlain } from '../../../support/plain-answer.ts';
import { sessionOf } from '../../../support/session-of.ts';

const DRAWN = graphFromText`
  main: ModuleType module; ns: dict namespace; main!; main -@__dict__> ns
  ns -global cache> cache; cache: Cache; cache -@__dict__> own; own: dict; own -['frames']> frames
  frames: list; frames -[0]> df; ns -global last> df; df: DataFrame; df -.ww> acc; acc -._df> df
  a -.b> b; b -.a> a; b -.df> df
`;
const SESSION = sessionOf(DRAWN.graph);

async function ways(name: string) {
  const request = { objects: { node: DRAWN.node(name) }, cuts: DEFAULT_CUTS };
  const found = await SESSION.query('ways', request, UNATTENDED_JOB);
  expectPlain(found);
  return found;
}

describe('the ways in which an object is held', () => {
  test('are counted, named, and end with the references that would have to go', async () => {
    const found = await ways('df');
    expect(found.text).toBe('Held in 2 independent ways.');
    expect(found.ways.map(({ text }) => text)).toEqual(['root .last', 'root .cache .frames [0]']);
    expect(found.ways[1]?.path.map(({ type, label }) => [type, label])).toEqual([
      ['ModuleType', '.cache'],
      ['Cache', '.frames'],
      ['list', '[0]'],
      ['DataFrame', ''],
    ]);
    expect(found.release?.text).toMatch(
      /^Released when these 2 references go: ModuleType 0x\w+ \.last, list 0x\w+ \[0\]\.$/,
    );
    expect(found.releaseNearRoots?.text).toMatch(
      /ModuleType 0x\w+ \.cache, ModuleType 0x\w+ \.last\.$/,
    );
    expect(found.notes).toEqual([
      'Garbage refers to it, too (1 reference): until that is collected, it stays.',
    ]);
  });

  test('are none for garbage, which says so', async () => {
    const found = await ways('a');
    expect(found.text).toBe(
      'Only its own cycle keeps it alive. The next run of the collector frees it.',
    );
    expect(found).toMatchObject({ count: 0, ways: [], release: null });
  });

  test('are those that cuts by hand leave', async () => {
    const source = DRAWN.node('frames');
    const cuts = { ...DEFAULT_CUTS, edges: [{ source, position: 0 }] };
    const objects = { node: DRAWN.node('df') };
    const found = await SESSION.query('ways', { objects, cuts }, UNATTENDED_JOB);
    expect(found.text).toBe('Held in one way only.');
  });

  test('are found for all objects of a list together', async () => {
    const query = {
      where: 'type in (DataFrame, list)',
      typeIndex: null,
      familyId: null,
      sort: 'shallowSize',
      descending: true,
    } as const;
    const request = { objects: { query }, cuts: DEFAULT_CUTS };
    const found = await SESSION.query('ways', request, UNATTENDED_JOB);
    expect(found.text).toBe('Together held in 2 independent ways.');
  });

  test('what ends them does: without it, nothing holds the object any more', async () => {
    const found = await ways('df');
    for (const cut of [found.release, found.releaseNearRoots]) {
      const edges = cut?.references.map(({ reference }) => reference) ?? [];
      const cuts = { ...DEFAULT_CUTS, edges };
      const { row } = await SESSION.query(
        'object',
        { node: DRAWN.node('df'), cuts },
        UNATTENDED_JOB,
      );
      expect(row.verdict).toBe('garbage');
    }
  });
});

describe('how many objects are held', () => {
  const items = Array.from({ length: 40 }, (_, at) => `cache -['k${at}']> f${at}; f${at}: Frame`);
  const drawn =
    graphFromText(`main: ModuleType module; ns: dict namespace; main!; main -@__dict__> ns
    ns -global cache> cache; cache: dict; ${items.join(';')}; ns -global last> g; g: Frame
    ns -global box> box; box: Box; box -.a> h; h: Frame; a -.b> b; b -.a> a; a: Frame`);
  const session = sessionOf(drawn.graph);
  const query = {
    where: 'type = Frame',
    typeIndex: null,
    familyId: null,
    sort: 'shallowSize',
    descending: true,
  } as const;
  const ask = (under: number, limit: number) =>
    session.query(
      'heldPaths',
      { objects: { query }, cuts: DEFAULT_CUTS, under, limit },
      UNATTENDED_JOB,
    );

  test('is one tree, what most is held through first', async () => {
    const found = await ask(0, 100);
    expectPlain(found);
    expect(found.text).toBe('40 of 43 Frames are held through root .cache [values].');
    expect(found.unreached).toEqual([{ verdict: 'garbage', objects: 1, shallowBytes: 16 }]);
    expect(found.branches).toHaveLength(1);
    const [root] = found.branches;
    expect(root).toMatchObject({ text: 'root', objects: 42 });
    expect(root?.children.map(({ text, objects }) => [text, objects])).toEqual([
      ['.cache dict → [values] Frame', 40],
      ['.last Frame', 1],
      ['.box Box → .a Frame', 1],
    ]);
  });

  test('is bounded: what is left out is counted, and can be asked for', async () => {
    const found = await ask(0, 2);
    const [root] = found.branches;
    expect(root?.children).toHaveLength(1);
    expect(root?.hidden).toEqual({ branches: 2, objects: 2 });
    const rest = await ask(root?.branch ?? 0, 100);
    expect(rest.reached).toBe(42);
    expect(rest.branches.map(({ objects }) => objects)).toEqual([40, 1, 1]);
    await expect(async () => ask(99, 10)).rejects.toThrow(/no step number 99/);
  });

  test('is asked for what is cut by hand, too', async () => {
    const cuts = {
      ...DEFAULT_CUTS,
      edges: [{ source: drawn.node('ns'), position: 0 }],
    };
    const request = { objects: { query }, cuts, under: 0, limit: 10 };
    const found = await session.query('heldPaths', request, UNATTENDED_JOB);
    expect(found.reached).toBe(2);
    expect(found.unreached).toEqual([{ verdict: 'garbage', objects: 41, shallowBytes: 41 * 16 }]);
  });
});

describe('in a real dump', () => {
  const truth: { heldFrame: string } = JSON.parse(
    readFileSync('examples/accessor-leak.truth.json', 'utf8'),
  );

  test('every object on a cycle is released by what is said to release it', async () => {
    const path = 'examples/accessor-leak.ouro';
    const source = memorySource(new Uint8Array(readFileSync(path)), path);
    const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
    const session = await HeapSession.open(source, options);
    const frame = session.findByAddress(truth.heldFrame);
    const report = session.waysReport({ node: frame }, UNATTENDED_JOB);
    expect(report).toMatchObject({ count: 1, complete: true, certain: true });
    expect(report.ways[0]?.text).toBe('module __main__ .held_frames [0]');
    expect(report.releaseNearRoots?.references[0]?.text).toBe('module __main__ .held_frames');
    let held = 0;
    for (let node = 0; node < session.graph.nodeCount; node += 997) {
      const objects = { node };
      const found = await session.query('ways', { objects, cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
      const total = found.release?.total ?? 0;
      if (!found.complete || found.themselves > 0 || found.garbageReferences > 0) continue;
      if (total === 0 || total > 20) continue;
      held++;
      for (const cut of [found.release, found.releaseNearRoots]) {
        if (cut === null || cut.total > cut.references.length) continue;
        const edges = cut.references.map(({ reference }) => reference);
        const cuts = { ...DEFAULT_CUTS, edges };
        const path = await session.query('path', { node, cuts }, UNATTENDED_JOB);
        expect(path.verdict).not.toBe('held');
      }
    }
    expect(held).toBeGreaterThan(20);
  });
});
