import { describe, expect, test } from 'vitest';
import { nodeAddress } from '../../shared/heap/address.ts';
import { EdgeKind, EdgeMark } from '../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../shared/heap/heap-graph.ts';
import { errorOf, loadBytes, warningCodes } from './load-from-bytes.ts';
import { addBatch, bytes, HandFile, u32, u64 } from './ouro-file.ts';
import { labelsOf, typesOf } from './same-graph.ts';

const A = 0x7f00_0000_0010n;
const B = 0x7f00_0000_0020n;
const C = 0xffff_8000_0000_0030n;
const ABSENT = 0x99n;

/** Layout 0: `.x`, then items; layout 1: `.x` weak, no tail. */
function layouts(x: number): Uint8Array {
  return bytes(
    u32(2),
    Uint8Array.of(EdgeKind.index, 0, 0, 0),
    u32(1),
    u32(1),
    Uint8Array.of(EdgeKind.attribute, EdgeKind.attribute | EdgeMark.weak, 0, 0),
    u32(x),
    u32(x),
  );
}

function twoBatches(targets: 'eADR' | 'eIDX', zlib: boolean): HandFile {
  const file = new HandFile().strs('T', 'U', 'x').types('T', 'U').add('LAYT', layouts(2));
  const name = (address: bigint, index: bigint) => (targets === 'eADR' ? address : index);
  const first = {
    number: 1,
    targets,
    zlib,
    columns: ['nLAY', 'nRFC'] as const,
    objects: [
      // A → C (forward, in a later batch), A → B, A → something outside, A → B again.
      {
        address: A,
        layout: 0,
        refcount: 3,
        targets: [name(C, 2n), name(B, 1n), name(ABSENT, 0xffff_ffffn), name(B, 1n)],
      },
      { address: B, layout: 1, targets: [name(A, 0n)] },
    ],
  };
  const second = {
    number: 2,
    targets,
    zlib,
    columns: ['eKND', 'eLBL'] as const,
    objects: [
      {
        address: C,
        type: 1,
        size: 2 ** 40,
        flags: NodeFlag.tracked,
        targets: [name(C, 2n)],
        kinds: [EdgeKind.local],
        labels: [2],
      },
    ],
  };
  return addBatch(addBatch(file, first), second);
}

function expectTwoBatches(graph: HeapGraph): void {
  expect([0, 1, 2].map((node) => nodeAddress(graph, node))).toEqual([A, B, C]);
  expect(typesOf(graph)).toEqual(['T', 'T', 'U']);
  expect([...graph.shallowSize]).toEqual([16, 16, 2 ** 40]);
  expect([...graph.firstEdge]).toEqual([0, 3, 4, 5]);
  expect([...graph.edgeTarget]).toEqual([2, 1, 1, 0, 2]);
  // The third of A's references dangles; the fourth is still item 2.
  expect(labelsOf(graph)).toEqual(['x', '0', '2', 'x', 'x']);
  expect(graph.edgeKind[3]).toBe(EdgeKind.attribute | EdgeMark.weak | EdgeMark.borrowed);
  expect(graph.edgeKind[4]).toBe(EdgeKind.local);
  expect(graph.danglingReferences).toBe(1);
  expect([...(graph.refcount ?? [])]).toEqual([3, 1, NO_COUNT]);
}

