import { writeFileSync } from 'node:fs';

/**
 * A small heap snapshot at random, with everything that decides what retains what: weak references
 * and shortcuts, of the root and of others, both references to the values of WeakMaps, parallel
 * references and references to oneself. Every object is held.
 *
 *   node random-snapshot.mjs FILE SEED NODES
 */
const [file, seed, count] = process.argv.slice(2);
const TYPES = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'synthetic'];
const EDGES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
const strings = ['', 'Frame', 'Accessor', 'a text', 'frame', 'owner', 'elements'];

let state = Number(seed);
/** Below `limit`; a linear congruential generator. */
function below(limit) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

const nodes = Number(count);
const idOf = (node) => 2 * node + 1;
const edgesOf = Array.from({ length: nodes }, () => []);

function refer(source, type, target, name = 1 + below(6)) {
  // V8's root has one reference to each of its objects, and DevTools relies on it.
  if (source === 0 && edgesOf[0].some((edge) => edge[2] === target)) return;
  const isNumber = type === 'element' || type === 'hidden';
  edgesOf[source].push([EDGES.indexOf(type), isNumber ? below(100) : name, target]);
}

const values = Math.floor(nodes / 8);
const others = nodes - values;
for (let node = 1; node < others; node++) {
  const near = below(4) === 0 ? below(node) : Math.max(0, node - 1 - below(12));
  refer(near, EDGES[below(5)], node);
}
for (let extra = 0; extra < nodes; extra++) {
  const type = EDGES[below(EDGES.length)];
  if (extra % 3 === 0 || type === 'weak' || type === 'shortcut')
    refer(below(nodes), type, below(others));
  if (extra % 40 === 0) refer(0, 'shortcut', below(others));
}
for (let value = others; value < nodes; value++) {
  const table = below(others);
  pair(table, (table + 1 + below(others - 1)) % others, value);
}

/** A table refers to its keys weakly; to a value both it and the key do, by the same name. */
function pair(table, key, value) {
  strings.push(
    `4 / part of key (Frame @${idOf(key)}) -> value (Accessor @${idOf(value)}) pair in WeakMap (table @${idOf(table)})`,
  );
  refer(table, 'weak', key);
  refer(table, 'internal', value, strings.length - 1);
  refer(key, 'internal', value, strings.length - 1);
}

const rows = edgesOf.map((edges, node) => [
  node === 0 ? TYPES.indexOf('synthetic') : below(6),
  node === 0 ? 0 : 1 + below(3),
  idOf(node),
  node === 0 ? 0 : 8 * below(50),
  edges.length,
  0,
  0,
]);
const FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'];
const snapshot = {
  meta: {
    node_fields: FIELDS,
    node_types: [TYPES, 'string', 'number', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [EDGES, 'string_or_number', 'node'],
  },
  node_count: nodes,
  edge_count: edgesOf.flat().length,
  trace_function_count: 0,
};
const edges = edgesOf.flat().map(([type, name, target]) => [type, name, target * FIELDS.length]);
const lines = (column) => `[${column.map((row) => row.join(',')).join('\n,')}\n]`;
writeFileSync(
  file,
  `{"snapshot":${JSON.stringify(snapshot)},\n"nodes":${lines(rows)},\n"edges":${lines(edges)},\n` +
    `"strings":${JSON.stringify(strings)}}\n`,
);
