/** A worker for the tests of `DumpEngine`: does what the source or the request says. */
import { parentPort } from 'node:worker_threads';

const borrowed = new Map();

parentPort.on('message', (message) => {
  const { id, cancelFlag } = message;
  const wish = message.type === 'open' ? message.source : message.request;
  if (wish === 'die') process.exit(7);
  if (wish === 'throw') throw new Error('out of luck');
  if (wish === 'fill the heap') {
    const rows = [];
    for (;;) rows.push(new Array(100_000).fill(0.5));
  }
  if (wish === 'fail') {
    const error = { code: 'dump-empty', message: 'Empty.', byteOffset: 0 };
    parentPort.postMessage({ type: 'failure', id, error });
    return;
  }
  if (wish === 'spin') {
    parentPort.postMessage({
      type: 'progress',
      id,
      progress: { phase: 'Spinning', done: 1, total: 0, unit: 'turns' },
    });
    // Synchronous, like the engine: only the flag in shared memory can stop it.
    while (Atomics.load(cancelFlag, 0) === 0);
    parentPort.postMessage({
      type: 'failure',
      id,
      error: { code: 'cancelled', message: 'Cancelled.' },
    });
    return;
  }
  if (message.type === 'lend') {
    const column = new Uint32Array([message.cuts]);
    const value = { digest: { column }, buffers: [column.buffer] };
    parentPort.postMessage({ type: 'result', id, value }, value.buffers);
    return;
  }
  if (message.type === 'borrow') borrowed.set(message.baseline, message.lent.digest.column[0]);
  if (message.type === 'giveBack') borrowed.delete(message.baseline);
  const value = wish === 'what is borrowed?' ? [...borrowed] : wish;
  parentPort.postMessage({ type: 'result', id, value });
});
