import { verdictName } from '../../analysis/graph/verdict.ts';
import { clip, showable } from '../../base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Connected } from '../content/connect.ts';
import type { DrawnGroup, Vertex } from '../content/vertex.ts';
import type { Grown } from '../content/vertex-set.ts';
import type { SceneContext } from '../model/context.ts';
import type { SceneRequest, SceneVerdict } from '../model/scene.ts';
import {
  addressText,
  describeNode,
  namedType,
  roleOfNode,
  SIZE_WORTH_SHOWING,
  shortNameOf,
} from '../text/describe-node.ts';
import { factLines } from '../text/facts.ts';
import { boxNode } from '../text/node-box.ts';
import { rootLabels } from '../text/root-label.ts';
import type { PlannedNode } from './planned.ts';
import type { PlannedRecords } from './records.ts';

const MAX_MODULE_NAME = 60;

/** What is marked in a drawing, by object. */
export interface NodeMarks {
  readonly focus: ReadonlySet<NodeIndex>;
  readonly inCycle: ReadonlySet<NodeIndex>;
  readonly onPath: ReadonlySet<NodeIndex>;
  readonly inFamily: (node: NodeIndex) => boolean;
  /** Drawn references of it are folded. */
  readonly owners: ReadonlySet<Vertex>;
}

/** Objects and groups of a drawing with their text and boxes, in drawing order. */
export function planNodes(
  graph: HeapGraph,
  context: SceneContext,
  request: SceneRequest,
  grown: Grown,
  connected: Connected,
  records: PlannedRecords,
  marks: NodeMarks,
): readonly PlannedNode[] {
  const pinned = new Set(request.pinned.map(({ node }) => node));
  const members = [...grown.vertices].flatMap(
    (vertex) => grown.groups.get(vertex)?.rest ?? [vertex],
  );
  const held = rootLabels(
    graph,
    context.verdicts,
    new Set(members),
    (node) => marks.focus.has(node) || marks.onPath.has(node),
  );
  const undrawn = (vertex: Vertex): PlannedNode['undrawn'] => ({
    referrers: connected.counts.get(vertex)?.referrers.missing ?? 0,
    referents: connected.counts.get(vertex)?.referents.missing ?? 0,
  });
  const some = (group: DrawnGroup, has: (node: NodeIndex) => boolean): boolean =>
    group.rest.some(has);

  const objectNode = (node: NodeIndex): PlannedNode => {
    const role = roleOfNode(graph, node);
    const verdict = verdictOf(context, node);
    const rootLabel = held.get(node) ?? '';
    const saysRetained = request.facts.includes('retained');
    const text = describeNode(
      graph,
      node,
      role,
      request.facts.includes('size'),
      saysRetained ? 0 : (context.retainedSize?.[node] ?? 0),
    );
    const facts = factLines(graph, context.retainedSize, node, request.facts);
    const record = records.recordOf(node);
    return {
      id: `n${node}`,
      role,
      node,
      address: addressText(graph, node),
      type: namedType(graph, node),
      ...boxNode(
        {
          title: text.title,
          lines: [...text.lines, ...facts],
          redactedLines: [...text.redactedLines, ...facts],
          rootLabel,
          record,
        },
        verdict !== 'unknown',
      ),
      verdict,
      isFocus: marks.focus.has(node),
      inCycle: marks.inCycle.has(node),
      onPath: marks.onPath.has(node),
      inFamily: marks.inFamily(node),
      isPinned: pinned.has(node),
      canUnfold: marks.owners.has(node) || record !== null,
      undrawn: undrawn(node),
      group: null,
      omitted: null,
    };
  };

  const groupNode = (group: DrawnGroup): PlannedNode => {
    const { rest, members: all, id, vertex, gathering } = group;
    const isModule = gathering?.kind === 'module';
    const example = rest[0] ?? 0;
    const verdicts = new Set(rest.map((node) => verdictOf(context, node)));
    const [verdict = 'unknown'] = verdicts.size === 1 ? verdicts : ['unknown' as const];
    const bytes = rest.reduce((sum, node) => sum + graph.shallowSize[node], 0);
    const lines = [
      ...(isModule ? [formatQuantity(rest.length, 'object')] : []),
      ...(gathering?.kind === 'chain' ? ['linked to each other'] : []),
      ...(bytes >= SIZE_WORTH_SHOWING ? [`${formatBytes(bytes)} together`] : []),
    ];
    const heldCount = rest.filter((node) => held.has(node)).length;
    const rootLabel = heldCount === 0 ? '' : `${formatCount(heldCount)} held from outside`;
    return {
      id,
      role: isModule ? 'module' : roleOfNode(graph, example),
      node: null,
      address: '',
      type: isModule ? '' : namedType(graph, example),
      ...boxNode(
        {
          title: isModule
            ? showable(clip(gathering.name, MAX_MODULE_NAME))
            : `${formatCount(rest.length)} × ${shortNameOf(graph, example)}`,
          lines,
          redactedLines: lines,
          rootLabel,
          record: records.recordOf(vertex),
        },
        verdict !== 'unknown',
      ),
      verdict,
      isFocus: some(group, (node) => marks.focus.has(node)),
      inCycle: some(group, (node) => marks.inCycle.has(node)),
      onPath: some(group, (node) => marks.onPath.has(node)),
      inFamily: some(group, marks.inFamily),
      isPinned: false,
      canUnfold: false,
      undrawn: undrawn(vertex),
      group: { count: rest.length, total: all.length, example },
      omitted: null,
    };
  };

  return [...grown.vertices].flatMap((vertex) => {
    if (records.inside.has(vertex)) return [];
    const group = grown.groups.get(vertex);
    return [group === undefined ? objectNode(vertex) : groupNode(group)];
  });
}

function verdictOf(context: SceneContext, node: NodeIndex): SceneVerdict {
  return context.verdicts === null ? 'unknown' : verdictName(context.verdicts.verdict[node]);
}
