import { verdictName } from '../analysis/verdict.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import { NodeFlag } from '../heap/heap-graph.ts';
import { connect } from './connect.ts';
import type { SceneContext } from './context.ts';
import { addressText, describeNode, roleOfNode } from './describe-node.ts';
import type { Folding } from './fold.ts';
import { createFolding } from './fold.ts';
import { growNeighbourhood } from './grow.ts';
import type { MergedStep } from './merge-steps.ts';
import { mergeSteps } from './merge-steps.ts';
import { createNeighbours } from './neighbours.ts';
import { boxLabel, boxNode } from './node-box.ts';
import { createRank } from './rank.ts';
import { rootLabels } from './root-label.ts';
import type { SceneEdge, SceneNode, SceneRequest, Verdict } from './scene.ts';
import type { DescribedScene } from './scene-text.ts';
import { sceneDescription, sceneTitle } from './scene-text.ts';
import { stepKey } from './step.ts';
import type { Stub } from './stubs.ts';
import { gapStubs, sideStubs } from './stubs.ts';
import type { Way } from './way.ts';
import { endsOf, foldWay } from './way.ts';

export type PlannedNode = Omit<SceneNode, 'x' | 'y'>;
export type PlannedEdge = Omit<SceneEdge, 'curve' | 'labelX' | 'labelY'>;

/** A scene before it is laid out. Nodes and edges are in the order in which the layout sees them. */
export interface ScenePlan {
  readonly title: string;
  readonly description: string;
  readonly redactedDescription: string;
  readonly nodes: readonly PlannedNode[];
  readonly edges: readonly PlannedEdge[];
  readonly omittedCount: number;
}

/** Nodes in one drawing, stubs included; what finds no room is still counted. */
export const MAX_NODES = 400;
/** Objects of a drawing with many focuses whose cycles are coloured. */
const MAX_CYCLES = 50;

/** Decides what is drawn and what it says; see the README for the order of decisions. */
export function planScene(
  graph: HeapGraph,
  context: SceneContext,
  request: SceneRequest,
): ScenePlan {
  const focus = new Set(request.focus);
  const hidden = new Set(request.hidden.filter((node) => !focus.has(node)));
  const folding = createFolding(graph, context, {
    focus,
    unfolded: new Set(request.unfolded),
    showWeak: request.showWeak,
    showInfrastructure: request.showInfrastructure,
  });
  const cycles = request.showCycle ? findCycles(context, folding, [...focus]) : [];
  const path = request.showPath ? findPath(context, folding, request.focus[0] ?? 0) : null;
  const ways = [...cycles, ...(path === null ? [] : [path])];
  const pinned = new Set([...endsOf(cycles[0]?.objects ?? []), ...endsOf(path?.objects ?? [])]);
  const rank = createRank(graph, pinned, new Set(graph.roots?.node ?? []));
  const neighbours = createNeighbours(graph, context.referrers, folding);
  const isClass = (node: NodeIndex): boolean => (graph.flags[node] & NodeFlag.isType) !== 0;
  const grown = growNeighbourhood(neighbours, rank, request, pinned, isClass);
  const connected = connect(
    neighbours,
    grown,
    hidden,
    (node) => graph.type[node],
    ways.flatMap((way) => way.steps),
  );
  const cycleSteps = stepKeys(cycles);
  const pathSteps = stepKeys(path === null ? [] : [path]);
  const merged = mergeSteps(graph, context.cuts, connected.steps, cycleSteps, pathSteps);

  const inCycle = new Set(cycles.flatMap((way) => way.objects));
  const onPath = new Set(path?.objects ?? []);
  const owners = new Set(merged.flatMap((step) => (step.folded.length > 0 ? [step.source] : [])));
  const held = rootLabels(
    graph,
    context.verdicts,
    grown.drawn,
    (node) => focus.has(node) || onPath.has(node),
  );
  const objects = [...grown.drawn].map((node): PlannedNode => {
    const role = roleOfNode(graph, node);
    const verdict = verdictOf(context, node);
    const counts = connected.counts.get(node);
    const rootLabel = held.get(node) ?? '';
    return {
      id: nodeId(node),
      role,
      node,
      address: addressText(graph, node),
      ...boxNode({ ...describeNode(graph, node, role), rootLabel }, verdict !== 'unknown'),
      verdict,
      isFocus: focus.has(node),
      inCycle: inCycle.has(node),
      onPath: onPath.has(node),
      canUnfold: owners.has(node),
      undrawn: {
        referrers: (counts?.referrers.total ?? 0) - (counts?.referrers.drawn ?? 0),
        referents: (counts?.referents.total ?? 0) - (counts?.referents.drawn ?? 0),
      },
      omitted: null,
    };
  });
  const stubs = [
    ...gapStubs(cycles.slice(0, 1), grown.drawn, 'cycle'),
    ...gapStubs(path === null ? [] : [path], grown.drawn, 'path'),
    ...sideStubs(graph, grown, connected),
  ];
  const shownStubs = stubs.slice(0, Math.max(0, MAX_NODES - objects.length));
  const omittedCount = stubs.reduce((sum, stub) => sum + stub.omitted.count, 0);
  const described: DescribedScene = {
    graph,
    request,
    cycle: cycles[0] ?? null,
    path,
    objects: objects.length,
    references: merged.reduce((sum, step) => sum + step.count, 0),
    omittedCount,
    isFull: grown.isFull || shownStubs.length < stubs.length,
  };
  return {
    title: sceneTitle(graph, request),
    description: sceneDescription(described, false),
    redactedDescription: sceneDescription(described, true),
    nodes: placeStubs(objects, shownStubs),
    edges: [...merged.map(plannedEdge), ...shownStubs.flatMap((stub) => stub.edges)],
    omittedCount,
  };
}

