import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { meliaeText } from '../../bench/dumps/meliae-text.ts';
import { v8Text } from '../../bench/dumps/v8-text.ts';
import { createHeapLikeGraph } from '../../bench/heap-like-graph.ts';
import { toErrorData } from '../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { type SkimmedDump, skimDump } from '../../shared/formats/light/skim-dump.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { writeOuro } from '../../shared/formats/ouro/ouro-writer.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { hprofDump } from './hand-made/hprof-dump.ts';
import { rubyDump } from './hand-made/ruby-dump.ts';
import { v8Snapshot } from './hand-made/v8-snapshot.ts';
import { addBatch, HandFile } from './ouro-file.ts';

function options(memoryLimitBytes = 4e9) {
  return { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes };
}

function skimBytes(bytes: Uint8Array, memoryLimitBytes?: number): Promise<SkimmedDump> {
  return skimDump(memorySource(bytes, 'sample'), options(memoryLimitBytes));
}

function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  return Uint8Array.from(Buffer.concat([...chunks].map((chunk) => chunk.slice())));
}

function ouro(graph: HeapGraph, batchNodes: number, compress = false): Uint8Array {
  return joined(writeOuro(graph, { job: UNATTENDED_JOB, codecs: {}, compress, batchNodes }));
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What the graph itself comes to, counted without a tally. */
function counted(graph: HeapGraph) {
  const types = new Map<string, [count: number, bytes: number]>();
  const sizes: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    const name = graph.strings.get(graph.typeNames[graph.type[node]]);
    const [count, bytes] = types.get(name) ?? [0, 0];
    types.set(name, [count + 1, bytes + graph.shallowSize[node]]);
    sizes.push(graph.shallowSize[node]);
  }
  return {
    objects: graph.nodeCount,
    references: graph.edgeCount + graph.danglingReferences,
    shallowBytes: sizes.reduce((sum, size) => sum + size, 0),
    types,
    largest: sizes.sort((a, b) => b - a).slice(0, 100),
    process: graph.process,
  };
}

async function expectSameTotals(bytes: Uint8Array): Promise<SkimmedDump> {
  const { graph, formatId } = await loadDump(memorySource(bytes, 'sample'), options());
  const skimmed = await skimBytes(bytes);
  expect(skimmed.formatId).toBe(formatId);
  const { objects, references, shallowBytes, process } = skimmed;
  const types = new Map(
    skimmed.types.map(({ type, count, shallowBytes }) => [type, [count, shallowBytes]]),
  );
  const largest = skimmed.largest.map(({ shallowSize }) => shallowSize);
  expect({ objects, references, shallowBytes, types, largest, process }).toEqual(counted(graph));
  expectNamesOfLargest(skimmed, graph);
  return skimmed;
}

/** Each of the largest is an object of the dump, by address, type and size. */
function expectNamesOfLargest({ largest }: SkimmedDump, graph: HeapGraph): void {
  const known = new Set<string>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = graph.strings.get(graph.typeNames[graph.type[node]]);
    const [low, high] = [graph.addressWords[2 * node], graph.addressWords[2 * node + 1]];
    known.add(`${high}:${low} ${type} ${graph.shallowSize[node]}`);
  }
  for (const { low, high, type, shallowSize } of largest) {
    expect(known).toContain(`${high}:${low} ${type} ${shallowSize}`);
  }
}

describe('one pass tells what the whole dump holds', () => {
  test.each([
    'examples/accessor-leak.ouro',
    'test/fixtures/v8/random.heapsnapshot',
    'test/fixtures/meliae/dump_py3_invalid_escapes.json.gz',
    'test/fixtures/meliae/odd_values_py27.json',
    'test/fixtures/meliae/odd_values_py27.json.zst',
    'test/fixtures/meliae/truncated_by_abort.json.gz',
    'test/fixtures/hostile/meliae_odd_sizes.json',
  ])('%s', async (file) => {
    await expectSameTotals(readFileSync(file));
  });

  test('hand-made dumps of Ruby, of V8 and of the JVM', async () => {
    expect((await expectSameTotals(rubyDump())).roots).toBeGreaterThan(0);
    await expectSameTotals(encoded(JSON.stringify(v8Snapshot())));
    await expectSameTotals(hprofDump());
  });

  test('an .ouro of many batches, raw and compressed', async () => {
    const graph = createHeapLikeGraph(20_000);
    for (const compress of [false, true]) {
      const bytes = ouro(graph, 1000, compress);
      const { roots } = await expectSameTotals(bytes);
      expect(roots).toBe(graph.roots?.node.length);
    }
  });
});

