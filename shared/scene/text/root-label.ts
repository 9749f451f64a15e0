import { clip, showable } from '../../base/text.ts';
import { formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { SceneContext } from '../model/context.ts';
import { roleOfNode } from './describe-node.ts';

const MAX_LABEL = 120;

/**
 * What holds each of the given objects from outside the graph, where something does, as a person
 * reads it: "thread MainThread: main()", "2 references from outside the dump".
 *
 * References from outside the dump are told of values only where `isWanted`: every interned string
 * and small number has some. One pass over the declared roots: O(roots + nodes).
 */
export function rootLabels(
  graph: HeapGraph,
  verdicts: SceneContext['verdicts'],
  nodes: ReadonlySet<NodeIndex>,
  isWanted: (node: NodeIndex) => boolean,
): ReadonlyMap<NodeIndex, string> {
  const labels = new Map<NodeIndex, string>();
  const { roots } = graph;
  if (roots !== null) {
    for (let at = 0; at < roots.node.length; at++) {
      const node = roots.node[at];
      if (nodes.has(node) && !labels.has(node)) labels.set(node, declaredRoot(graph, at));
    }
  }
  const outside = verdicts?.externalReferences ?? null;
  if (outside === null) return labels;
  for (const node of nodes) {
    const count = outside[node];
    if (labels.has(node) || count === 0 || count === NO_COUNT || count === IMMORTAL_COUNT) continue;
    if (roleOfNode(graph, node) === 'value' && !isWanted(node)) continue;
    labels.set(node, `${formatQuantity(count, 'reference')} from outside`);
  }
  return labels;
}

function declaredRoot(graph: HeapGraph, at: number): string {
  const { roots } = graph;
  if (roots === null) return '';
  const stored = roots.label[at];
  const label = stored === NO_STRING ? '' : showable(clip(graph.strings.get(stored), MAX_LABEL));
  switch (roots.kind[at]) {
    case RootKind.threadFrame:
      return label === '' ? 'thread frame' : `thread ${label}`;
    case RootKind.module:
      return 'in sys.modules';
    case RootKind.interpreter:
      return label === '' ? 'interpreter' : `interpreter: ${label}`;
    case RootKind.gcGarbage:
      return 'in gc.garbage';
    default:
      return label === '' ? 'root' : `root: ${label}`;
  }
}
