import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_COUNT } from '../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../shared/heap/string-table.ts';
import type { DrawnGraph } from './graph-from-text.ts';

/** What a dump may record of an object beside its references. */
export interface NodeFacts {
  readonly preview?: string;
  readonly length?: number;
  /** The JSON of its details. */
  readonly details?: object;
}

/** A drawn graph whose objects, by their names in the drawing, have previews, lengths, details. */
export function withFacts(
  { graph, node }: Pick<DrawnGraph, 'graph' | 'node'>,
  facts: Readonly<Record<string, NodeFacts>>,
): HeapGraph {
  const texts = Array.from({ length: graph.strings.count }, (_, index) => graph.strings.get(index));
  const preview = new Uint32Array(graph.nodeCount).fill(NO_STRING);
  const length = new Uint32Array(graph.nodeCount).fill(NO_COUNT);
  const details: { node: number; value: number }[] = [];
  for (const [name, fact] of Object.entries(facts)) {
    // Equal texts are stored twice on purpose, as a dump may.
    if (fact.preview !== undefined) preview[node(name)] = texts.push(fact.preview) - 1;
    if (fact.length !== undefined) length[node(name)] = fact.length;
    if (fact.details !== undefined) {
      details.push({ node: node(name), value: texts.push(JSON.stringify(fact.details)) - 1 });
    }
  }
  details.sort((a, b) => a.node - b.node);
  return {
    ...graph,
    preview,
    length,
    strings: StringTable.fromStrings(texts),
    details: {
      node: Uint32Array.from(details, (detail) => detail.node),
      value: Uint32Array.from(details, (detail) => detail.value),
    },
  };
}
