// @module-tag slow
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { layoutThread } from '../../../electron/node/layout-thread.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { DotForm } from '../../../shared/scene/layout/dot-layout.ts';
import type { StartThread } from '../../../shared/scene/layout/dot-thread.ts';
import { DotThread } from '../../../shared/scene/layout/dot-thread.ts';
import { layOut } from '../../../shared/scene/layout/layout.ts';
import type { LayoutInput } from '../../../shared/scene/layout/layout-graph.ts';

const FORM: DotForm = { lines: 'straight', order: 'given', weighs: true };
/** What `stuck-layout.mjs` never ends. */
const STUCK_FORM: DotForm = { lines: 'routed', order: 'given', weighs: true };
const STUCK = fileURLToPath(new URL('./stuck-layout.mjs', import.meta.url));

/** Real threads that run `stuck-layout.mjs`, and how many of them were started and have ended. */
function stuckThreads() {
  const counts = { started: 0, asked: 0, ended: 0 };
  const start: StartThread = (onAnswer, onLost) => {
    counts.started++;
    const worker = new Worker(STUCK);
    worker.on('message', onAnswer);
    worker.on('exit', () => {
      counts.ended++;
      onLost('ended');
    });
    return {
      post: (question) => {
        counts.asked++;
        worker.postMessage(question);
      },
      end: () => void worker.terminate(),
    };
  };
  return { start, counts };
}

function chain(nodes: number): LayoutInput {
  return {
    nodes: Array.from({ length: nodes }, () => ({ width: 80, height: 40 })),
    edges: Array.from({ length: nodes - 1 }, (_, at) => ({
      source: at,
      target: at + 1,
      labelWidth: 0,
      labelHeight: 0,
      weight: 1,
    })),
  };
}

function cancellable() {
  let isCancelled = false;
  return {
    cancel: () => {
      isCancelled = true;
    },
    checkpoint: () => {
      if (isCancelled) throw new CancelledError();
    },
  };
}

test('a layout that takes too long is ended with its thread, and the next one gets another', async () => {
  const { start, counts } = stuckThreads();
  const thread = new DotThread(start);
  expect(await thread.run(chain(5), STUCK_FORM, 100, UNATTENDED_JOB)).toBe(null);
  expect((await thread.run(chain(5), FORM, 10_000, UNATTENDED_JOB))?.layout).toBe('dot-fast');
  expect(counts.started).toBe(2);
  await expect.poll(() => counts.ended).toBe(1);
});

test('cancelling ends the thread at once; whoever waited behind it is served', async () => {
  const { start, counts } = stuckThreads();
  const thread = new DotThread(start);
  const job = cancellable();
  const never = thread.run(chain(5), STUCK_FORM, Number.POSITIVE_INFINITY, job);
  const waiting = cancellable();
  const given = thread.run(chain(5), FORM, 10_000, waiting);
  const unwanted = thread.run(chain(5), FORM, 10_000, waiting);
  await expect.poll(() => counts.asked).toBe(1);
  job.cancel();
  await expect(never).rejects.toThrow(CancelledError);
  expect((await given)?.layout).toBe('dot-fast');
  expect((await unwanted)?.layout).toBe('dot-fast');
  expect(counts.started).toBe(2);
});

test('a thread that dies or fails costs one drawing its dot, not the next', async () => {
  const { start, counts } = stuckThreads();
  const thread = new DotThread(start);
  await expect(thread.run(chain(1), FORM, 10_000, UNATTENDED_JOB)).rejects.toThrow('ended');
  expect((await thread.run(chain(5), FORM, 10_000, UNATTENDED_JOB))?.layout).toBe('dot-fast');
  await expect(thread.run(chain(2), FORM, 10_000, UNATTENDED_JOB)).rejects.toThrow('memory');
  expect((await thread.run(chain(5), FORM, 10_000, UNATTENDED_JOB))?.layout).toBe('dot-fast');
  expect(counts.started).toBe(2);
});

test('where no thread can be started, dot runs in this one', async () => {
  const thread = new DotThread(layoutThread('file:///nowhere/dist/cli/ouroboros.js'));
  expect((await layOut(chain(5), thread, UNATTENDED_JOB)).layout).toBe('dot');
});
