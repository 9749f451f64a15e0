import type { RootPath } from '../../analysis/paths/paths.ts';
import type { RootReason } from '../../analysis/paths/root-search.ts';
import { clip, showable } from '../../base/text.ts';
import { formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex, RootKindByte } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

const KIND_NAMES: Readonly<Record<RootKindByte, string>> = {
  [RootKind.other]: 'root',
  [RootKind.threadFrame]: 'thread',
  [RootKind.module]: 'module',
  [RootKind.interpreter]: 'interpreter',
  [RootKind.gcGarbage]: 'gc.garbage',
  [RootKind.runtime]: 'runtime root',
};

/** The declared roots that an object is, for people: "module __main__", "thread MainThread: main()". */
export function rootLabelsOf(graph: HeapGraph, node: NodeIndex): string[] {
  const { roots } = graph;
  if (roots === null) return [];
  const labels: string[] = [];
  for (let index = 0; index < roots.node.length; index++) {
    if (roots.node[index] === node) labels.push(rootLabel(graph, index));
  }
  return [...new Set(labels)];
}

/** One declared root, for people. */
export function rootLabel(graph: HeapGraph, rootIndex: number): string {
  const { roots } = graph;
  if (roots === null) return '';
  const kind = KIND_NAMES[roots.kind[rootIndex] as RootKindByte] ?? 'root';
  const text = roots.label[rootIndex];
  if (text === NO_STRING) return kind;
  return `${kind} ${clip(showable(graph.strings.get(text)), 120)}`;
}

/** What holds the first object of a path from outside. */
export function pathRootLabel(graph: HeapGraph, path: RootPath): string {
  return reasonLabel(graph, path.root);
}

/** Why an object is a root, for people. */
export function reasonLabel(graph: HeapGraph, root: RootReason): string {
  switch (root.reason) {
    case 'declared':
      return rootLabel(graph, root.rootIndex);
    case 'module':
      return 'imported module';
    case 'external':
      if (root.references === IMMORTAL_COUNT) return 'immortal, never freed by the interpreter';
      return `${formatQuantity(root.references, 'reference')} from outside the dump`;
  }
}
