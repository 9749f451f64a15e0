import { describe, expect, it } from 'vitest';
import { AnswerCache } from '../../../../renderer/state/store/answers.ts';
import { fakeDump, settle } from '../../support/fake-host.ts';

const PATH = (node: number) => ({ node });

describe('answers of a dump', () => {
  it('asks once for any number of watchers', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    let told = 0;
    cache.watch('path', PATH(1), () => told++);
    cache.watch('path', PATH(1), () => told++);
    expect(dump.asked).toHaveLength(1);
    dump.asked[0]?.answer('the path');
    await settle();
    expect(told).toBe(2);
    expect(cache.peek('path', PATH(1))).toEqual({ status: 'done', value: 'the path' });
  });

  it('cancels a question when the last watcher leaves before the answer', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    const first = cache.watch('path', PATH(1), () => {});
    const second = cache.watch('path', PATH(1), () => {});
    first();
    expect(dump.asked[0]?.options.signal?.aborted).toBe(false);
    second();
    expect(dump.asked[0]?.options.signal?.aborted).toBe(true);
    await settle();
    expect(cache.peek('path', PATH(1)).status).toBe('pending');
    cache.watch('path', PATH(1), () => {});
    expect(dump.asked).toHaveLength(2);
  });

  it('says what is waited for, and cancels all of it at once', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    const seen: unknown[] = [];
    cache.observe(() => seen.push(cache.awaited));
    let told = 0;
    cache.watch('path', PATH(1), () => told++);
    cache.watch('path', PATH(2), () => told++);
    expect(seen).toEqual([{ progress: null }]);
    const progress = { phase: 'Finding cycles', done: 1, total: 2, unit: 'objects' };
    dump.asked[0]?.options.onProgress?.(progress);
    expect(cache.awaited).toEqual({ progress });
    dump.asked[0]?.answer('the path');
    await settle();
    expect(cache.awaited).toEqual({ progress: null });
    cache.cancelAwaited();
    expect(dump.asked[1]?.options.signal?.aborted).toBe(true);
    expect(cache.awaited).toBe(null);
    expect(cache.peek('path', PATH(1)).status).toBe('done');
    expect(cache.peek('path', PATH(2))).toMatchObject({ error: { code: 'cancelled' } });
    expect(told).toBe(3);
    // It can be asked again, and leaving a question ends the wait for it too.
    cache.retry('path', PATH(2));
    expect(cache.awaited).toEqual({ progress: null });
    cache.watch('path', PATH(3), () => {})();
    dump.asked[2]?.answer('asked again');
    await settle();
    expect(cache.awaited).toBe(null);
    expect(cache.peek('path', PATH(2))).toEqual({ status: 'done', value: 'asked again' });
  });

  it('keeps settled answers for going back', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    const stop = cache.watch('path', PATH(1), () => {});
    dump.asked[0]?.answer('kept');
    await settle();
    stop();
    cache.watch('path', PATH(1), () => {});
    expect(dump.asked).toHaveLength(1);
  });

  it('passes progress on, and a failure as data', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    cache.watch('path', PATH(1), () => {});
    const progress = { phase: 'Finding cycles', done: 1, total: 2, unit: 'objects' };
    dump.asked[0]?.options.onProgress?.(progress);
    expect(cache.peek('path', PATH(1))).toEqual({ status: 'pending', progress });
    dump.asked[0]?.fail({ code: 'not-found', message: 'No such object.' });
    await settle();
    expect(cache.peek('path', PATH(1))).toEqual({
      status: 'failed',
      error: { code: 'not-found', message: 'No such object.' },
    });
  });

  it('asks again after a failure, for the same watchers', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    let told = 0;
    cache.watch('path', PATH(1), () => told++);
    dump.asked[0]?.fail({ code: 'internal', message: 'Broken.' });
    await settle();
    cache.retry('path', PATH(1));
    expect(cache.peek('path', PATH(1)).status).toBe('pending');
    dump.asked[1]?.answer('fine now');
    await settle();
    expect(cache.peek('path', PATH(1))).toEqual({ status: 'done', value: 'fine now' });
    expect(told).toBe(3);
  });

  it('forgets the answers nobody has looked at for longest', async () => {
    const dump = fakeDump();
    const cache = new AnswerCache(dump);
    for (let node = 0; node < 320; node++) {
      const stop = cache.watch('path', PATH(node), () => {});
      dump.asked[node]?.answer(node);
      await settle();
      stop();
    }
    expect(cache.peek('path', PATH(0)).status).toBe('pending');
    expect(cache.peek('path', PATH(319)).status).toBe('done');
  });
});
