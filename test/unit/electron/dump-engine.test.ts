import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DumpEngine } from '../../../electron/main/dump-engine.ts';
import { OpenDumps } from '../../../electron/main/open-dumps.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';

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
    await expect(start().request(ask('fail'), 'r')).rejects.toMatchObject({
      code: 'dump-empty',
      message: 'Empty.',
      detail: 'at byte 0',
    });
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
