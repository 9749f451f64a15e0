import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { connect } from '../content/connect.ts';
import { MAX_DRAWN_SINGLY } from '../content/equal.ts';
import { findRoutes, passRoutes, routeNumbers, stepKeys } from '../content/find-routes.ts';
import { growNeighbourhood } from '../content/grow.ts';
import { isolate } from '../content/isolate.ts';
import type { MergedStep } from '../content/merge-steps.ts';
import { mergeSteps } from '../content/merge-steps.ts';
import { createRank } from '../content/rank.ts';
import { routeEnds } from '../content/route.ts';
import { createTransformed } from '../content/transforms.ts';
import { isGroup, vertexId } from '../content/vertex.ts';
import type { Grown } from '../content/vertex-set.ts';
import { createFolding } from '../folding/fold.ts';
import { createNeighbours, passingNeighbours } from '../folding/neighbours.ts';
import type { SceneContext } from '../model/context.ts';
import type { SceneRequest } from '../model/scene.ts';
import { boxLabel } from '../text/node-box.ts';
import { limitSteps } from './limit-steps.ts';
import { planNodes } from './plan-nodes.ts';
import type { PlannedEdge, PlannedNode } from './planned.ts';
import { planRecords } from './records.ts';
import type { DescribedScene } from './scene-text.ts';
import { sceneDescription, sceneTitle } from './scene-text.ts';
import type { Stub } from './stubs.ts';
import { gapStubs, sideStubs } from './stubs.ts';

/** A scene before it is laid out. Nodes and edges are in the order in which the layout sees them. */
export interface ScenePlan {
  readonly title: string;
  readonly description: string;
  readonly redactedDescription: string;
  readonly nodes: readonly PlannedNode[];
  readonly edges: readonly PlannedEdge[];
  readonly omittedCount: number;
  /** The members of groups, by the ids of their nodes: those the node stands for. */
  readonly members: ReadonlyMap<string, readonly NodeIndex[]>;
}

/** Nodes in one drawing, stubs included; what finds no room is still counted. */
export const MAX_DRAWN_NODES = 600;

