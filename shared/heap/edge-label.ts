import type { EdgeLabel } from './edge-kind.ts';
import { EDGE_KIND_MASK, EdgeKind, isPositionKind } from './edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_STRING } from './string-table.ts';

const NO_LABEL: EdgeLabel = { form: 'none' };

/** The label of a reference as stored. O(1). `edge` must belong to `source`. */
export function edgeLabel(graph: HeapGraph, source: NodeIndex, edge: EdgeIndex): EdgeLabel {
  const labels = graph.edgeLabels;
  if (labels === null) return NO_LABEL;
  const isPosition = isPositionKind(graph.edgeKind[edge]);
  let stored: number;
  if (labels.form === 'perEdge') {
    stored = labels.label[edge];
  } else {
    const layout = labels.layout[source];
    const position = edge - graph.firstEdge[source];
    const firstSlot = labels.layoutFirstSlot[layout];
    const slots = labels.layoutFirstSlot[layout + 1] - firstSlot;
    if (position < slots) stored = labels.slotLabel[firstSlot + position];
    else stored = isPosition ? position - slots : NO_STRING;
  }
  if (stored === NO_STRING) return NO_LABEL;
  return isPosition ? { form: 'position', position: stored } : { form: 'text', text: stored };
}

/** The label's bare text: `ww`, `3`, `'key'`; '' where there is none. Not yet `showable`. */
export function edgeLabelText(graph: HeapGraph, source: NodeIndex, edge: EdgeIndex): string {
  const label = edgeLabel(graph, source, edge);
  if (label.form === 'position') return String(label.position);
  return label.form === 'text' ? graph.strings.get(label.text) : '';
}

/**
 * A bare label as a person reads it on an edge: `.ww`, `[3]`, `['key']`, `local df`, `key 'k'`.
 * The text comes from `edgeLabelText`; pass `kind` as stored, marks and all.
 */
export function decorateEdgeLabel(kind: number, text: string): string {
  switch (kind & EDGE_KIND_MASK) {
    case EdgeKind.attribute:
    case EdgeKind.slot:
    case EdgeKind.global:
      return text === '' ? '' : `.${text}`;
    case EdgeKind.key:
      return text === '' ? 'key' : `key ${text}`;
    case EdgeKind.value:
      return text === '' ? 'value' : `[${text}]`;
    case EdgeKind.index:
    case EdgeKind.array:
      return text === '' ? '[…]' : `[${text}]`;
    case EdgeKind.element:
      return 'in set';
    case EdgeKind.local:
      return text === '' ? 'local' : `local ${text}`;
    case EdgeKind.cell:
      return text === '' ? 'cell' : `cell ${text}`;
    case EdgeKind.class:
      return '.__class__';
    case EdgeKind.stack:
      return 'on the stack';
    case EdgeKind.weakTarget:
      return 'weakly';
    case EdgeKind.internal:
      return text === '' ? '' : `.${text}`;
    default:
      return text;
  }
}
