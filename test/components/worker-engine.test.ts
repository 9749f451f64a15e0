import { describe, expect, it } from 'vitest';
import type { WorkerLike } from '../../renderer/host/worker-engine.ts';
import { WorkerEngine } from '../../renderer/host/worker-engine.ts';
import type {
  EngineToHost,
  HostToEngine,
  LentDigest,
} from '../../shared/protocol/engine-messages.ts';

class FakeWorker implements WorkerLike {
  readonly sent: HostToEngine[] = [];
  readonly transferred: ArrayBuffer[] = [];
  isTerminated = false;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;

  postMessage(message: HostToEngine, transfer: ArrayBuffer[]): void {
    this.sent.push(message);
    this.transferred.push(...transfer);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(data: EngineToHost): void {
    this.onmessage?.({ data } as MessageEvent<EngineToHost>);
  }

  crash(): void {
    this.onerror?.({ message: 'out of memory' } as ErrorEvent);
  }
}

const ASK = { type: 'ask', channel: 'path', request: { node: 1 } } as const;

describe('the engine behind a worker', () => {
  it('matches answers to questions by id, in any order', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const first = engine.request(ASK);
    const second = engine.request(ASK);
    worker.say({ type: 'result', id: 2, value: 'second' });
    worker.say({ type: 'result', id: 1, value: 'first' });
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  it('transfers what is lent, and copies nothing else', () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const buffers = [new ArrayBuffer(8)];
    const lent = { buffers } as unknown as LentDigest;
    void engine.request(ASK);
    void engine.request({ type: 'borrow', baseline: 'b1', lent });
    expect(worker.transferred).toEqual(buffers);
    expect(worker.sent.map(({ type }) => type)).toEqual(['ask', 'borrow']);
  });

  it('turns a failure into an error with its data', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const asked = engine.request(ASK);
    worker.say({ type: 'failure', id: 1, error: { code: 'not-found', message: 'No.' } });
    await expect(asked).rejects.toMatchObject({ data: { code: 'not-found' } });
  });

  it('cancels through shared memory and rejects at once', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const abort = new AbortController();
    const asked = engine.request(ASK, { signal: abort.signal });
    abort.abort();
    await expect(asked).rejects.toMatchObject({ data: { code: 'cancelled' } });
    expect(worker.sent[0]?.cancelFlag[0]).toBe(1);
    // The engine's own answer comes later and means nothing any more.
    worker.say({ type: 'result', id: 1, value: 'late' });
    expect(worker.isTerminated).toBe(false);
  });

  it('does not even ask when already cancelled', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    await expect(engine.request(ASK, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      data: { code: 'cancelled' },
    });
    expect(worker.sent).toEqual([]);
  });

  it('settles every request when the worker dies, and says so once', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const lost: string[] = [];
    engine.onLost(({ code }) => lost.push(code));
    const asked = [engine.request(ASK), engine.request(ASK)];
    worker.crash();
    worker.crash();
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(engine.request(ASK)).rejects.toMatchObject({ data: { code: 'worker-exited' } });
    expect(lost).toEqual(['worker-exited']);
    expect(worker.isTerminated).toBe(true);
  });

  it('is silent about its end when it was closed', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const lost: string[] = [];
    engine.onLost(({ code }) => lost.push(code));
    const asked = engine.request(ASK);
    engine.end();
    await expect(asked).rejects.toMatchObject({ data: { code: 'cancelled' } });
    expect(lost).toEqual([]);
  });

  it('passes progress to the request it belongs to', async () => {
    const worker = new FakeWorker();
    const engine = new WorkerEngine(worker);
    const seen: number[] = [];
    const asked = engine.request(ASK, { onProgress: ({ done }) => seen.push(done) });
    worker.say({
      type: 'progress',
      id: 1,
      progress: { phase: 'Reading', done: 5, total: 10, unit: 'bytes' },
    });
    worker.say({ type: 'result', id: 1, value: null });
    await asked;
    expect(seen).toEqual([5]);
  });
});
