import { clip, showable } from '../../base/text.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Connected } from '../content/connect.ts';
import type { MergedStep } from '../content/merge-steps.ts';
import type { Vertex } from '../content/vertex.ts';
import type { Grown } from '../content/vertex-set.ts';
import type { SceneRecord, SceneRequest, SceneRow } from '../model/scene.ts';
import {
  describeNode,
  fullTypeName,
  roleOfNode,
  SIZE_WORTH_SHOWING,
  shortNameOf,
} from '../text/describe-node.ts';

/** Rows of a closed record, and of an open one. */
const MAX_CLOSED_ROWS = 5;
const MAX_OPEN_ROWS = 40;
/** Rows at the end of a closed record are not worth a click to see them. */
const SPARED = 1;
const MAX_VALUE = 60;

/** Which of what is drawn is a row in its owners' boxes, and the rows. */
export interface PlannedRecords {
  readonly inside: ReadonlySet<Vertex>;
  readonly recordOf: (owner: Vertex) => SceneRecord | null;
}

const NONE: PlannedRecords = { inside: new Set(), recordOf: () => null };

/**
 * Finds values that say all they have to say in a row of whoever refers to them: None, booleans,
 * numbers, strings and empty containers from which nothing leads on. A third of the boxes of a
 * drawing are such, and since programs share them, they would tie everything to everything.
 *
 * What was asked for, is marked, pinned, opened or cut, or takes memory worth a box, keeps its box.
 * O(vertices + steps).
 */
export function planRecords(
  graph: HeapGraph,
  request: SceneRequest,
  grown: Grown,
  connected: Connected,
  steps: readonly MergedStep[],
): PlannedRecords {
  if (!request.valuesInside) return NONE;
  const apart = new Set<Vertex>([
    ...request.focus,
    ...request.pinned.map(({ node }) => node),
    ...request.expanded.map(({ node }) => node),
    ...request.unfolded,
  ]);
  const edited = new Set(request.groups.map(({ id }) => id));
  const unfolded = new Set<Vertex>(request.unfolded);
  const owned = new Map<Vertex, MergedStep[]>();
  for (const step of steps) {
    const { source, target } = step;
    apart.add(source);
    const isMarked = step.inCycle || step.onPath || step.isCutByHand || step.isWeak;
    if (isMarked || unfolded.has(source)) apart.add(target);
    const known = owned.get(target);
    if (known === undefined) owned.set(target, [step]);
    else known.push(step);
  }
  const inside = new Set<Vertex>();
  for (const vertex of grown.vertices) {
    if (apart.has(vertex) || !owned.has(vertex)) continue;
    const group = grown.groups.get(vertex);
    if (group !== undefined && edited.has(group.id)) continue;
    const counts = connected.counts.get(vertex);
    if (counts !== undefined && counts.referents.missing > 0) continue;
    const isOpened = grown.open.referrers.has(vertex);
    if (isOpened && (counts?.referrers.missing ?? 0) > 0) continue;
    if ((group?.rest ?? [vertex]).every((node) => isPlainValue(graph, node))) inside.add(vertex);
  }
  const rows = new Map<Vertex, SceneRow[]>();
  for (const step of steps) {
    if (!inside.has(step.target) || isKeyAlone(graph, step)) continue;
    const row = rowOf(graph, grown, step);
    const known = rows.get(step.source);
    if (known === undefined) rows.set(step.source, [row]);
    else known.push(row);
  }
  const opened = new Set<Vertex>(request.opened);
  return {
    inside,
    recordOf(owner) {
      const all = rows.get(owner);
      if (all === undefined) return null;
      all.sort((a, b) => rankOfRow(a) - rankOfRow(b));
      const isOpen = opened.has(owner);
      const limit = isOpen ? MAX_OPEN_ROWS : MAX_CLOSED_ROWS;
      return {
        rows: all.length <= limit + SPARED ? all : all.slice(0, limit),
        total: all.length,
        isOpen,
      };
    },
  };
}

/** Items by their positions, then names, then what every object of its kind has. */
function rankOfRow({ label }: SceneRow): number {
  const position = /^\[(\d{1,9})\]/.exec(label)?.[1];
  if (position !== undefined) return Number(position);
  return label.startsWith('.__') ? 2e9 : 1e9;
}

function isPlainValue(graph: HeapGraph, node: NodeIndex): boolean {
  if (graph.shallowSize[node] >= SIZE_WORTH_SHOWING) return false;
  const role = roleOfNode(graph, node);
  if (role === 'value') return graph.firstEdge[node] === graph.firstEdge[node + 1];
  return role === 'container' && EMPTY.has(plainType(graph, node)) && graph.length?.[node] === 0;
}

/** How programs write what holds nothing. */
const EMPTY: ReadonlyMap<string, string> = new Map([
  ['dict', '{}'],
  ['list', '[]'],
  ['tuple', '()'],
  ['set', 'set()'],
  ['frozenset', 'frozenset()'],
  ['collections.deque', 'deque()'],
  ['collections.OrderedDict', 'OrderedDict()'],
]);

function plainType(graph: HeapGraph, node: NodeIndex): string {
  return fullTypeName(graph, node).replace(/^(?:builtins|__builtin__)\./, '');
}

/** The key of a dict says nothing that the label of its value does not. */
function isKeyAlone(graph: HeapGraph, { references }: MergedStep): boolean {
  return (
    references.length > 0 &&
    references.every(
      ({ source, position }) =>
        (graph.edgeKind[graph.firstEdge[source] + position] & EDGE_KIND_MASK) === EdgeKind.key,
    )
  );
}

function rowOf(graph: HeapGraph, grown: Grown, step: MergedStep): SceneRow {
  const { label, redactedLabel, target, references } = step;
  const group = grown.groups.get(target);
  if (group !== undefined) {
    const example = group.rest[0] ?? 0;
    const bytes = group.rest.reduce((sum, node) => sum + graph.shallowSize[node], 0);
    const size = bytes >= SIZE_WORTH_SHOWING ? `, ${formatBytes(bytes)}` : '';
    const value = `${formatCount(group.rest.length)} × ${shortNameOf(graph, example)}${size}`;
    return { label, redactedLabel, value, redactedValue: value, node: null, references };
  }
  return { label, redactedLabel, ...valueText(graph, target), node: target, references };
}

function valueText(graph: HeapGraph, node: NodeIndex): Pick<SceneRow, 'value' | 'redactedValue'> {
  const type = plainType(graph, node);
  const empty = EMPTY.get(type);
  if (empty !== undefined) return { value: empty, redactedValue: empty };
  const { title, lines, redactedLines } = describeNode(graph, node, 'value');
  const [first = ''] = lines;
  if (type === 'NoneType') return { value: 'None', redactedValue: 'None' };
  if (first === '') return { value: title, redactedValue: title };
  const text = showable(clip(first, MAX_VALUE));
  const isText = type === 'str' || type === 'unicode' || type === 'string';
  return {
    value: isText ? `'${text}'` : text,
    redactedValue: `${title}, ${redactedLines[0] ?? ''}`,
  };
}
