/** A layout thread for the tests of `DotThread`: says it is ready, and never ends to route lines. */
import { parentPort } from 'node:worker_threads';

parentPort.postMessage({ id: 0, result: null, failure: null });
parentPort.on('message', ({ id, input, form }) => {
  // Synchronous, like Graphviz: only its end stops it.
  while (form.lines === 'routed');
  if (input.nodes.length === 1) process.exit(7);
  const nodes = input.nodes.map(() => ({ x: 1, y: 1 }));
  const result = { layout: 'dot-fast', width: 2, height: 2, nodes, edges: [] };
  const failure = input.nodes.length === 2 ? 'out of memory' : null;
  parentPort.postMessage({ id, result: failure === null ? result : null, failure });
});
