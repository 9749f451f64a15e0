import { computeComponents } from '../../../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../../../shared/analysis/components/cuts.ts';
import { findCyclesThrough } from '../../../shared/analysis/components/cycle-search.ts';
import { findDisjointPaths } from '../../../shared/analysis/paths/disjoint-paths.ts';
import { findRootPath } from '../../../shared/analysis/paths/paths.ts';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../shared/heap/referrers.ts';
import { NO_STRING, StringTable } from '../../../shared/heap/string-table.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import { buildScene } from '../../../shared/scene/build-scene.ts';
import type { SceneContext } from '../../../shared/scene/model/context.ts';
import type {
  Scene,
  SceneEdge,
  SceneNode,
  SceneRequest,
} from '../../../shared/scene/model/scene.ts';
import type { DrawnGraph } from '../../support/graph-from-text.ts';

/** As a drawing starts, but for what tests ask for one by one. */
export const PLAIN_REQUEST: SceneRequest = startingScene([0], {
  breadth: 10,
  valuesInside: false,
  grouped: false,
  showCycle: false,
  showPath: false,
});

/** What a session would hand to a drawing. */
export function contextOf(graph: HeapGraph): SceneContext {
  const job = UNATTENDED_JOB;
  const referrers = buildReferrers(graph, job);
  const verdicts = computeVerdicts(graph, job);
  const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts);
  const components = computeComponents(graph, cuts, job);
  return {
    referrers,
    verdicts,
    cuts,
    findCycle: (node) => findCyclesThrough(graph, cuts, components, node, 1, job)[0] ?? null,
    findRootPath: (node) => findRootPath(graph, referrers, verdicts, node, job),
    findBreaks: null,
    findWays: (node) => {
      const limits = { maxWays: 16, maxSteps: 1e6 };
      const set = Uint32Array.of(node);
      const { ways } = findDisjointPaths(graph, referrers, verdicts, set, limits, job);
      return { firstNumber: 1, paths: ways };
    },
    findFamily: null,
    retainedSize: null,
  };
}

/** The scene of a drawn graph around the objects named. */
export function sceneOf(
  drawn: DrawnGraph,
  focus: readonly string[],
  request: Partial<SceneRequest> = {},
): Promise<Scene> {
  return buildScene(drawn.graph, contextOf(drawn.graph), {
    ...PLAIN_REQUEST,
    focus: focus.map(drawn.node),
    ...request,
  });
}

/** `a .x> b` for each edge, sorted, with the names of the drawing; stubs by their id. */
export function edgeTexts(drawn: DrawnGraph, scene: Scene): readonly string[] {
  return scene.edges.map((edge) => edgeText(drawn, scene, edge)).sort();
}

function edgeText(drawn: DrawnGraph, scene: Scene, edge: SceneEdge): string {
  const name = (id: string): string => {
    const node = scene.nodes.find((candidate) => candidate.id === id);
    return node?.node === null || node === undefined ? id : (drawn.names[node.node] ?? '?');
  };
  return `${name(edge.source)} ${edge.label}> ${name(edge.target)}`;
}

/** Names of the drawn objects, in drawing order. */
export function drawnNames(drawn: DrawnGraph, scene: Scene): readonly string[] {
  return scene.nodes.flatMap(({ node }) => (node === null ? [] : [drawn.names[node] ?? '?']));
}

export function nodeNamed(drawn: DrawnGraph, scene: Scene, name: string): SceneNode {
  const found = scene.nodes.find(({ node }) => node === drawn.node(name));
  if (found === undefined) throw new Error(`${name} is not drawn`);
  return found;
}

/** The graph with every string put through `change`, and previews for the nodes given. */
export function withStrings(
  graph: HeapGraph,
  change: (text: string) => string,
  previews: ReadonlyMap<number, string> = new Map(),
): HeapGraph {
  const texts = Array.from({ length: graph.strings.count }, (_, index) =>
    change(graph.strings.get(index)),
  );
  const preview = new Uint32Array(graph.nodeCount).fill(NO_STRING);
  for (const [node, text] of previews) preview[node] = texts.push(text) - 1;
  return { ...graph, preview, strings: StringTable.fromStrings(texts) };
}