describe('the .ouro reader', () => {
  for (const targets of ['eADR', 'eIDX'] as const) {
    for (const zlib of [false, true]) {
      test(`reads references as ${targets}, ${zlib ? 'zlib' : 'raw'}`, async () => {
        const dump = await loadBytes(twoBatches(targets, zlib).end(3, 6, 2).encode());
        expect(warningCodes(dump)).toEqual(['dangling-references']);
        expectTwoBatches(dump.graph);
      });
    }
  }

  test('opens a file without END with what it holds, and says so', async () => {
    const dump = await loadBytes(twoBatches('eADR', false).encode());
    expect(warningCodes(dump)).toEqual(['truncated', 'dangling-references']);
    expectTwoBatches(dump.graph);
  });

  test('reads what lies outside the batches', async () => {
    const meta = (facts: object) => new TextEncoder().encode(JSON.stringify(facts));
    const file = new HandFile()
      .add('META', meta({ pid: 1, runtime: 'CPython 3.11.7', atomic: false, newKey: {} }))
      .strs('T', 'main()', '{"shape":[2]}', 'a.py:1')
      .types('T')
      .add('ROOT', bytes(u32(2), u64(B), u64(ABSENT), u32(1), u32(1), Uint8Array.of(1, 2)));
    addBatch(file, {
      number: 1,
      targets: 'eADR',
      objects: [
        { address: A, targets: [] },
        { address: B, targets: [A] },
      ],
    })
      .add('INFO', bytes(u32(2), u64(B), u64(A), u32(2), u32(3)))
      .add('SITE', bytes(u32(1), u64(B), u32(3)))
      .add('XTRA', u32(1))
      .add('META', meta({ pid: 2, warnings: ['one type could not be read'] }))
      .end(2, 1, 1);
    const dump = await loadBytes(file.encode());
    const { graph } = dump;
    expect(graph.process).toEqual({ pid: 2, runtime: 'CPython 3.11.7', atomic: false });
    expect([...(graph.roots?.node ?? [])]).toEqual([1]);
    expect([...graph.details.node]).toEqual([0, 1]);
    expect([...graph.details.value].map((text) => graph.strings.get(text))).toEqual([
      'a.py:1',
      '{"shape":[2]}',
    ]);
    expect([...graph.allocationSite.node]).toEqual([1]);
    expect(warningCodes(dump)).toEqual(['collector-warning', 'ignored-sections', 'not-atomic']);
    expect(dump.warnings[1]?.message).toContain('XTRA');
  });

  test('reads the account of the process, later sections adding to it', async () => {
    const meta = (account: unknown) => new TextEncoder().encode(JSON.stringify({ account }));
    const first = { resident: { heap: 10, file: 0 }, malloc: { freeBytes: 4 }, sharedBytes: 7 };
    const later = { native: { bytes: 3 }, accelerators: [{ name: 'cuda:0', reservedBytes: 9 }] };
    const damaged = { resident: 'all of it', malloc: { freeBytes: -1 }, accelerators: [7, {}] };
    const file = new HandFile();
    for (const account of [first, damaged, null, later]) file.add('META', meta(account));
    file.strs('T').types('T');
    addBatch(file, { number: 1, targets: 'eADR', objects: [{ address: A, targets: [] }] });
    const { graph } = await loadBytes(file.end(1, 0, 1).encode());
    expect(graph.process.account).toEqual({ ...first, ...later });
  });

  test('gives objects the flags that their type declares', async () => {
    const file = new HandFile().strs('T').add('TYPE', bytes(u32(1), u32(0), u32(7), u64(0n)));
    addBatch(file, { number: 1, targets: 'eIDX', objects: [{ address: A, targets: [] }] });
    const { graph } = await loadBytes(file.end(1, 0, 1).encode());
    expect(graph.flags[0]).toBe(
      NodeFlag.isUserInstance | NodeFlag.hasFinalizer | NodeFlag.hidesReferences,
    );
  });

  test('refuses a later version by its number', async () => {
    const file = twoBatches('eADR', false);
    file.version = 2;
    const error = await errorOf(loadBytes(file.end(3, 6, 2).encode()));
    expect(error.code).toBe('dump-unsupported');
    expect(error.message).toContain('version 2');
  });

  test('refuses a dump without objects', async () => {
    const error = await errorOf(loadBytes(new HandFile().strs('T').end(0, 0, 0).encode()));
    expect(error.code).toBe('dump-empty');
  });

  test('does not believe totals that the file cannot hold', async () => {
    const dump = await loadBytes(
      twoBatches('eADR', false)
        .end(2 ** 40, 2 ** 40, 2)
        .encode(),
    );
    expect(dump.graph.nodeCount).toBe(3);
    expect(warningCodes(dump)).toContain('truncated');
  });

  test('refuses what does not fit into memory, with the numbers', async () => {
    const loading = loadBytes(twoBatches('eADR', false).end(3, 6, 2).encode(), {
      memoryLimitBytes: 100,
    });
    const error = await errorOf(loading);
    expect(error.code).toBe('dump-too-large');
    expect(error.message).toMatch(
      /needs about \d+ bytes of memory, more than the 100 bytes free for it/,
    );
  });
});
