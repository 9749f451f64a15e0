import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import { computeComponents, NO_COMPONENT } from '../components/components.ts';
import { createBitSet } from '../graph/bits.ts';
import { culpritScores } from '../graph/culprit.ts';
import { releasingMarks } from '../graph/holding.ts';
import { inducedSubgraph } from '../graph/induced-subgraph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { spread } from '../graph/spread.ts';
import { Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import { RootFinder } from './root-search.ts';

/** What of the verdicts decides where the graph is entered. */
export type EntryVerdicts = Pick<Verdicts, 'verdict' | 'externalReferences'>;

/**
 * The objects that something outside the dump holds: declared roots and objects with references
 * from outside, immortal ones among them; modules, in a dump that knows neither. Ascending.
 * O(objects).
 */
export function findRoots(graph: HeapGraph, verdicts: EntryVerdicts | null, job: Job): Uint32Array {
  const roots = new RootFinder(graph, verdicts);
  const found = new GrowableUint32(1024);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (roots.isNamed(node) || roots.isExternal(node)) found.push(node);
  }
  return found.toArray();
}

/**
 * Objects from which every object can be reached: the roots, and one for each group of objects that
 * refer to each other and to which nothing else refers (unreachable cycles; everything, in a dump
 * that does not know its roots). Of such a group the one that names it best is taken, so that in
 * the dominator tree a dropped DataFrame retains its accessor and not the reverse.
 *
 * O(objects + references); 5 bytes per object, and 25 per object and 4 per reference of what no
 * root reaches.
 */
export function findEntries(
  graph: HeapGraph,
  verdicts: EntryVerdicts | null,
  job: Job,
): Uint32Array {
  const { nodeCount } = graph;
  const roots = findRoots(graph, verdicts, job);
  const ignoredMarks = releasingMarks(graph);
  const stack = new Uint32Array(nodeCount);
  // Where the verdicts began at the same roots, what these reach is known: it is held.
  const isDecided = verdicts !== null && (graph.roots !== null || graph.refcount !== null);
  let state: Uint8Array;
  if (isDecided) {
    state = verdicts.verdict;
  } else {
    state = new Uint8Array(nodeCount);
    stack.set(roots);
    for (const root of roots) state[root] = Verdict.held;
    const depth = roots.length;
    spread(graph, { state, from: 0, to: Verdict.held, ignoredMarks, stack, depth }, job);
  }
  let open = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (state[node] !== Verdict.held) stack[open++] = node;
  }
  if (open === 0) return roots;
  const inner = enterUnreached(graph, stack.slice(0, open), ignoredMarks, job);
  const entries = new Uint32Array(roots.length + inner.length);
  entries.set(roots);
  entries.set(inner, roots.length);
  return entries;
}

/** One object for every source component of the subgraph of `nodes`, which nothing else enters. */
function enterUnreached(
  graph: HeapGraph,
  nodes: Uint32Array,
  ignoredMarks: number,
  job: Job,
): Uint32Array {
  const { edgeKind } = graph;
  const follows = (edge: number): boolean => (edgeKind[edge] & ignoredMarks) === 0;
  const subgraph = inducedSubgraph(graph, nodes, follows, job);
  const nothingBlocked = { blocked: createBitSet(subgraph.edgeTarget.length) };
  const components = computeComponents(subgraph, nothingBlocked, job);
  const isEntered = new Uint8Array(nodes.length);
  for (let source = 0; source < nodes.length; source++) {
    if ((source & PACE_MASK) === 0) job.checkpoint();
    const own = representative(components, source);
    for (let edge = subgraph.firstEdge[source]; edge < subgraph.firstEdge[source + 1]; edge++) {
      const target = representative(components, subgraph.edgeTarget[edge]);
      if (target !== own) isEntered[target] = 1;
    }
  }
  const scores = culpritScores(graph, job);
  const entries = new GrowableUint32(256);
  for (let node = 0; node < nodes.length; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (isEntered[node] === 1 || representative(components, node) !== node) continue;
    const component = components.component[node];
    entries.push(
      component === NO_COMPONENT
        ? nodes[node]
        : bestMember(graph, nodes, components, component, scores),
    );
  }
  return entries.toArray();
}

/** One object that stands for all of its component. */
function representative(components: Components, node: number): number {
  const component = components.component[node];
  return component === NO_COMPONENT ? node : components.member[components.firstMember[component]];
}

function bestMember(
  graph: HeapGraph,
  nodes: Uint32Array,
  components: Components,
  component: number,
  scores: Float64Array,
): NodeIndex {
  const { firstMember, member } = components;
  let best = nodes[member[firstMember[component]]];
  let bestScore = -1;
  for (let at = firstMember[component]; at < firstMember[component + 1]; at++) {
    const node = nodes[member[at]];
    const score = scores[graph.type[node]];
    if (score <= bestScore) continue;
    best = node;
    bestScore = score;
  }
  return best;
}
