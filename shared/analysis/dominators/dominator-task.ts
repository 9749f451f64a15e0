import { CancelledError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { releasingMarks } from '../graph/holding.ts';
import { growDepthFirstTree } from './depth-first-tree.ts';
import { immediateDominators } from './dominator-tree.ts';
import type { DominatorsByVertex } from './dominators.ts';

/** Work for a thread beside this one, all of it in memory that both see. */
export interface DominatorTask {
  readonly kind: 'dominators';
  readonly graph: Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTarget' | 'edgeKind'>;
  readonly entries: Uint32Array;
  readonly ignoredMarks: number;
  /** Where it stands, see `At`. */
  readonly status: Int32Array;
  /** Filled by the thread: see `DominatorsByVertex`. */
  readonly nodeOf: Uint32Array;
  readonly dominator: Uint32Array;
}

/** Places in `status`. */
const At = { state: 0, beats: 1, vertexCount: 2, done: 3 } as const;
const State = { given: 0, running: 1, finished: 2, failed: 3, unwanted: 4 } as const;

/** Null where threads can share no memory. */
export function dominatorTask(graph: HeapGraph, entries: Uint32Array): DominatorTask | null {
  if (typeof SharedArrayBuffer === 'undefined') return null;
  const { nodeCount } = graph;
  return {
    kind: 'dominators',
    graph: {
      nodeCount,
      firstEdge: shared32(graph.firstEdge),
      edgeTarget: shared32(graph.edgeTarget),
      edgeKind: shared8(graph.edgeKind),
    },
    entries: shared32(entries),
    ignoredMarks: releasingMarks(graph),
    status: new Int32Array(new SharedArrayBuffer(16)),
    nodeOf: new Uint32Array(new SharedArrayBuffer(4 * (nodeCount + 1))),
    dominator: new Uint32Array(new SharedArrayBuffer(4 * (nodeCount + 1))),
  };
}

/** The thread's part: finds the dominators, and says so in the task. Never throws. */
export function runDominatorTask(task: DominatorTask): void {
  const { graph, entries, ignoredMarks, status, nodeOf, dominator } = task;
  // Whoever gave it may have given it up.
  if (Atomics.compareExchange(status, At.state, State.given, State.running) !== State.given) return;
  const job: Job = {
    report: ({ done }) => Atomics.store(status, At.done, done),
    checkpoint() {
      Atomics.add(status, At.beats, 1);
      if (Atomics.load(status, At.state) === State.unwanted) throw new CancelledError();
    },
  };
  let state: number = State.failed;
  try {
    const tree = growDepthFirstTree(graph, entries, ignoredMarks, null, job);
    dominator.set(immediateDominators(tree, job));
    nodeOf.set(tree.nodeOf);
    Atomics.store(status, At.vertexCount, tree.vertexCount);
    state = State.finished;
  } catch {
    // No memory, or not wanted any more: who waits computes them itself.
  }
  Atomics.store(status, At.state, state);
  Atomics.notify(status, At.state);
}

/** How long the thread may not be seen to do anything: it was not started, or is dead. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/**
 * Waits for the thread. Null where nothing comes of it. Throws `CancelledError`; the thread then
 * stops, too.
 */
export function awaitDominators(task: DominatorTask, job: Job): DominatorsByVertex | null {
  const { status, nodeOf, dominator } = task;
  let beats = -1;
  let seenAt = performance.now();
  for (;;) {
    const state = Atomics.load(status, At.state);
    if (state === State.finished) {
      return { nodeOf, dominator, vertexCount: Atomics.load(status, At.vertexCount) };
    }
    if (state === State.failed) return null;
    const now = performance.now();
    const beat = Atomics.load(status, At.beats);
    if (beat !== beats) seenAt = now;
    beats = beat;
    if (now - seenAt > PATIENCE_MS) {
      abandonDominators(task);
      return null;
    }
    try {
      job.checkpoint();
    } catch (cancelled) {
      abandonDominators(task);
      throw cancelled;
    }
    const done = Atomics.load(status, At.done);
    job.report({
      phase: 'Finding dominators',
      done,
      total: task.graph.nodeCount,
      unit: 'objects',
    });
    Atomics.wait(status, At.state, state, LOOK_MS);
  }
}

function abandonDominators({ status }: DominatorTask): void {
  Atomics.store(status, At.state, State.unwanted);
}

function shared32(column: Uint32Array): Uint32Array {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  const copy = new Uint32Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}

function shared8(column: Uint8Array): Uint8Array {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  const copy = new Uint8Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}
