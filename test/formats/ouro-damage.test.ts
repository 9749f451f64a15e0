// @module-tag slow
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { nodeAddress } from '../../shared/heap/address.ts';
import { EdgeKind, EdgeMark } from '../../shared/heap/edge-kind.ts';
import { edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_NODE } from '../../shared/heap/heap-graph.ts';
import { loadBytes, warningCodes } from './load-from-bytes.ts';
import { addBatch, bytes, HandFile, u32, u64 } from './ouro-file.ts';
import { labelsOf, typesOf } from './same-graph.ts';
import { expectSoundGraph } from './sound-graph.ts';

const BATCHES = 4;
const OBJECTS_PER_BATCH = 5;
const FLIPS = [0x01, 0xff, 0x80, 0x04, 0x20];

/** Objects in four batches with every kind of section; object i refers to i + 1 and to i + 7. */
function sampleFile(zlib: boolean): HandFile {
  const count = BATCHES * OBJECTS_PER_BATCH;
  const address = (index: number) => BigInt(0x1000 + 16 * (index % count));
  const file = new HandFile()
    .add('META', new TextEncoder().encode('{"pid":7}'))
    .strs('First', 'a', 'b')
    .types('First')
    .add(
      'LAYT',
      bytes(
        u32(1),
        u32(0),
        u32(2),
        Uint8Array.of(EdgeKind.attribute, EdgeKind.attribute | EdgeMark.borrowed, 0, 0),
        u32(1),
        u32(2),
      ),
    )
    .strs('Second', 'root')
    .types('Second')
    .add('ROOT', bytes(u32(1), u64(address(3)), u32(4), Uint8Array.of(2)))
    .table(
      'lines',
      2,
      ['object', 5, bytes(u64(address(3)), u64(0n))],
      ['line', 2, bytes(u32(7), u32(9))],
    );
  for (let batch = 0; batch < BATCHES; batch++) {
    const objects = Array.from({ length: OBJECTS_PER_BATCH }, (_, row) => {
      const index = batch * OBJECTS_PER_BATCH + row;
      return {
        address: address(index),
        type: index % 2,
        layout: 0,
        refcount: 2,
        targets: [address(index + 1), address(index + 7)],
      };
    });
    addBatch(file, {
      number: batch + 1,
      targets: 'eADR',
      columns: ['nLAY', 'nRFC'],
      objects,
      zlib,
    });
  }
  return file.end(count, 2 * count, BATCHES);
}

/** A load that either refuses in words or gives a graph without a false statement in it. */
async function openDamaged(raw: Uint8Array, whole: HeapGraph): Promise<LoadedDump | null> {
  let dump: LoadedDump;
  try {
    dump = await loadBytes(raw);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(OuroborosError);
    return null;
  }
  expectSoundGraph(dump.graph);
  expectTruthful(dump.graph, whole);
  return dump;
}

/** Everything that `graph` says is said by `whole` too; it may say less. */
function expectTruthful(graph: HeapGraph, whole: HeapGraph): void {
  expect(graph.nodeCount % OBJECTS_PER_BATCH).toBe(0);
  const types = typesOf(graph);
  const wholeTypes = typesOf(whole);
  for (let node = 0; node < graph.nodeCount; node++) {
    expect(nodeAddress(graph, node)).toBe(nodeAddress(whole, node));
    expect([wholeTypes[node], '?']).toContain(types[node]);
    const targets = targetsOf(whole, node);
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const target = nodeAddress(graph, graph.edgeTarget[edge]);
      const kind = graph.edgeKind[edge];
      const known = targets.get(target);
      expect(known).toBeDefined();
      expect([known?.label, '']).toContain(edgeLabelText(graph, node, edge));
      // A lost mark must not lead to a wrong account of reference counts.
      if (kind !== known?.kind) expect(graph.refcount).toBeNull();
    }
    if (graph.refcount !== null) expect([2, 0xffffffff]).toContain(graph.refcount[node]);
  }
  const lines = graph.tables?.get('lines');
  if (lines !== undefined) {
    expect([...lines.columns].flatMap(([name, { values }]) => [name, ...values])).toEqual([
      ...['object', graph.nodeCount > 3 ? 3 : NO_NODE, NO_NODE],
      ...['line', 7, 9],
    ]);
  }
  if (graph.roots !== null && graph.nodeCount > 3) expect([...graph.roots.node]).toEqual([3]);
}

