// @module-tag slow
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { portableUnzstd } from '../../../shared/formats/bytes/unzstd.ts';
import type { IndexStore } from '../../../shared/formats/dump-index/index-store.ts';
import { NO_BINARIES } from '../../../shared/formats/outside/binary-files.ts';
import { CoreImage } from '../../../shared/formats/outside/core-image.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import type { EngineToHost, LentDigest } from '../../../shared/protocol/engine-messages.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { DotRunner } from '../../../shared/scene/layout/dot-runner.ts';
import { InlineDot } from '../../../shared/scene/layout/dot-runner.ts';
import type { DumpDigest } from '../../../shared/session/compare/dump-digest.ts';
import { serveEngine } from '../../../shared/session/engine-port.ts';
import type { TakenImage } from '../../../shared/session/open-image.ts';
import { MemoryIndexStore } from '../../formats/memory-index-store.ts';

const EXAMPLE = new Uint8Array(readFileSync('examples/accessor-leak.ouro'));

function flag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** An engine over one source, and its final answers in the order they come. */
function engineOver(
  bytes: Uint8Array,
  index: IndexStore | null = null,
  dot: DotRunner = new InlineDot(),
) {
  const answers: EngineToHost[] = [];
  const transferred: ArrayBuffer[] = [];
  let wake: () => void = () => {};
  const receive = serveEngine(
    {
      post(message, transfer = []) {
        if (message.type === 'progress') return;
        transferred.push(...transfer);
        answers.push(message);
        wake();
      },
    },
    () => Promise.resolve({ source: memorySource(bytes, 'test.ouro'), codecs: {}, index }),
    { memoryLimitBytes: 2 ** 31, dot },
  );
  const settled = async (count: number): Promise<readonly EngineToHost[]> => {
    while (answers.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return answers;
  };
  return { receive, settled, transferred };
}

test('opens a dump and answers in the order of the questions', async () => {
  const { receive, settled } = engineOver(EXAMPLE);
  receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  receive({
    type: 'ask',
    id: 2,
    cancelFlag: flag(),
    channel: 'overview',
    request: { cuts: DEFAULT_CUTS },
  });
  const [opened, overview] = await settled(2);
  expect(opened).toEqual({ type: 'result', id: 1, value: { name: 'test.ouro', kind: 'dump' } });
  expect(overview).toMatchObject({ type: 'result', id: 2, value: { formatId: 'ouro' } });
});

test('lends a dump to another engine without copying it, and forgets it when it is given back', async () => {
  const lender = engineOver(EXAMPLE);
  lender.receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  lender.receive({ type: 'lend', id: 2, cancelFlag: flag(), cuts: DEFAULT_CUTS });
  const [, lent] = await lender.settled(2);
  if (lent?.type !== 'result') throw new Error('not lent');
  const { digest, buffers } = lent.value as LentDigest<DumpDigest>;
  expect(buffers).toContain(digest.objects.low.buffer);
  expect(new Set(lender.transferred)).toEqual(new Set(buffers));
  // What the host does: the buffers move, and are named again for the next hop.
  const received = structuredClone(lent.value as LentDigest<DumpDigest>, { transfer: buffers });
  expect(digest.objects.low.length).toBe(0);
  expect(received.buffers).toContain(received.digest.objects.low.buffer);

  const borrower = engineOver(EXAMPLE);
  const compare = { baselines: ['b'], match: 'auto' };
  const ask = (id: number) =>
    borrower.receive({
      type: 'ask',
      id,
      cancelFlag: flag(),
      channel: 'comparison',
      request: compare,
    });
  borrower.receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  borrower.receive({ type: 'borrow', id: 2, cancelFlag: flag(), baseline: 'b', lent: received });
  ask(3);
  borrower.receive({ type: 'giveBack', id: 4, cancelFlag: flag(), baseline: 'b' });
  ask(5);
  const answers = await borrower.settled(5);
  expect(answers[2]).toMatchObject({
    type: 'result',
    value: { headline: 'Nothing changed.', comparedBy: 'objects' },
  });
  expect(answers[4]).toMatchObject({ type: 'failure', error: { code: 'not-found' } });
});

test('does not lend under cuts that are none', async () => {
  const { receive, settled } = engineOver(EXAMPLE);
  receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  const cuts = { instanceClass: 'yes' } as unknown as typeof DEFAULT_CUTS;
  receive({ type: 'lend', id: 2, cancelFlag: flag(), cuts });
  expect((await settled(2))[1]).toMatchObject({ type: 'failure', error: { code: 'bad-request' } });
});

test('a cancelled request and a failed one are answered too, and the engine goes on', async () => {
  const { receive, settled } = engineOver(EXAMPLE.slice(0, 8));
  const cancelled = flag();
  cancelled[0] = 1;
  receive({ type: 'open', id: 1, cancelFlag: cancelled, source: null });
  receive({ type: 'open', id: 2, cancelFlag: flag(), source: null });
  receive({ type: 'ask', id: 3, cancelFlag: flag(), channel: 'path', request: { node: 0 } });
  const answers = await settled(3);
  expect(answers.map((answer) => answer.type === 'failure' && answer.error.code)).toEqual([
    'cancelled',
    'dump-empty',
    'bad-request',
  ]);
});

/** Large enough that an index pays: an object that refers to itself a million times. */
function manyReferences(): Uint8Array {
  const refs = '16,'.repeat(1_000_000);
  return Buffer.from(`{"address": 16, "type": "list", "size": 8, "refs": [${refs}16]}\n`);
}

test('keeps an index once nobody asks any more, and opens from it the next time', async () => {
  const bytes = manyReferences();
  const store = new MemoryIndexStore();
  const saved = new Promise<void>((resolve) => {
    const save = store.save.bind(store);
    store.save = async (...args) => {
      const isSaved = await save(...args);
      resolve();
      return isSaved;
    };
  });
  const first = engineOver(bytes, store);
  first.receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  await first.settled(1);
  expect(store.files.size).toBe(0);
  await saved;
  expect(store.files.size).toBe(1);

  const second = engineOver(bytes, store);
  second.receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  const request = { cuts: DEFAULT_CUTS };
  second.receive({ type: 'ask', id: 2, cancelFlag: flag(), channel: 'overview', request });
  const [, overview] = await second.settled(2);
  expect(store.touched).toEqual([...store.files.keys()]);
  expect(overview).toMatchObject({ value: { formatId: 'meliae', references: 1_000_001 } });
});

test('answers other questions while a drawing is laid out, and remembers its layout', async () => {
  let laidOut = 0;
  let finish = (): void => {};
  const waits = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const inline = new InlineDot();
  const dot: DotRunner = {
    async run(input, form) {
      laidOut++;
      await waits;
      return inline.run(input, form);
    },
  };
  const { receive, settled } = engineOver(EXAMPLE, null, dot);
  const scene = { scene: startingScene([0]), cuts: DEFAULT_CUTS };
  receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  receive({ type: 'ask', id: 2, cancelFlag: flag(), channel: 'scene', request: scene });
  const request = { cuts: DEFAULT_CUTS };
  receive({ type: 'ask', id: 3, cancelFlag: flag(), channel: 'overview', request });
  expect((await settled(2)).map(({ id }) => id)).toEqual([1, 3]);
  finish();
  const [, , drawn] = await settled(3);
  expect(drawn).toMatchObject({ type: 'result', id: 2, value: { layout: 'dot' } });
  receive({ type: 'ask', id: 4, cancelFlag: flag(), channel: 'scene', request: scene });
  const [, , , again] = await settled(4);
  expect(again).toEqual({ ...drawn, id: 4 });
  expect(laidOut).toBe(1);
});

/** A process as a core keeps it, which stood at the given minute. */
async function takenAt(minute: number): Promise<TakenImage> {
  const stream = portableUnzstd(
    memorySource(readFileSync('test/fixtures/outside/cpython-3.8.core.zst')),
  );
  const chunks: Uint8Array[] = [];
  for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
    chunks.push(chunk.slice());
  }
  const core = new CoreImage(memorySource(Buffer.concat(chunks), 'core'), NO_BINARIES);
  return {
    origin: 'process',
    regions: core.regions,
    process: { ...core.process, takenAt: new Date(60_000 * minute).toISOString() },
    losses: () => [],
    readInto: (address, target) => core.readInto(address, target),
    name: `process 7, minute ${minute}`,
    pauseText: 'stood',
    copiedBytes: 1,
    close: () => Promise.resolve(),
  };
}

