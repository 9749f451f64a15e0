import type { Cycle } from '../../analysis/components/cycle-search.ts';
import { findCyclesThrough } from '../../analysis/components/cycle-search.ts';
import { Verdict } from '../../analysis/graph/verdict.ts';
import type { RootPath } from '../../analysis/paths/paths.ts';
import { findRootPath } from '../../analysis/paths/paths.ts';
import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import { MAX_RETAINED_AT_ONCE } from '../../protocol/limits.ts';
import type { CutChoice, ExportOptions } from '../../protocol/schemas.ts';
import { buildScene } from '../../scene/build-scene.ts';
import type { DotRunner } from '../../scene/layout/dot-runner.ts';
import type { Pace } from '../../scene/layout/layout.ts';
import type { NumberedPaths, SceneContext } from '../../scene/model/context.ts';
import type { Scene, SceneRequest } from '../../scene/model/scene.ts';
import { planScene } from '../../scene/plan/plan-scene.ts';
import { writeDot } from '../../scene/writers/dot.ts';
import { writeJson } from '../../scene/writers/json.ts';
import { writeSvg } from '../../scene/writers/svg.ts';
import { advisedEdges } from '../answer/advised-breaks.ts';
import type { CycleColumns, DerivedColumns } from '../columns/derived.ts';
import { disjointPathsTo } from '../held/disjoint-paths.ts';
import { familyComponents, familyOf, isTangled } from '../objects/object-family.ts';
import { objectRow } from '../rows/rows.ts';

/** The drawing of a request, with what the analyses know. */
export function sceneOf(
  derived: DerivedColumns,
  request: SceneRequest,
  cuts: CutChoice,
  dot: DotRunner,
  job: Job,
  pace: Pace = 'whole',
): Promise<Scene> {
  const context = contextOf(derived, request, cuts, job);
  job.report({ phase: 'Drawing', done: 0, total: 0, unit: '' });
  return buildScene(derived.graph, context, request, dot, job, pace);
}

/** The members that one group of a drawing stands for, page by page. */
export function groupPage(
  derived: DerivedColumns,
  { scene, cuts, group, offset, limit }: DumpRequest<'groupMembers'>,
  job: Job,
): DumpResponse<'groupMembers'> {
  const context = contextOf(derived, scene, cuts, job);
  const members = planScene(derived.graph, context, scene).members.get(group) ?? [];
  return {
    total: members.length,
    rows: members.slice(offset, offset + limit).map((node) => objectRow(derived, node, job)),
  };
}

function contextOf(
  derived: DerivedColumns,
  request: SceneRequest,
  cuts: CutChoice,
  job: Job,
): SceneContext {
  const { graph } = derived;
  const referrers = derived.referrers(job);
  const verdicts = derived.verdicts(job);
  const cycles = derived.cycles(cuts, job);
  const found = foundIn(derived, cycles.cuts);
  return {
    referrers,
    verdicts,
    cuts: cycles.cuts,
    findCycle: (node) =>
      openCycle(derived, request, cuts, node, job) ?? shortestCycle(derived, cycles, node, job),
    findRootPath: (node) =>
      kept(found.paths, node, () => findRootPath(derived.followed, referrers, verdicts, node, job)),
    findWays: (node) =>
      kept(found.ways, node, () => {
        const { itself, ways } = disjointPathsTo(derived, Uint32Array.of(node), job);
        return { firstNumber: itself === null ? 1 : 2, paths: ways };
      }),
    findFamily: (node) => familyComponents(cycles, node),
    findBreaks: (node) => breaksAt(derived, cycles, node, cuts, job),
    // By the number of objects and not by what happens to be known: the same drawing every time.
    retainedSize:
      graph.nodeCount <= MAX_RETAINED_AT_ONCE || request.facts.includes('retained')
        ? derived.dominators(job).retainedSize
        : null,
  };
}

