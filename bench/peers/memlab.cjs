// Retained sizes of a heap snapshot by memlab.
//
//   node memlab.cjs NODE_MODULES FILE OUTPUT
//
// Writes id and retained size of every object to OUTPUT, as pairs of doubles in the order of the
// snapshot, and prints a line of JSON: seconds until the retained sizes are there.
const { closeSync, openSync, writeSync } = require('node:fs');
const path = require('node:path');

const [modules, file, output] = process.argv.slice(2);
const analysis = require(path.join(modules, '@memlab', 'heap-analysis'));
const { getFullHeapFromFile } = analysis.PluginUtils.default ?? analysis.PluginUtils;
const { config } = require(path.join(modules, '@memlab', 'core'));
config.muteConsole = true;

(async () => {
  const start = performance.now();
  const heap = await getFullHeapFromFile(file);
  const seconds = (performance.now() - start) / 1000;
  const opened = openSync(output, 'w');
  const rows = new Float64Array(1 << 16);
  let filled = 0;
  const flush = () => {
    writeSync(opened, rows, 0, 8 * filled);
    filled = 0;
  };
  heap.nodes.forEach((node) => {
    rows[filled++] = node.id;
    rows[filled++] = node.retainedSize;
    if (filled === rows.length) flush();
  });
  flush();
  closeSync(opened);
  process.stdout.write(`\n${JSON.stringify({ seconds })}\n`);
})();
