import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BigEndian } from './big-endian.ts';
import { checkSample } from './check-sample.ts';
import { edgeLines } from './edge-lines.ts';
import { loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSurvivesChanges, expectSurvivesCuts } from './survives.ts';

const FOLDER = '../shared/data/dumpheap';

const countsSchema = z.object({
  objects: z.number(),
  edges_to_known: z.number(),
  edges_unique_pairs: z.number(),
  shallow_bytes: z.number(),
  types: z.array(z.tuple([z.string(), z.number()])),
});
const NONE = { objects: 0, edges_to_known: 0, edges_unique_pairs: 0, shallow_bytes: 0, types: [] };

describe('dump-heap samples', () => {
  const path = `${FOLDER}/leak.counts.json`;
  const known = countsSchema.parse(
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NONE,
  );
  checkSample({
    path: `${FOLDER}/leak.bin.gz`,
    formatId: 'dump-heap',
    truth: {
      objects: known.objects,
      references: known.edges_to_known,
      distinctReferences: known.edges_unique_pairs,
      danglingReferences: 0,
      shallowBytes: known.shallow_bytes,
      objectsByType: Object.fromEntries(known.types),
    },
    also: ({ graph }) => {
      const lines = edgeLines(graph);
      const cycles = lines.filter((line) => line === '__main__.Session  __main__.Handler');
      expect(cycles.length).toBe(500);
      expect(
        lines.filter((line) => line === '__main__.Session .__class__ builtins.type').length,
      ).toBe(500);
      // The program never told of a root, only of where the walk began.
      expect(graph.roots).toBeNull();
    },
  });
});

type Value = string | number | bigint | boolean | Uint8Array | readonly number[];

/** A map of msgpack, with the widths that its writer takes for them. */
function record(members: Readonly<Record<string, Value>>): Uint8Array {
  const out = new BigEndian().u8(0x80 | Object.keys(members).length);
  const text = (value: string) => out.u8(0xa0 | value.length).text(value);
  const number = (value: number | bigint) =>
    value < 128
      ? out.u8(Number(value))
      : value < 65536
        ? out.u8(0xcd).u16(Number(value))
        : out.u8(0xcf).u64(value);
  for (const [key, value] of Object.entries(members)) {
    text(key);
    if (typeof value === 'string') text(value);
    else if (typeof value === 'boolean') out.u8(value ? 0xc3 : 0xc2);
    else if (value instanceof Uint8Array) out.u8(0xc4).u8(value.length).add(value);
    else if (typeof value === 'object') {
      out.u8(0x90 | value.length);
      for (const item of value) number(item);
    } else number(value);
  }
  return out.bytes;
}

function stream(): Uint8Array {
  const object = (addr: number, objtype_addr: number, size: number, thread_root = false) =>
    record({ t: 'object', root: true, thread_root, objtype_addr, addr, size });
  return Buffer.concat([
    record({ t: 'type', objtype_addr: 1, typename: 'builtins.list' }),
    record({ t: 'type', objtype_addr: 2, typename: 'm.Session' }),
    object(0x1_0000_0000, 1, 88, true),
    record({
      t: 'object',
      root: false,
      objtype_addr: 2,
      addr: 500,
      size: 56,
      payload: Buffer.from('text'),
      extra: [1, 2],
    }),
    record({ t: 'object', root: false, objtype_addr: 2, addr: 2, size: 1700 }),
    record({ t: 'referents', addr: 0x1_0000_0000, child_addrs: [500, 0x1_0000_0000] }),
    record({ t: 'referents', addr: 500, child_addrs: [2, 77] }),
    record({ t: 'done' }),
  ]);
}

describe('the dump-heap importer', () => {
  test('reads items of lists from the last one on, and who is whose class', async () => {
    const loaded = await loadBytes(stream());
    expect(warningCodes(loaded)).toEqual(['dangling-references']);
    const { graph } = loaded;
    expect(typesOf(graph)).toEqual(['builtins.list', 'm.Session', 'm.Session']);
    expect(edgeLines(graph)).toEqual([
      'builtins.list [1] m.Session',
      'builtins.list [0] builtins.list',
      'm.Session .__class__ m.Session',
    ]);
    expect(Array.from(graph.shallowSize)).toEqual([88, 56, 1700]);
    expect(Array.from(graph.roots?.node ?? [])).toEqual([0]);
    expect(textsOf(graph, (graph.preview ?? new Uint32Array(0)).slice(1, 2))).toEqual(['text']);
  });

  test('says so when it is cut off anywhere', () => expectSurvivesCuts(stream(), 60));
  test('opens or refuses whatever byte is changed', () => expectSurvivesChanges(stream()));
});