function targetsOf(graph: HeapGraph, node: number): Map<bigint, { label: string; kind: number }> {
  const targets = new Map<bigint, { label: string; kind: number }>();
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    targets.set(nodeAddress(graph, graph.edgeTarget[edge]), {
      label: edgeLabelText(graph, node, edge),
      kind: graph.edgeKind[edge],
    });
  }
  return targets;
}

for (const zlib of [false, true]) {
  describe(`a damaged .ouro file (${zlib ? 'zlib' : 'raw'})`, () => {
    const file = sampleFile(zlib);
    const raw = file.encode();

    test('cut off at every section and around it keeps whole batches and says so', async () => {
      const whole = (await loadBytes(raw)).graph;
      for (const boundary of file.boundaries()) {
        for (const offset of [-1, 0, 1, 31, 32, 33]) {
          const end = boundary + offset;
          if (end < 1 || end >= raw.length) continue;
          const dump = await openDamaged(raw.slice(0, end), whole);
          if (dump !== null) expect(warningCodes(dump)).toContain('truncated');
        }
      }
    });

    test('cut off anywhere keeps whole batches and says so', async () => {
      const whole = (await loadBytes(raw)).graph;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: raw.length - 1 }), async (end) => {
          const dump = await openDamaged(raw.slice(0, end), whole);
          if (dump !== null) expect(warningCodes(dump)).toContain('truncated');
        }),
        { numRuns: 200 },
      );
    });

    test('with any byte changed says less or refuses, but nothing false', async () => {
      const whole = (await loadBytes(raw)).graph;
      for (let at = 0; at < raw.length; at++) {
        const damaged = raw.slice();
        damaged[at] ^= FLIPS[at % FLIPS.length] ?? 1;
        await openDamaged(damaged, whole);
      }
    });

    test('with many bytes changed does not crash or hang', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({ max: raw.length - 1 }), fc.nat({ max: 255 })), {
            minLength: 2,
            maxLength: 40,
          }),
          async (changes) => {
            const damaged = raw.slice();
            for (const [at, value] of changes) damaged[at] = value;
            const loading = loadBytes(damaged);
            const graph = await loading.then(
              (dump) => dump.graph,
              (thrown: unknown) => {
                expect(thrown).toBeInstanceOf(OuroborosError);
                return null;
              },
            );
            if (graph !== null) expectSoundGraph(graph);
          },
        ),
        { numRuns: 300 },
      );
    });
  });
}

describe('a lost section outside the batches', () => {
  const raw = sampleFile(false).encode();
  const boundaries = sampleFile(false).boundaries();

  /** The sample with one payload byte of its n-th section changed. */
  async function withDamaged(section: number): Promise<LoadedDump> {
    const damaged = raw.slice();
    damaged[(boundaries[section] ?? 0) + 32] ^= 1;
    const dump = await loadBytes(damaged);
    expect(warningCodes(dump)).toContain('damaged-section');
    expect(dump.graph.nodeCount).toBe(BATCHES * OBJECTS_PER_BATCH);
    return dump;
  }

  test('of strings: later strings are not taken for them', async () => {
    const { graph } = await withDamaged(1);
    expect(new Set(typesOf(graph))).toEqual(new Set(['?']));
    expect(new Set(labelsOf(graph))).toEqual(new Set(['']));
  });

  test('of types: later types are not taken for them', async () => {
    const { graph } = await withDamaged(2);
    expect(new Set(typesOf(graph))).toEqual(new Set(['?']));
  });

  test('of layouts: reference counts go, since their marks are lost', async () => {
    const { graph } = await withDamaged(3);
    expect(graph.refcount).toBeNull();
    expect(new Set(graph.edgeKind)).toEqual(new Set([0]));
  });

  test('of roots: they are unknown, not none', async () => {
    const { graph } = await withDamaged(6);
    expect(graph.roots).toBeNull();
  });
});
