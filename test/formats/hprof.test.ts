import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { javaName } from '../../shared/formats/hprof/hprof-names.ts';
import { EdgeMark } from '../../shared/heap/edge-kind.ts';
import { NodeFlag, RootKind } from '../../shared/heap/heap-graph.ts';
import { checkSample } from './check-sample.ts';
import { edgeLines, rootLines } from './edge-lines.ts';
import { hprofDump } from './hand-made/hprof-dump.ts';
import { errorOf, loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSurvivesChanges, expectSurvivesCuts } from './survives.ts';

const FOLDER = '../shared/data/hprof';

const countsSchema = z.object({
  objects_total: z.number(),
  instances: z.number(),
  obj_arrays: z.number(),
  field_edges: z.number(),
  array_edges: z.number(),
  static_edges: z.number(),
  super_edges: z.number(),
  loader_edges: z.number(),
  sub: z.record(z.string(), z.number()),
  by_class: z.record(z.string(), z.number()),
  wanted: z.record(z.string(), z.number()),
});

const NONE = {
  objects_total: 0,
  instances: 0,
  obj_arrays: 0,
  field_edges: 0,
  array_edges: 0,
  static_edges: 0,
  super_edges: 0,
  loader_edges: 0,
  sub: {},
  by_class: {},
  wanted: {},
};

/** Classes that the application's loader made have a protection domain each; no script counted it. */
const PROTECTION_DOMAINS = 9;

describe('HPROF samples', () => {
  const path = `${FOLDER}/small_live.hprof.gz.counts.json`;
  const known = countsSchema.parse(
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NONE,
  );
  const roots = Object.entries(known.sub).filter(([tag]) => Number(tag) < 0x20);
  checkSample({
    path: `${FOLDER}/small_live.hprof.gz`,
    formatId: 'hprof',
    truth: {
      objects: known.objects_total,
      references:
        known.field_edges +
        known.array_edges +
        known.static_edges +
        known.super_edges +
        known.loader_edges +
        PROTECTION_DOMAINS +
        known.instances +
        known.obj_arrays,
      danglingReferences: 0,
      objectsByType: Object.fromEntries(
        Object.entries({ ...known.by_class, ...known.wanted }).map(([name, count]) => [
          javaName(name),
          count,
        ]),
      ),
    },
    also: ({ graph }) => {
      expect(graph.roots?.node.length).toBe(roots.reduce((sum, [, count]) => sum + count, 0));
      expect(graph.roots?.kind.every((kind) => kind === RootKind.runtime)).toBe(true);
      const lines = edgeLines(graph);
      expect(lines.filter((line) => /protectionDomain/.test(line)).length).toBe(PROTECTION_DOMAINS);
      expect(lines.filter((line) => line === 'Leak$Accessor .dataframe Leak$Frame').length).toBe(
        20001,
      );
      expect(textsOf(graph, graph.preview ?? new Uint32Array(0))).toContain('java.util.HashMap');
    },
  });
});

const LINES = [
  'app.Box .__class__ java.lang.Class',
  'app.Box .text java.lang.String',
  'app.Box weakly app.Box',
  'java.lang.String .__class__ java.lang.Class',
  'java.lang.String .value byte[]',
  'app.Box[] [0] app.Box',
];

describe('the HPROF importer', () => {
  for (const options of [{}, { idSize: 4 }, { classesLast: true }] as const) {
    test(`reads fields of classes and superclasses, ${JSON.stringify(options)}`, async () => {
      const loaded = await loadBytes(hprofDump(options));
      expect(warningCodes(loaded)).toEqual(['dangling-references']);
      const { graph } = loaded;
      expect(graph.nodeCount).toBe(8);
      const lines = edgeLines(graph);
      for (const line of LINES) expect(lines).toContain(line);
      expect(lines).toContain('java.lang.Class .ALL app.Box');
      expect(lines).toContain('java.lang.Class .super java.lang.Class');
      expect(graph.edgeKind.filter((kind) => (kind & EdgeMark.weak) !== 0).length).toBe(1);
      // The class of arrays is not in the dump.
      expect(graph.danglingReferences).toBe(2);
      expect([...rootLines(graph)].sort()).toEqual([
        'Java frame: Box.java:41 in app.Box.main → app.Box[]',
        'thread: Box.java:41 in app.Box.main → app.Box',
        'unknown → java.lang.Class',
      ]);
      const string = typesOf(graph).indexOf('java.lang.String');
      expect(textsOf(graph, graph.preview ?? new Uint32Array(0))[string]).toBe('hé');
      expect(graph.length?.[string]).toBe(2);
      const classes = graph.flags.filter((flags) => (flags & NodeFlag.isType) !== 0);
      expect(classes.length).toBe(4);
      expect(graph.process.takenAt).toBe('2023-11-14T22:13:20.000Z');
    });
  }

  test('reads a segment that does not say how long it is to the end', async () => {
    const loaded = await loadBytes(hprofDump({ segmentLength: 0 }));
    expect(warningCodes(loaded)).toEqual(['dangling-references']);
    expect(loaded.graph.nodeCount).toBe(8);
  });

  test('stops at a record that HPROF does not have, and says where', async () => {
    const whole = hprofDump({ segmentLength: 0 });
    const loaded = await loadBytes(Buffer.concat([whole, Buffer.of(0x89, 1, 2, 3)]));
    expect(warningCodes(loaded)).toEqual(['truncated', 'dangling-references']);
    expect(loaded.warnings[0]?.message).toContain('0x89');
    expect(loaded.warnings[0]?.message).toContain(whole.length.toLocaleString('en'));
  });

  test('keeps an instance that does not fit its class, without references', async () => {
    const dump = hprofDump();
    // The first instance's class becomes the string's, which has other fields.
    const at = dump.indexOf(Buffer.from('000000000000010000000000' + '0000000000000030', 'hex'));
    dump.writeUInt8(0x20, at + 19);
    const loaded = await loadBytes(dump);
    expect(warningCodes(loaded)).toContain('skipped-lines');
    expect(loaded.graph.nodeCount).toBe(8);
  });

  test('refuses ids of another width', async () => {
    const dump = hprofDump();
    dump.writeUInt32BE(7, 19);
    expect((await errorOf(loadBytes(dump))).code).toBe('dump-malformed');
  });

  test('names arrays and classes as Java does', () => {
    expect(javaName('[[Ljava/lang/Object;')).toBe('java.lang.Object[][]');
    expect(javaName('[J')).toBe('long[]');
    expect(javaName('java/util/Map$Entry')).toBe('java.util.Map$Entry');
  });

  test('says so when it is cut off anywhere', () => {
    const dump = hprofDump();
    const firstObject = dump.indexOf(Buffer.from('1c00000000', 'hex')) + 10;
    return expectSurvivesCuts(dump.subarray(0, dump.length - 9), firstObject);
  });
  test('opens or refuses whatever byte is changed', () => expectSurvivesChanges(hprofDump()));
});
