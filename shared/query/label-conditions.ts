import type { Job } from '../base/job.ts';
import { isPositionKind } from '../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, LayoutLabels, NodeIndex } from '../heap/heap-graph.ts';
import type { Condition } from './condition.ts';
import { Cost, conditionOn, marked, NEVER } from './condition.ts';
import type { TextChoice } from './text-conditions.ts';
import { bytesTestOf } from './text-conditions.ts';
import { RememberedTest } from './text-test.ts';

/** Whether a reference's label passes; positions in lists are no labels here. */
type LabelTest = (source: NodeIndex, edge: EdgeIndex) => boolean;

/**
 * `attr` and `label`: the name or key of a reference that an object holds, or that leads to it.
 * One pass over all references at most; labels that a layout's objects share are looked at once.
 */
export function labelCondition(
  graph: HeapGraph,
  field: 'attr' | 'label',
  choice: TextChoice,
): Condition {
  const { edgeLabels } = graph;
  if (edgeLabels === null) return NEVER;
  return conditionOn(Cost.references, (job) => {
    const texts = new RememberedTest(graph.strings, bytesTestOf(field, choice, job));
    const passes =
      edgeLabels.form === 'layouts'
        ? layoutTest(graph, edgeLabels, texts)
        : (_: NodeIndex, edge: EdgeIndex) =>
            !isPositionKind(graph.edgeKind[edge]) && texts.passes(edgeLabels.label[edge]);
    const mayPass = edgeLabels.form === 'layouts' ? usefulLayouts(edgeLabels, texts) : null;
    return marked(markObjects(graph, field, passes, mayPass, job));
  });
}

function markObjects(
  graph: HeapGraph,
  field: 'attr' | 'label',
  passes: LabelTest,
  mayPass: ((node: NodeIndex) => boolean) | null,
  job: Job,
): Uint8Array {
  const { nodeCount, firstEdge, edgeTarget } = graph;
  const marks = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & NODES_PER_CHECK) === 0) {
      job.checkpoint();
      job.report({ phase: 'Looking at labels', done: node, total: nodeCount, unit: 'objects' });
    }
    if (mayPass !== null && !mayPass(node)) continue;
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if (!passes(node, edge)) continue;
      marks[field === 'attr' ? node : edgeTarget[edge]] = 1;
    }
  }
  return marks;
}

const NODES_PER_CHECK = 0x3fff;

function layoutTest(graph: HeapGraph, labels: LayoutLabels, texts: RememberedTest): LabelTest {
  const { firstEdge, edgeKind } = graph;
  const { layout, layoutFirstSlot, slotLabel } = labels;
  return (source, edge) => {
    const slot = layoutFirstSlot[layout[source]] + (edge - firstEdge[source]);
    if (slot >= layoutFirstSlot[layout[source] + 1]) return false;
    return !isPositionKind(edgeKind[edge]) && texts.passes(slotLabel[slot]);
  };
}

/**
 * Whether any label of an object's layout can pass. A slot may hold a position instead of a text,
 * which only the reference's kind tells: this may say yes too often, never no.
 */
function usefulLayouts(labels: LayoutLabels, texts: RememberedTest): (node: NodeIndex) => boolean {
  const { layout, layoutFirstSlot, slotLabel } = labels;
  const useful = new Uint8Array(layoutFirstSlot.length - 1);
  for (let number = 0; number < useful.length; number++) {
    const slots = slotLabel.subarray(layoutFirstSlot[number], layoutFirstSlot[number + 1]);
    useful[number] = slots.some((text) => texts.passes(text)) ? 1 : 0;
  }
  return (node) => useful[layout[node]] === 1;
}
