/** A heap snapshot of four nodes and five edges. */
export function v8Snapshot() {
  return {
    snapshot: {
      meta: {
        node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
        node_types: [['hidden', 'array', 'string', 'object', 'code', 'synthetic', 'native']],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']],
      },
      node_count: 4,
      edge_count: 5,
    },
    nodes: [5, 0, 1, 0, 2, 0, 3, 1, 3, 56, 2, 0, 2, 2, 5, 24, 0, 0, 6, 3, 7, 80, 1, 2],
    edges: [1, 1, 6, 5, 3, 18, 2, 2, 12, 6, 4, 18, 3, 4, 6],
    strings: ['', 'Frame', 'text', 'HTMLDivElement', 'owner'],
  };
}
