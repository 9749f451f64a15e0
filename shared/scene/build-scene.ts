import { OuroborosError } from '../base/errors.ts';
import type { Job } from '../base/job.ts';
import { UNATTENDED_JOB } from '../base/job.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { clearLabels } from './layout/clear-labels.ts';
import type { DotRunner } from './layout/dot-runner.ts';
import { InlineDot } from './layout/dot-runner.ts';
import type { NamedLayout } from './layout/grow-layout.ts';
import { growLayout, swappedShare } from './layout/grow-layout.ts';
import { layOut, type Pace } from './layout/layout.ts';
import type { LayoutInput, LayoutResult } from './layout/layout-graph.ts';
import type { PlacedPin } from './layout/pin-places.ts';
import { placePins } from './layout/pin-places.ts';
import { layOutRing } from './layout/ring-layout.ts';
import { mirrored } from './layout/squeeze.ts';
import { meetOutlines } from './look/outline.ts';
import type { SceneContext } from './model/context.ts';
import type { Scene, SceneEdge, SceneNode, SceneRequest } from './model/scene.ts';
import type { ScenePlan } from './plan/plan-scene.ts';
import { planScene } from './plan/plan-scene.ts';

/** Cycle edges are kept short and straight, then the path's. */
const CYCLE_WEIGHT = 4;
const PATH_WEIGHT = 3;
/** For whoever has no thread to lay out in. */
const INLINE = new InlineDot();

/**
 * The picture of an object's surroundings: what is drawn, what it says, and where it stands.
 *
 * Bounded whatever the graph: at most 500 objects and groups and 600 nodes, and per object and side
 * at most 20,000 references are examined. The same graph, context and request give the same scene;
 * asked for `quick`, a large one comes as a draft. Synchronous until it is laid out. Throws
 * `not-found` when the request names an object that the dump does not have.
 */