function shortestCycle(
  derived: DerivedColumns,
  { cuts, components }: CycleColumns,
  node: NodeIndex,
  job: Job,
): Cycle | null {
  return kept(
    foundIn(derived, cuts).cycles,
    node,
    () => findCyclesThrough(derived.graph, cuts, components, node, 1, job)[0] ?? null,
  );
}

/** A ring that was cut by hand stays a ring, and stands open; null where none is drawn, or cut. */
function openCycle(
  derived: DerivedColumns,
  { isolated }: SceneRequest,
  cuts: CutChoice,
  node: NodeIndex,
  job: Job,
): Cycle | null {
  if (isolated?.kind !== 'cycle' || cuts.edges.length === 0) return null;
  const { firstEdge } = derived.graph;
  const cut = new Set(cuts.edges.map(({ source, position }) => firstEdge[source] + position));
  const whole = derived.uncut();
  const cycle = shortestCycle(whole, whole.cycles({ ...cuts, edges: [] }, job), node, job);
  return cycle?.edges.some((edge) => cut.has(edge)) === true ? cycle : null;
}

/** Cycles, paths and ways of the objects that were drawn last; looking for them may take seconds. */
interface Found {
  readonly cycles: Map<NodeIndex, Cycle | null>;
  readonly paths: Map<NodeIndex, RootPath | null>;
  readonly ways: Map<NodeIndex, NumberedPaths>;
}

const MAX_KEPT = 64;
/** By the columns they were found in, and the cuts: what is asked under others is another question. */
const cachedFindings = new WeakMap<DerivedColumns, WeakMap<object, Found>>();

function foundIn(derived: DerivedColumns, cuts: object): Found {
  const byCuts = cachedFindings.get(derived) ?? new WeakMap<object, Found>();
  cachedFindings.set(derived, byCuts);
  const found = byCuts.get(cuts) ?? { cycles: new Map(), paths: new Map(), ways: new Map() };
  byCuts.set(cuts, found);
  return found;
}

function kept<Value>(known: Map<NodeIndex, Value>, node: NodeIndex, find: () => Value): Value {
  const before = known.get(node);
  if (before !== undefined) return before;
  const value = find();
  known.set(node, value);
  for (const oldest of known.keys()) {
    if (known.size <= MAX_KEPT) break;
    known.delete(oldest);
  }
  return value;
}

/** The references to break for the family an object is in, where that frees something. */
function breaksAt(
  derived: DerivedColumns,
  cycles: CycleColumns,
  node: NodeIndex,
  cuts: CutChoice,
  job: Job,
): ((edge: EdgeIndex) => boolean) | null {
  const id = familyOf(cycles, node);
  const family = id === null ? undefined : cycles.families.families[id];
  if (id === null || family === undefined || family.verdict === Verdict.held) return null;
  // A drawing does not wait for what to break in a tangle.
  if (isTangled(cycles, family)) return null;
  const chosen = advisedEdges(derived, id, cuts, job);
  return (edge) => chosen.some((edges) => isAmong(edges, edge));
}

/** A drawing as a file's text. */
export function writeScene(scene: Scene, options: ExportOptions): DumpResponse<'export'> {
  const stem = fileStem(scene.title);
  const { format, ...drawing } = options;
  switch (format) {
    case 'svg':
      return {
        text: writeSvg(scene, drawing),
        mediaType: 'image/svg+xml',
        suggestedName: `${stem}.svg`,
      };
    case 'dot':
      return {
        text: writeDot(scene, drawing),
        mediaType: 'text/vnd.graphviz',
        suggestedName: `${stem}.dot`,
      };
    case 'json':
      return {
        text: writeJson(scene, drawing),
        mediaType: 'application/json',
        suggestedName: `${stem}.json`,
      };
  }
}

/** A title as a file name that is safe on every system: letters, digits and dashes. */
function fileStem(title: string): string {
  const stem = title
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return stem === '' ? 'drawing' : stem.toLowerCase();
}
