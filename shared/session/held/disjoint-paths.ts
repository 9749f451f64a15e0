import { isUnreachable, verdictName } from '../../analysis/graph/verdict.ts';
import type { DisjointPaths } from '../../analysis/paths/disjoint-paths.ts';
import { findDisjointPaths } from '../../analysis/paths/disjoint-paths.ts';
import type { RootPath } from '../../analysis/paths/paths.ts';
import type { Job } from '../../base/job.ts';
import { nodeAddressText } from '../../heap/address.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex } from '../../heap/heap-graph.ts';
import type { HeldWay, ReleasingCut, WaysResult } from '../../protocol/paths-schemas.ts';
import { circledNumber } from '../../scene/content/merge-steps.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from '../rows/names.ts';
import { shownLabel } from '../rows/references.ts';
import { pathRootLabel, reasonLabel } from '../rows/root-labels.ts';
import { objectRow } from '../rows/rows.ts';
import { disjointPathsNotes, disjointPathsSentence, releaseText } from './disjoint-paths-words.ts';
import { PathWriter } from './path-text.ts';

/** Ways that are looked for and shown; who is held in more has other questions. */
const MAX_WAYS = 16;
/** References of a cut that are shown; all of them are counted. */
const SHOWN_REFERENCES = 20;
/** Referrers looked at while somebody waits at the window: some two seconds at worst. */
const MAX_STEPS = 20_000_000;
/** Steps of the search where nothing else has to wait for it. */
export const PATIENT_STEPS = 1_000_000_000;

/** The independent ways to these objects (ascending, each once), as they are drawn and counted. */
export function disjointPathsTo(
  derived: DerivedColumns,
  nodes: Uint32Array,
  job: Job,
  maxSteps = MAX_STEPS,
): DisjointPaths {
  const referrers = derived.referrers(job);
  const limits = { maxWays: MAX_WAYS, maxSteps };
  return findDisjointPaths(derived.followed, referrers, derived.verdicts(job), nodes, limits, job);
}

/** In how many ways these objects are held, and what would release them. */
export function disjointPathsResult(
  derived: DerivedColumns,
  nodes: Uint32Array,
  job: Job,
  maxSteps = MAX_STEPS,
): WaysResult {
  const found = disjointPathsTo(derived, nodes, job, maxSteps);
  const verdicts = derived.verdicts(job);
  const ends = found.ways.map((way) => way.nodes[way.nodes.length - 1]);
  const writer = new PathWriter(derived, ends, job);
  const ways = [
    ...ownWay(derived, found, job),
    ...found.ways.map((way) => presentWay(derived, writer, way, job)),
  ].map((way, at) => ({ number: at + 1, mark: circledNumber(at + 1), ...way }));
  const unreachable = nodes.reduce(
    (sum, node) => sum + (isUnreachable(verdicts.verdict[node]) ? 1 : 0),
    0,
  );
  const held = {
    objects: nodes.length,
    unreachable,
    verdict: nodes.length === 1 ? verdictName(verdicts.verdict[nodes[0]]) : null,
    count: found.count,
    complete: found.isComplete,
    certain: !found.isDoubtful,
    themselves: found.themselves,
    garbageReferences: found.garbageReferences,
  };
  const cut = (edges: Uint32Array | null): ReleasingCut | null =>
    edges === null || edges.length === 0
      ? null
      : presentCut(derived, writer, edges, found.themselves);
  return {
    text: disjointPathsSentence(held),
    ...held,
    ways,
    release: cut(found.nearest),
    releaseNearRoots: cut(found.farthest),
    notes: disjointPathsNotes(held),
  };
}

type UnnumberedWay = Omit<HeldWay, 'number' | 'mark'>;

/** Of a set with roots in it, the first of them stands for all. */
function ownWay(derived: DerivedColumns, { itself }: DisjointPaths, job: Job): UnnumberedWay[] {
  if (itself === null) return [];
  const root = reasonLabel(derived.graph, itself.root);
  return [
    {
      text: `directly: ${root}`,
      root,
      path: [{ ...objectRow(derived, itself.node, job), label: '' }],
      gap: null,
    },
  ];
}

function presentWay(
  derived: DerivedColumns,
  writer: PathWriter,
  way: RootPath,
  job: Job,
): UnnumberedWay {
  const root = pathRootLabel(derived.graph, way);
  const { objects, labels, gap } = writer.fold(way);
  return {
    text: writer.wayText(way, root),
    root,
    path: objects.map((node, at) => ({
      ...objectRow(derived, node, job),
      label: labels[at] ?? '',
    })),
    gap,
  };
}

function presentCut(
  derived: DerivedColumns,
  writer: PathWriter,
  edges: Uint32Array,
  themselves: number,
): ReleasingCut {
  const shown = Array.from(edges.subarray(0, SHOWN_REFERENCES), (edge: EdgeIndex) => {
    const source = edgeSource(derived.graph, edge);
    return {
      text: writer.referenceText(source, edge),
      label: shownLabel(derived.graph, source, edge),
      address: nodeAddressText(derived.graph, source),
      type: typeNameOf(derived.graph, source),
      target: nodeAddressText(derived.graph, derived.graph.edgeTarget[edge]),
      reference: { source, position: edge - derived.graph.firstEdge[source] },
    };
  });
  return {
    text: releaseText(
      shown.map(({ text }) => text),
      edges.length,
      themselves,
    ),
    total: edges.length,
    references: shown,
  };
}