export function nodeId(node: NodeIndex): string {
  return `n${node}`;
}

function findCycles(
  context: SceneContext,
  folding: Folding,
  focus: readonly NodeIndex[],
): readonly Way[] {
  if (context.findCycle === null) return [];
  const cycles: Way[] = [];
  for (const node of focus.slice(0, MAX_CYCLES)) {
    const cycle = context.findCycle(node);
    if (cycle !== null) cycles.push(foldWay(folding, cycle.nodes, cycle.edges, true));
    // What is forced into the drawing is the first focus's; without one, nothing is.
    else if (cycles.length === 0) cycles.push({ objects: [], steps: [] });
  }
  return cycles;
}

function findPath(context: SceneContext, folding: Folding, node: NodeIndex): Way | null {
  const path = context.findRootPath?.(node) ?? null;
  return path === null ? null : foldWay(folding, path.nodes, path.edges, false);
}

function stepKeys(ways: readonly Way[]): ReadonlySet<EdgeIndex> {
  return new Set(ways.flatMap((way) => way.steps.map(stepKey)));
}

function verdictOf(context: SceneContext, node: NodeIndex): Verdict {
  return context.verdicts === null ? 'unknown' : verdictName(context.verdicts.verdict[node]);
}

function plannedEdge(step: MergedStep): PlannedEdge {
  const { source, target, label: wanted, ...rest } = step;
  const { label, width, height } = boxLabel(wanted);
  const marks =
    (step.isWeak ? 'w' : '') +
    (step.isHidden ? 'h' : '') +
    (step.isCut ? 'c' : '') +
    (step.isCutByHand ? 'x' : '');
  return {
    ...rest,
    id: `e${source}-${target}${marks === '' ? '' : `-${marks}`}`,
    source: nodeId(source),
    target: nodeId(target),
    label,
    redactedLabel: boxLabel(step.redactedLabel).label,
    labelWidth: width,
    labelHeight: height,
    isStub: false,
  };
}

/** Each stub directly after its object, so that the layout keeps them together. */
function placeStubs(
  objects: readonly PlannedNode[],
  stubs: readonly Stub[],
): readonly PlannedNode[] {
  const byObject = new Map<NodeIndex, PlannedNode[]>();
  for (const { omitted, node } of stubs) {
    const known = byObject.get(omitted.of);
    if (known === undefined) byObject.set(omitted.of, [node]);
    else known.push(node);
  }
  return objects.flatMap((object) => [
    object,
    ...(object.node === null ? [] : (byObject.get(object.node) ?? [])),
  ]);
}