export async function buildScene(
  graph: HeapGraph,
  context: SceneContext,
  request: SceneRequest,
  dot: DotRunner = INLINE,
  job: Job = UNATTENDED_JOB,
  pace: Pace = 'whole',
): Promise<Scene> {
  checkFocus(graph, request);
  const plan = planScene(graph, context, request);
  const { input, result: laidOut } = await layoutOf(graph, context, request, plan, dot, job, pace);
  const placed = clearLabels(input, placePins(input, laidOut, pinsOf(plan, request)));
  const nodes = plan.nodes.map(
    (node, at): SceneNode => ({ ...node, ...(placed.nodes[at] ?? { x: 0, y: 0 }) }),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return {
    title: plan.title,
    description: plan.description,
    redactedDescription: plan.redactedDescription,
    nodes,
    edges: plan.edges.map((edge, at): SceneEdge => {
      const laidOut = { ...edge, ...(placed.edges[at] ?? { curve: [], labelX: 0, labelY: 0 }) };
      const source = byId.get(edge.source);
      const target = byId.get(edge.target);
      if (source === undefined || target === undefined) return laidOut;
      return meetOutlines(laidOut, source, target);
    }),
    width: placed.width,
    height: placed.height,
    origin: placed.origin,
    focus: [...new Set(request.focus)],
    omittedCount: plan.omittedCount,
    layout: placed.layout,
  };
}

/**
 * The layout of a drawing that the user has made grow is that of before, with the rest added: it is
 * laid out from the first, step by step. Each step is planned again, and its layout is remembered.
 */
async function layoutOf(
  graph: HeapGraph,
  context: SceneContext,
  request: SceneRequest,
  plan: ScenePlan,
  dot: DotRunner,
  job: Job,
  pace: Pace,
  steps = MAX_STEPS,
): Promise<NamedLayout> {
  const named = {
    input: layoutInput(plan),
    nodeIds: plan.nodes.map(({ id }) => id),
    edgeIds: plan.edges.map(({ id }) => id),
  };
  const ring = request.isolated?.kind === 'cycle' ? ringOf(plan, named.input, job) : null;
  if (ring !== null) return { ...named, result: ring };
  const before = steps === 0 ? null : requestBefore(request);
  if (before === null) return { ...named, result: await layOut(named.input, dot, job, pace) };
  const old = planScene(graph, context, before);
  const grown = await layoutOf(graph, context, before, old, dot, job, 'whole', steps - 1);
  const result = await growLayout(grown, named, dot, job);
  // What adds or takes much at once is laid out as a whole where that keeps the order, too.
  const isLarge = before.depth !== request.depth || before.groups !== request.groups;
  if (!isLarge) return { ...named, result };
  const fresh = await layOut(named.input, dot, job, 'whole');
  const kept = [fresh, mirrored(fresh)].find(
    (one) => swappedShare(grown, { ...named, result: one }) <= MAX_SWAPPED,
  );
  return { ...named, result: kept ?? result };
}

/** Of the pairs of boxes that are seen, those that may change sides when more are drawn. */
const MAX_SWAPPED = 0.05;

/** The cycle alone as a ring; null where several are drawn, or one through several times. */
const ringOf = (plan: ScenePlan, input: LayoutInput, job: Job): LayoutResult | null =>
  layOutRing(
    input,
    plan.edges.map(({ inCycle }) => inCycle),
    plan.edges.map(({ isCutByHand }) => isCutByHand),
    job,
  );

/** More steps than these are not retraced: the drawing begins with the earlier ones in it. */
const MAX_STEPS = 40;

/** What was drawn before the last step by which a drawing grew; null for one laid out as a whole. */
function requestBefore(request: SceneRequest): SceneRequest | null {
  const { expanded, opened, breadth, tidied, groups, depth, tidiedDepth } = request;
  if (opened.length > 0) return { ...request, opened: [] };
  const last = expanded.at(-1);
  if (last !== undefined && expanded.length > tidied) {
    const others = expanded.slice(0, -1);
    const less = last.count - breadth;
    const before = less <= breadth ? others : [...others, { ...last, count: less }];
    return { ...request, expanded: before };
  }
  const spread = groups.findLastIndex((group) => group.spread > group.tidied);
  if (spread >= 0) {
    const before = groups.map((group, at) =>
      at === spread ? { ...group, spread: Math.max(group.tidied, group.spread - breadth) } : group,
    );
    return { ...request, groups: before };
  }
  if (tidiedDepth === null || tidiedDepth === depth) return null;
  return { ...request, depth: depth + Math.sign(tidiedDepth - depth) };
}

function checkFocus(graph: HeapGraph, request: SceneRequest): void {
  if (request.focus.length === 0) {
    throw new OuroborosError('bad-request', 'Choose at least one object to draw.');
  }
  const strange = request.focus.find((node) => !(node >= 0 && node < graph.nodeCount));
  if (strange !== undefined) {
    throw new OuroborosError('not-found', `This dump has no object number ${strange}.`);
  }
}

function pinsOf(plan: ScenePlan, request: SceneRequest): readonly PlacedPin[] {
  const places = new Map(request.pinned.map((pin) => [pin.node, pin]));
  return plan.nodes.flatMap(({ node }, at) => {
    const pin = node === null ? undefined : places.get(node);
    return pin === undefined ? [] : [{ at, x: pin.x, y: pin.y, dx: pin.dx ?? 0, dy: pin.dy ?? 0 }];
  });
}

function layoutInput(plan: ScenePlan): LayoutInput {
  const at = new Map(plan.nodes.map((node, index) => [node.id, index]));
  return {
    nodes: plan.nodes.map(({ width, height }) => ({ width, height })),
    edges: plan.edges.map((edge) => ({
      source: at.get(edge.source) ?? 0,
      target: at.get(edge.target) ?? 0,
      labelWidth: edge.labelWidth,
      labelHeight: edge.labelHeight,
      weight: edge.inCycle ? CYCLE_WEIGHT : edge.onPath ? PATH_WEIGHT : 1,
    })),
  };
}
