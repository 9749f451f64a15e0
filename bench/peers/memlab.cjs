// Retained sizes of a heap snapshot by memlab, the largest first.
//
//   node memlab.cjs NODE_MODULES FILE COUNT
//
// Prints one line of JSON: nodes, and `largest`: [id, retained size] of so many objects.
const path = require('node:path');

const [modules, file, count] = process.argv.slice(2);
const { getFullHeapFromFile } = require(path.join(modules, '@memlab', 'heap-analysis')).PluginUtils
  .default
  ? require(path.join(modules, '@memlab', 'heap-analysis')).PluginUtils.default
  : require(path.join(modules, '@memlab', 'heap-analysis')).PluginUtils;
const { config } = require(path.join(modules, '@memlab', 'core'));
config.muteConsole = true;

(async () => {
  const heap = await getFullHeapFromFile(file);
  const rows = [];
  heap.nodes.forEach((node) => {
    rows.push([node.id, node.retainedSize]);
  });
  rows.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const largest = rows.slice(0, Number(count));
  process.stdout.write(`\n${JSON.stringify({ nodes: rows.length, largest })}\n`);
})();
