/** An engine that fills its heap as soon as it is asked for anything. */
import { parentPort } from 'node:worker_threads';

parentPort.once('message', () => {
  const rows = [];
  for (;;) rows.push(new Array(1_000_000).fill(0.5));
});
