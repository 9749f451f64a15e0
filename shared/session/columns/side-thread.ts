import {
  awaitDominators,
  type DominatorTask,
  dominatorTask,
  runDominatorTask,
} from '../../analysis/dominators/dominator-task.ts';
import type { DominatorsByVertex } from '../../analysis/dominators/dominators.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';

/** Starts a thread that gives the task to `runSideTask`, and does not wait for it. */
export type StartSideThread = (task: DominatorTask) => void;

/** Below, a thread takes longer to start than it saves. */
const LEAST_OBJECTS = 500_000;

let startThread: StartSideThread | null = null;

/** Says how this host starts a thread; without, everything runs in the thread of the dump. */
export function setSideThreads(start: StartSideThread | null): void {
  startThread = start;
}

/** Dominators that are found beside what this thread does next; null where nothing is begun. */
export function beginDominators(graph: HeapGraph, entries: Uint32Array): StartedDominators | null {
  if (startThread === null || graph.nodeCount < LEAST_OBJECTS) return null;
  const task = dominatorTask(graph, entries);
  if (task === null) return null;
  startThread(task);
  return { take: (job) => awaitDominators(task, job) };
}

export interface StartedDominators {
  /** Waits for them; null where the thread did not come to an end. Throws `CancelledError`. */
  take(job: Job): DominatorsByVertex | null;
}

/** In the thread: does what it was started with; false where that is no task. */
export function runSideTask(data: unknown): boolean {
  if (!isTask(data)) return false;
  runDominatorTask(data);
  return true;
}

function isTask(data: unknown): data is DominatorTask {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'dominators';
}
