import { parentPort } from 'node:worker_threads';
import type { DotQuestion } from '../../shared/scene/layout/dot-server.ts';
import { serveDot } from '../../shared/scene/layout/dot-server.ts';

/** The thread in which Graphviz runs: translates messages, nothing else. */
if (parentPort === null) throw new Error('layout.mjs is started as a worker thread');
const port = parentPort;
const receive = serveDot((answer) => port.postMessage(answer));
port.on('message', (question: DotQuestion) => receive(question));
