import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { createHeapLikeGraph } from '../../../bench/heap-like-graph.ts';
import {
  awaitDominators,
  type DominatorTask,
  dominatorTask,
  runDominatorTask,
} from '../../../shared/analysis/dominators/dominator-task.ts';
import { computeDominators } from '../../../shared/analysis/dominators/dominators.ts';
import { findEntries } from '../../../shared/analysis/paths/entries.ts';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { DerivedColumns } from '../../../shared/session/columns/derived.ts';
import { setSideThreads } from '../../../shared/session/columns/side-thread.ts';

afterEach(() => setSideThreads(null));

const graph = createHeapLikeGraph(500_000);

function expectSameDominators(derived: DerivedColumns): void {
  const found = derived.dominators(UNATTENDED_JOB);
  const own = computeDominators(graph, derived.verdicts(UNATTENDED_JOB), UNATTENDED_JOB);
  expect(Buffer.compare(bytesOf(found.immediateDominator), bytesOf(own.immediateDominator))).toBe(
    0,
  );
  expect(Buffer.compare(bytesOf(found.retainedSize), bytesOf(own.retainedSize))).toBe(0);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

test('dominators that another thread finds are those that this one finds', () => {
  const tasks: DominatorTask[] = [];
  // What the thread does, done here before anybody waits.
  setSideThreads((task) => {
    tasks.push(task);
    runDominatorTask(task);
  });
  const derived = new DerivedColumns(graph, false);
  derived.beginDominators(UNATTENDED_JOB);
  derived.beginDominators(UNATTENDED_JOB);
  expect(tasks).toHaveLength(1);
  expectSameDominators(derived);
});

test('a thread that fails is made up for', () => {
  setSideThreads((task) => runDominatorTask({ ...task, dominator: new Uint32Array(1) }));
  const derived = new DerivedColumns(graph, false);
  derived.beginDominators(UNATTENDED_JOB);
  expectSameDominators(derived);
});

test('no thread is started for a small dump', () => {
  let started = 0;
  setSideThreads(() => {
    started++;
  });
  new DerivedColumns(createHeapLikeGraph(1000), false).beginDominators(UNATTENDED_JOB);
  expect(started).toBe(0);
});

test('who waits can be cancelled, and the thread then does nothing', () => {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const task = dominatorTask(graph, findEntries(graph, verdicts, UNATTENDED_JOB));
  if (task === null) throw new Error('there is no shared memory');
  const cancelled = {
    report() {},
    checkpoint() {
      throw new CancelledError();
    },
  };
  expect(() => awaitDominators(task, cancelled)).toThrow(CancelledError);
  runDominatorTask(task);
  expect(task.dominator.every((vertex) => vertex === 0)).toBe(true);
});

test('a real thread reports to one that does nothing but wait', () => {
  const file = path.resolve('test/unit/session/side-worker.mjs');
  setSideThreads((task) => {
    // Only where the thread is and what it tells, without the code of this repository.
    new Worker(file, { workerData: { status: task.status } }).unref();
  });
  const derived = new DerivedColumns(graph, false);
  derived.beginDominators(UNATTENDED_JOB);
  const seen: number[] = [];
  const job = { report: ({ done }: { done: number }) => seen.push(done), checkpoint() {} };
  // It ends without a result, so that they are computed here.
  derived.dominators(job);
  expect(seen).toContain(4711);
  expectSameDominators(derived);
});