test('reads a process again and again, tells growth, and keeps the last reading when one fails', async () => {
  const answers: EngineToHost[] = [];
  let minute = 0;
  let isThere = true;
  const settled = new Promise<void>((resolve) => {
    const receive = serveEngine(
      {
        post(message) {
          if (message.type !== 'progress') answers.push(message);
          if (answers.length === 4) resolve();
        },
      },
      () =>
        Promise.resolve({
          take: () => (isThere ? takenAt(minute++) : Promise.reject(new Error('gone'))),
        }),
      { memoryLimitBytes: 2 ** 31, dot: new InlineDot() },
    );
    receive({ type: 'watch', id: 1, cancelFlag: flag(), source: null });
    receive({ type: 'watch', id: 2, cancelFlag: flag(), source: null });
    void (async () => {
      while (answers.length < 2) await new Promise((again) => setTimeout(again, 5));
      isThere = false;
      receive({ type: 'watch', id: 3, cancelFlag: flag(), source: null });
      const request = { cuts: DEFAULT_CUTS };
      receive({ type: 'ask', id: 4, cancelFlag: flag(), channel: 'overview', request });
    })();
  });
  await settled;
  const [first, second, failed, overview] = answers;
  expect(first).toMatchObject({
    id: 1,
    value: { name: 'process 7, minute 0', reading: { hours: 0 } },
  });
  expect(second).toMatchObject({ id: 2, value: { reading: { hours: 1 / 60, growing: [] } } });
  expect(failed).toMatchObject({ type: 'failure', id: 3 });
  expect(overview).toMatchObject({ type: 'result', id: 4, value: { formatId: 'process' } });
});

test('watches no file', async () => {
  const { receive, settled } = engineOver(EXAMPLE);
  receive({ type: 'watch', id: 1, cancelFlag: flag(), source: null });
  const [refused] = await settled(1);
  expect(refused).toMatchObject({ type: 'failure', error: { code: 'bad-request' } });
});
