import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DumpEngine } from '../../../electron/main/dump-engine.ts';
import { OpenDumps } from '../../../electron/main/open-dumps.ts';
import { toErrorData } from '../../../shared/base/errors.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { temporaryFolder } from './temporary-folder.ts';

const WORKER = fileURLToPath(new URL('./echo-worker.mjs', import.meta.url));
const ask = (request: string) => ({ type: 'ask', channel: 'overview', request }) as const;

describe('an engine in a worker thread', () => {
  const onProgress = vi.fn();
  const onLost = vi.fn();
  let engine: DumpEngine;
  const start = () => {
    engine = new DumpEngine(WORKER, onProgress, onLost);
    return engine;
  };
  afterEach(async () => {
    await engine.close();
    vi.clearAllMocks();
  });

  it('answers each request', async () => {
    const answers = ['a', 'b', 'c'];
    start();
    expect(await Promise.all(answers.map((text) => engine.request(ask(text), text)))).toEqual(
      answers,
    );
  });

  it('passes failures on as they are', async () => {
    const failure = await start()
      .request(ask('fail'), 'r')
      .catch((thrown: unknown) => toErrorData(thrown));
    expect(failure).toEqual({ code: 'dump-empty', message: 'Empty.', byteOffset: 0 });
    expect(await engine.request(ask('still here'), 'r')).toBe('still here');
  });

  it('stops work in progress when it is cancelled', async () => {
    onProgress.mockImplementation((requestId: string) => engine.cancel(requestId));
    await expect(start().request(ask('spin'), 'r1')).rejects.toMatchObject({ code: 'cancelled' });
    expect(onProgress).toHaveBeenCalledWith('r1', expect.objectContaining({ phase: 'Spinning' }));
  });

  it.each(['die', 'throw'])('settles every request when the thread does %s', async (wish) => {
    start();
    const settled = await Promise.allSettled([
      engine.request(ask(wish), 'r1'),
      engine.request(ask('never answered'), 'r2'),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(onLost).toHaveBeenCalledTimes(1);
    await expect(engine.request(ask('x'), 'r3')).rejects.toMatchObject({ code: 'worker-exited' });
  });

  it('is the only one to go when its heap is full, and says so', async () => {
    // With the heap of the whole process, as before, this test's own would be full as well.
    engine = new DumpEngine(WORKER, onProgress, onLost, 24);
    await expect(engine.request(ask('fill the heap'), 'r')).rejects.toMatchObject({
      code: 'worker-exited',
      message: expect.stringContaining('ran out of memory'),
    });
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it('ends its thread when an answer cannot be read', async () => {
    const waiting = start().request(ask('spin'), 'r');
    const { worker } = engine as unknown as { worker: Worker };
    worker.emit('messageerror', new Error('It holds what cannot be read.'));
    await expect(waiting).rejects.toMatchObject({ code: 'worker-exited' });
    if (worker.threadId !== -1) await once(worker, 'exit');
    expect(worker.threadId).toBe(-1);
  });

  it('rejects what is waiting when it is closed, and reports no loss', async () => {
    const waiting = start().request(ask('spin'), 'r');
    const closing = engine.close();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await closing;
    expect(onLost).not.toHaveBeenCalled();
  });
});

describe('the open dumps', () => {
  const events = { progress: vi.fn(), lost: vi.fn() };
  const dumps = new OpenDumps(WORKER, events);
  const openTwo = async () => {
    const [one, other] = await Promise.all([dumps.open('a', 'r1'), dumps.open('b', 'r2')]);
    return [one.dumpId, other.dumpId] as const;
  };

  it('keep what was opened until it is closed', async () => {
    const { dumpId } = await dumps.open('a.ouro', 'r1');
    expect(await dumps.ask(dumpId, 'overview', 'hello', 'r2')).toBe('hello');
    await dumps.close(dumpId);
    expect(() => dumps.ask(dumpId, 'overview', 'hello', 'r3')).toThrow(/not open any more/);
  });

  it('know whether their file is still the one that was read', async () => {
    const file = path.join(temporaryFolder(), 'a.ouro');
    writeFileSync(file, 'one');
    const { dumpId } = await dumps.open(file, 'r1');
    expect(await dumps.isUnchanged(dumpId)).toBe(true);
    writeFileSync(file, 'another');
    expect(await dumps.isUnchanged(dumpId)).toBe(false);
    rmSync(file);
    expect(await dumps.isUnchanged(dumpId)).toBe(false);
    await dumps.close(dumpId);
    expect(await dumps.isUnchanged(dumpId)).toBe(false);
  });

  it('keep nothing of a load that failed or died', async () => {
    await expect(dumps.open('fail', 'r')).rejects.toMatchObject({ code: 'dump-empty' });
    await expect(dumps.open('die', 'r')).rejects.toMatchObject({ code: 'worker-exited' });
    expect(events.lost).not.toHaveBeenCalled();
  });

  it('lend one dump to another, and take it back', async () => {
    const [from, to] = await openTwo();
    const borrowed = () => dumps.ask(to, 'overview', 'what is borrowed?', 'r');
    // The worker of this test passes its cuts on as a column.
    const cuts = 42 as unknown as CutChoice;
    const lend = { fromDumpId: from, toDumpId: to, cuts, requestId: 'r3' };
    const baseline = await dumps.lend(lend);
    expect(await borrowed()).toEqual([[baseline, 42]]);
    await dumps.giveBack(to, baseline);
    expect(await borrowed()).toEqual([]);
    await dumps.close(to);
    await dumps.giveBack(to, baseline);
    await expect(dumps.lend(lend)).rejects.toMatchObject({ code: 'not-found' });
    await dumps.closeAll();
  });

  it('tell when an engine dies, and spare the others', async () => {
    const [first, second] = await openTwo();
    await expect(dumps.ask(first, 'overview', 'die', 'r3')).rejects.toMatchObject({
      code: 'worker-exited',
    });
    expect(events.lost).toHaveBeenCalledWith(
      first,
      expect.objectContaining({ code: 'worker-exited' }),
    );
    expect(await dumps.ask(second, 'overview', 'alive', 'r4')).toBe('alive');
    await dumps.closeAll();
  });
});
