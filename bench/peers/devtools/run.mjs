import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { isMainThread, MessageChannel, Worker, workerData } from 'node:worker_threads';

/**
 * Retained sizes of a heap snapshot by Chrome DevTools' snapshot worker, in two threads as there.
 *
 *   node run.mjs BUNDLE FILE OUTPUT [plain]
 *
 * Writes id and retained size of every object to OUTPUT, as pairs of doubles in the order of the
 * snapshot, and prints a line of JSON: seconds until the retained sizes are there, and until the
 * snapshot is, with names, distances and the rest. `plain` switches off what DevTools decides for
 * the readers of its view: an array's bytes count as its owner's, and nothing that a page holds is
 * retained by what no page holds.
 */
const words = isMainThread ? process.argv.slice(2) : workerData.words;
const [bundle, file, output, rules] = words;

// Node has it from version 22 on.
Promise.withResolvers ??= function withResolvers() {
  const parts = {};
  parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};
const { HeapSnapshotLoader, JSHeapSnapshot, SecondaryInitManager } = await import(bundle);

if (isMainThread) await main();
else computeBeside(workerData.port, workerData.clock);

/** The second thread: referrers, dominators, retained sizes. */
function computeBeside(port, clock) {
  const post = port.postMessage.bind(port);
  port.postMessage = (message, transfer) => {
    if (message.resultsFromSecondWorker !== undefined) clock[0] = Date.now();
    post(message, transfer);
  };
  new SecondaryInitManager(port);
}

async function main() {
  if (rules === 'plain') showAsWritten();
  const start = Date.now();
  const { port1, port2 } = new MessageChannel();
  const clock = new Float64Array(new SharedArrayBuffer(8));
  const second = new Worker(new URL(import.meta.url), {
    workerData: { words, port: port2, clock },
    transferList: [port2],
  });
  const loader = new HeapSnapshotLoader({ sendEvent() {} });
  const text = createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 });
  for await (const chunk of text) loader.write(chunk);
  loader.close();
  const snapshot = await loader.buildSnapshot(port1);
  const seconds = (Date.now() - start) / 1000;
  writeRows(output, snapshot);
  process.stdout.write(`${JSON.stringify({ seconds, retained: (clock[0] - start) / 1000 })}\n`);
  await second.terminate();
  port1.close();
}

function writeRows(output, snapshot) {
  const { nodes, nodeCount, nodeFieldCount, nodeIdOffset, retainedSizes } = snapshot;
  const file = openSync(output, 'w');
  const rows = new Float64Array(1 << 16);
  let filled = 0;
  for (let node = 0; node < nodeCount; node++) {
    rows[filled++] = nodes.getValue(node * nodeFieldCount + nodeIdOffset);
    rows[filled++] = retainedSizes[node];
    if (filled < rows.length && node + 1 < nodeCount) continue;
    writeSync(file, rows, 0, 8 * filled);
    filled = 0;
  }
  closeSync(file);
}

function showAsWritten() {
  JSHeapSnapshot.prototype.calculateShallowSizes = () => undefined;
  JSHeapSnapshot.prototype.userObjectsMapAndFlag = () => null;
}
