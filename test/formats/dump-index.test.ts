import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { CancelledError } from '../../shared/base/errors.ts';
import { type Job, UNATTENDED_JOB } from '../../shared/base/job.ts';
import { type ByteSource, memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { DigestingSource, digestOf } from '../../shared/formats/dump-index/content-digest.ts';
import { loadIndexed } from '../../shared/formats/dump-index/indexed-load.ts';
import { arbitraryGraph } from './arbitrary-graph.ts';
import { expectSameFromIndex, toOuro, WORTH_ANYTHING } from './check-sample.ts';
import { loadBytes, PLENTY_OF_MEMORY } from './load-from-bytes.ts';
import { MemoryIndexStore } from './memory-index-store.ts';
import { expectSameGraph } from './same-graph.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Forty objects in meliae's form, one of which refers to nothing in the dump. */
function meliaeLines(firstType = 'dict'): Uint8Array {
  const lines = Array.from({ length: 40 }, (_, at) => {
    const type = at === 0 ? firstType : 'list';
    const refs = `[${1000 + 16 * ((at * 7) % 40)}, ${1000 + 16 * ((at * 3) % 41)}]`;
    return `{"address": ${1000 + 16 * at}, "type": "${type}", "size": ${50 + at}, "refs": ${refs}}`;
  });
  return encode(`${lines.join('\n')}\n`);
}

function load(bytes: Uint8Array, store: MemoryIndexStore, job: Job = UNATTENDED_JOB) {
  const options = { job, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY };
  return loadIndexed(memorySource(bytes, 'dump'), options, store, WORTH_ANYTHING);
}

/** A store that holds the index of some dumps. */
async function storeWith(...dumps: readonly Uint8Array[]): Promise<MemoryIndexStore> {
  const store = new MemoryIndexStore();
  for (const dump of dumps) {
    const { saveIndex } = await load(dump, store);
    expect(await saveIndex?.(() => Promise.resolve(), UNATTENDED_JOB)).toBe(true);
  }
  return store;
}

function onlyFile(store: MemoryIndexStore): [string, Uint8Array] {
  const [entry] = store.files;
  if (entry === undefined || store.files.size !== 1) throw new Error('one index was expected');
  return entry;
}

describe('the second opening', () => {
  test('reads the index and says the same, warnings included', async () => {
    const bytes = meliaeLines();
    const dump = await loadBytes(bytes);
    expect(dump.warnings.map((warning) => warning.code)).toEqual(['dangling-references']);
    await expectSameFromIndex(bytes, dump);
  });

  test('marks the index as used', async () => {
    const bytes = meliaeLines();
    const store = await storeWith(bytes);
    await load(bytes, store);
    expect(store.touched).toEqual([onlyFile(store)[0]]);
  });

  test('says of a dump that was cut off that it was', async () => {
    const bytes = meliaeLines().slice(0, -30);
    const store = await storeWith(bytes);
    const { dump, readFrom } = await load(bytes, store);
    expect(readFrom).toBe('index');
    expect(dump.warnings.map((warning) => warning.code)).toContain('truncated');
  });

  test('finds the right one of several dumps of one size', async () => {
    const dumps = ['dict', 'iter', 'cell'].map((type) => meliaeLines(type));
    const store = await storeWith(...dumps);
    expect(store.files.size).toBe(3);
    for (const bytes of dumps) {
      const { dump, readFrom } = await load(bytes, store);
      expect(readFrom).toBe('index');
      expectSameGraph(dump.graph, (await loadBytes(bytes)).graph);
    }
  });
});

describe('an index is not used', () => {
  test('for a dump in which one byte has changed, whatever its date and size', async () => {
    const bytes = meliaeLines();
    const store = await storeWith(bytes);
    await fc.assert(
      // Behind the first line, by which the format is recognised.
      fc.asyncProperty(fc.integer({ min: 100, max: bytes.length - 1 }), async (at) => {
        const changed = bytes.slice();
        changed[at] = changed[at] === 0x39 ? 0x38 : 0x39;
        const { dump, readFrom } = await load(changed, store);
        expect(readFrom).toBe(bytes[at] === changed[at] ? 'index' : 'dump');
        expectSameGraph(dump.graph, (await loadBytes(changed)).graph);
      }),
      { numRuns: 60 },
    );
  });

  test('when it is cut off or damaged anywhere: the dump is read, and the index thrown away', {
    tags: 'slow',
  }, async () => {
    const bytes = meliaeLines();
    const whole = (await loadBytes(bytes)).graph;
    const [name, index] = onlyFile(await storeWith(bytes));
    const damage = fc.oneof(
      fc.nat(index.length - 1).map((length) => index.slice(0, length)),
      fc.tuple(fc.nat(index.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
        const changed = index.slice();
        changed[at] = (changed[at] ?? 0) ^ by;
        return changed;
      }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (damaged) => {
        const store = new MemoryIndexStore();
        store.files.set(name, damaged);
        const { dump, readFrom } = await load(bytes, store);
        // What no checksum covers says nothing: padding, reserved bytes.
        if (readFrom !== 'index') {
          expect(readFrom).toBe('dump, index discarded');
          expect(store.files.has(name)).toBe(false);
        }
        expectSameGraph(dump.graph, whole);
      }),
      { numRuns: 400 },
    );
  });

  test('when it is that of another dump under this one’s name', async () => {
    const mine = meliaeLines('dict');
    const [myName] = onlyFile(await storeWith(mine));
    const [, foreign] = onlyFile(await storeWith(meliaeLines('iter')));
    const store = new MemoryIndexStore();
    store.files.set(myName, foreign);
    const { dump, readFrom } = await load(mine, store);
    expect(readFrom).toBe('dump, index discarded');
    expectSameGraph(dump.graph, (await loadBytes(mine)).graph);
  });

  test('when it is any other file under this name', async () => {
    const bytes = meliaeLines();
    const [name] = onlyFile(await storeWith(bytes));
    const graph = (await loadBytes(bytes)).graph;
    for (const other of [new Uint8Array(0), encode('<html>'), bytes, toOuro(graph)]) {
      const store = new MemoryIndexStore();
      store.files.set(name, other);
      const { dump, readFrom } = await load(bytes, store);
      expect(readFrom).toBe('dump, index discarded');
      expectSameGraph(dump.graph, graph);
    }
  });
});

describe('no index is made', () => {
  test('of what opens at once anyway', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async (graph) => {
        expect((await load(toOuro(graph), new MemoryIndexStore())).saveIndex).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  test('of a heap snapshot, which is read as fast, unless it is compressed', async () => {
    const snapshot = readFileSync('test/fixtures/v8/random.heapsnapshot');
    expect((await load(snapshot, new MemoryIndexStore())).saveIndex).toBeNull();
    expect((await load(gzipSync(snapshot), new MemoryIndexStore())).saveIndex).not.toBeNull();
  });

  test('of small dumps, unless asked', async () => {
    const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY };
    const source = memorySource(meliaeLines(), 'dump');
    const { saveIndex } = await loadIndexed(source, options, new MemoryIndexStore());
    expect(saveIndex).toBeNull();
  });

  test('when the store fails, and nobody is troubled with it', async () => {
    const store = new MemoryIndexStore();
    store.save = () => Promise.reject(new Error('the disk is full'));
    const { saveIndex } = await load(meliaeLines(), store);
    expect(await saveIndex?.(() => Promise.resolve(), UNATTENDED_JOB)).toBe(false);
  });
});

test('a cancel while the index is read is a cancel', async () => {
  const bytes = meliaeLines();
  const store = await storeWith(bytes);
  const cancelled: Job = {
    report() {},
    checkpoint() {
      throw new CancelledError();
    },
  };
  await expect(load(bytes, store, cancelled)).rejects.toBeInstanceOf(CancelledError);
  expect(store.files.size).toBe(1);
});

describe('the digest of a content', () => {
  const MIB = 1 << 20;
  const content = Uint8Array.from({ length: 3 * MIB + 12_345 }, (_, at) => (at * at) >>> 7);

  test('does not depend on how it is read', async () => {
    const expected = await digestOf(memorySource(content), UNATTENDED_JOB);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 2 * MIB }), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (steps, looksAtTheEnd) => {
          const digesting = new DigestingSource(memorySource(content));
          if (looksAtTheEnd) await digesting.read(content.length - 80, 80);
          let at = 0;
          for (const step of steps) {
            await digesting.read(at, step);
            // Backwards, overlapping, and with a gap now and then.
            at = Math.max(0, at + step - (step % 3 === 0 ? 100 : step % 5 === 0 ? -7 : 0));
          }
          expect(await digesting.readRest()).toBe(true);
          expect(await digesting.digest()).toBe(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('changes with any byte, and with the length', async () => {
    const digests = new Set<string | null>();
    for (const at of [0, MIB - 1, MIB, 2 * MIB + 5, content.length - 1]) {
      const changed = content.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      digests.add(await digestOf(memorySource(changed), UNATTENDED_JOB));
    }
    for (const end of [0, MIB, MIB + 1, content.length]) {
      digests.add(await digestOf(memorySource(content.slice(0, end)), UNATTENDED_JOB));
    }
    expect(digests.size).toBe(9);
  });

  test('is none of a source that ends early', async () => {
    const short: ByteSource = { ...memorySource(content), size: content.length + 1 };
    expect(await digestOf(short, UNATTENDED_JOB)).toBeNull();
  });
});
