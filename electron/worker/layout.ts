import { parentPort, workerData } from 'node:worker_threads';
import type { DotQuestion } from '../../shared/scene/layout/dot-server.ts';
import { serveDot } from '../../shared/scene/layout/dot-server.ts';
import { runSideTask } from '../../shared/session/columns/side-thread.ts';

/**
 * The threads beside the engine's: the one in which Graphviz runs, which translates messages, and,
 * where it is started with a task, one that does this and ends.
 */
if (parentPort === null) throw new Error('layout.mjs is started as a worker thread');
const port = parentPort;
if (!runSideTask(workerData)) {
  const receive = serveDot((answer) => port.postMessage(answer));
  port.on('message', (question: DotQuestion) => receive(question));
}