describe('memory', () => {
  const graph = createHeapLikeGraph(60_000);
  const LITTLE = 3_000_000;

  test.each([
    ['.ouro', ouro(graph, 1000)],
    ['V8', joined(v8Text(graph))],
    ['meliae', joined(meliaeText(graph))],
  ])('a load of %s that is refused names the way that needs little', async (_, bytes) => {
    const refused = toErrorData(
      await loadDump(memorySource(bytes, 'sample'), options(LITTLE)).catch((error) => error),
    );
    expect(refused).toMatchObject({ code: 'dump-too-large', refusal: { limit: LITTLE } });
    expect(refused.message).toMatch(
      /^This [a-z ]+ needs about \d.* of memory, more than the 3\.00 MB free for it\. /,
    );
    expect(refused.message).toContain('`ouroboros summary --light`');
    expect((await skimBytes(bytes, LITTLE)).objects).toBe(graph.nodeCount);
  });

  test('thousands of types that share one long name hold it once', async () => {
    const name = 'a'.repeat(1 << 16);
    const file = new HandFile().strs(name).types(...new Array(2000).fill(name));
    addBatch(file, { number: 1, objects: [{ address: 16n, targets: [] }], targets: 'eADR' });
    const { types } = await skimBytes(file.end(1, 0, 1).encode(), 4e6);
    expect(types).toEqual([{ type: name, count: 1, shallowBytes: 16 }]);
  });

  test('a section of roots that is too short for any names none', async () => {
    const file = new HandFile().strs('object').types('object').add('ROOT', new Uint8Array(0));
    addBatch(file, { number: 1, objects: [{ address: 16n, targets: [] }], targets: 'eADR' });
    expect((await skimBytes(file.end(1, 0, 1).encode())).roots).toBe(0);
  });

  test('a batch that is too large itself is refused, and no other way is named', async () => {
    const bytes = ouro(graph, 60_000);
    const refused = toErrorData(await skimBytes(bytes, 500_000).catch((error) => error));
    expect(refused.code).toBe('dump-too-large');
    expect(refused.message).not.toContain('--light');
  });
});

describe('damage', () => {
  const bytes = ouro(createHeapLikeGraph(5000), 500);

  test('what is cut off is not counted, and said', async () => {
    const skimmed = await skimBytes(bytes.subarray(0, bytes.length * 0.6));
    expect(skimmed.objects % 500).toBe(0);
    expect(skimmed.objects).toBeLessThan(5000);
    expect(skimmed.warnings.map(({ code }) => code)).toEqual(['truncated']);
  });

  test('no byte that is changed crashes it or makes it count more than the file can hold', async () => {
    for (let at = 16; at < bytes.length; at += 797) {
      const changed = bytes.slice();
      changed[at] ^= 0x55;
      const skimmed = await skimBytes(changed).catch((error) => toErrorData(error));
      if ('objects' in skimmed) expect(skimmed.objects).toBeLessThanOrEqual(5000);
      else expect(skimmed.code).not.toBe('internal');
    }
  });

  test('a lost table of strings names no type by another text', async () => {
    const at = Buffer.from(bytes).indexOf('STRS');
    const changed = bytes.slice();
    changed[at + 3] = 0x54;
    const { types, warnings } = await skimBytes(changed);
    expect(types.map(({ type }) => type)).toEqual(['?']);
    expect(warnings.map(({ code }) => code)).toContain('damaged-section');
  });
});