/** Decides what is drawn and what it says; see the README for the order of decisions. */
export function planScene(
  graph: HeapGraph,
  context: SceneContext,
  request: SceneRequest,
): ScenePlan {
  const focus = new Set(request.focus);
  const folding = createFolding(graph, context, {
    focus,
    unfolded: new Set(request.unfolded),
    showWeak: request.showWeak,
    showInfrastructure: request.showInfrastructure,
  });
  const { referrers } = context;
  const found = findRoutes(context, folding, request);
  const every = createNeighbours(graph, referrers, folding);
  // What was asked for stays, and so does what holds it from outside.
  const kept = new Set([...focus, ...found.paths.flatMap(({ way }) => way.objects.slice(0, 1))]);
  const { transforms } = request;
  const transformed = createTransformed(graph, referrers, folding, every, transforms, kept);
  const neighbours = passingNeighbours(every, transformed.isPassed);
  const ways = passRoutes(found, transformed.isPassed);
  const { cycles, paths } = ways;
  const held = paths.map(({ way }) => way);
  // What is drawn as a group is not to be torn apart for the first of its members.
  const isOne = !request.grouped || focus.size <= MAX_DRAWN_SINGLY;
  const forced = new Set(
    isOne ? [cycles[0], ...held].flatMap((way) => routeEnds(way?.objects ?? [])) : [],
  );
  const rank = createRank(graph, forced, new Set(graph.roots?.node ?? []));
  const whole = growNeighbourhood({
    graph,
    referrers,
    neighbours,
    rank,
    request,
    transformed,
    forced,
  });
  const join = (grown: Grown) =>
    connect(
      neighbours,
      grown,
      (node) => graph.type[node],
      [...cycles, ...held].flatMap((way) => way.steps),
    );
  const joined = join(whole);
  const grown =
    request.isolated === null ? whole : isolate(whole, request.isolated, ways, joined.steps);
  const connected = grown === whole ? joined : join(grown);
  const findFamily = request.showFamily ? context.findFamily : null;
  const familyComponent = findFamily?.(request.focus[0] ?? 0) ?? (() => null);
  const findBreaks = request.showCycle ? context.findBreaks : null;
  const { shown: all, hidden } = limitSteps(
    mergeSteps(graph, context.cuts, grown.vertexOf, connected.steps, {
      cycle: stepKeys(cycles),
      path: stepKeys(held),
      wayNumbers: routeNumbers(paths),
      isToBreak: findBreaks?.(request.focus[0] ?? 0) ?? (() => false),
      familyComponent,
    }),
  );
  const records = planRecords(graph, request, grown, connected, all);
  const merged = all.filter(({ target }) => !records.inside.has(target));
  const nodes = planNodes(graph, context, request, grown, connected, records, {
    focus,
    inCycle: new Set(cycles.flatMap((way) => way.objects)),
    onPath: new Set(held.flatMap((way) => way.objects)),
    inFamily: (node) => familyComponent(node) !== null,
    owners: new Set(
      merged.flatMap(({ folded, source }) =>
        folded.some((node) => !transformed.isPassed(node)) ? [source] : [],
      ),
    ),
  });
  // Outside of what is isolated nothing is missing.
  const shows = (kind: 'cycle' | 'path'): boolean =>
    grown === whole || request.isolated?.kind === kind;
  const stubs = [
    ...gapStubs(isOne && shows('cycle') ? (cycles[0] ?? null) : null, grown, 'cycle'),
    ...(isOne && shows('path') ? held.flatMap((way) => gapStubs(way, grown, 'path')) : []),
    ...sideStubs(graph, grown, connected),
  ];
  const shownStubs = stubs.slice(0, Math.max(0, MAX_DRAWN_NODES - nodes.length));
  const omittedCount = stubs.reduce((sum, stub) => sum + stub.omitted.count, 0);
  const members = new Map([...grown.groups.values()].map(({ id, rest }) => [id, rest]));
  const inGroups = [...members.values()].reduce((sum, rest) => sum + rest.length, 0);
  const described: DescribedScene = {
    graph,
    request,
    cycle: cycles[0] ?? null,
    isCutOpen: all.some(({ inCycle, isCutByHand }) => inCycle && isCutByHand),
    paths,
    objects: grown.vertices.size - members.size + inGroups,
    groups: members.size,
    inGroups,
    references: all.reduce((sum, step) => sum + step.count, 0),
    undrawnReferences: hidden,
    omittedCount,
    isFull: grown.isFull || shownStubs.length < stubs.length,
  };
  return {
    title: sceneTitle(graph, request),
    description: sceneDescription(described, false),
    redactedDescription: sceneDescription(described, true),
    nodes: placeStubs(nodes, shownStubs),
    edges: [
      ...merged.map((step) => plannedEdge(grown, step, bears(context, step))),
      ...shownStubs.flatMap((stub) => stub.edges),
    ],
    omittedCount,
    members,
  };
}

/** What the referent retains, where the referrer retains it with it: what hangs on a reference. */
function bears({ retainedSize }: SceneContext, { source, target }: MergedStep): number {
  if (retainedSize === null || isGroup(source) || isGroup(target)) return 0;
  const below = retainedSize[target];
  return retainedSize[source] >= below ? below : 0;
}

function plannedEdge(grown: Grown, step: MergedStep, bearing: number): PlannedEdge {
  const { source, target, label: wanted, ...rest } = step;
  const { label, width, height } = boxLabel(wanted, step.isCutByHand);
  const marks =
    (step.isWeak ? 'w' : '') +
    (step.isHidden ? 'h' : '') +
    (step.isCut ? 'c' : '') +
    (step.isCutByHand ? 'x' : '');
  const ends = [source, target].map((vertex) => vertexId(grown, vertex)) as [string, string];
  return {
    ...rest,
    id: `e-${ends.join('-')}${marks === '' ? '' : `-${marks}`}`,
    source: ends[0],
    target: ends[1],
    label,
    redactedLabel: boxLabel(step.redactedLabel).label,
    labelWidth: width,
    labelHeight: height,
    bears: bearing,
    isStub: false,
  };
}

/** Each stub directly after its object, so that the layout keeps them together. */
function placeStubs(nodes: readonly PlannedNode[], stubs: readonly Stub[]): readonly PlannedNode[] {
  const byNode = new Map<string, PlannedNode[]>();
  for (const { omitted, node } of stubs) {
    const known = byNode.get(omitted.of);
    if (known === undefined) byNode.set(omitted.of, [node]);
    else known.push(node);
  }
  return nodes.flatMap((node) => [node, ...(byNode.get(node.id) ?? [])]);
}
