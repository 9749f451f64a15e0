import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import { PathFlow } from './max-flow.ts';
import { byFewest, farthestCut, nearestCut } from './min-cut.ts';
import type { RootPath } from './paths.ts';
import type { RootReason } from './root-search.ts';

/** Vertex-disjoint paths by which objects are held, and what ends all of them. */
export interface DisjointPaths {
  /** Objects of the set that are roots themselves: each is a way that no reference of the dump ends. */
  readonly themselves: number;
  /** Why the first of them is one; null when there is none. */
  readonly itself: { readonly node: NodeIndex; readonly root: RootReason } | null;
  /** All ways, those of `themselves` included; a lower bound unless `isComplete`. */
  readonly count: number;
  /** One path for each way through the dump, the shortest first; the first `maxWays` of many. */
  readonly ways: readonly RootPath[];
  /** False when there may be more: so many ways were asked for, or so much work. */
  readonly isComplete: boolean;
  /** The dump does not know everything that may hold what is on these ways, or the objects. */
  readonly isDoubtful: boolean;
  /** The references nearest to the objects, ascending, without which no way is left. */
  readonly nearest: Uint32Array | null;
  /** A cut of equal size as near to the roots as can be; null where `nearest` is that already. */
  readonly farthest: Uint32Array | null;
  /** References from garbage to the set: they hold it until the garbage is collected. */
  readonly garbageReferences: number;
}

export interface DisjointPathLimits {
  /** Ways to look for. */
  readonly maxWays: number;
  /** Referrers to look at, in all searches together. */
  readonly maxSteps: number;
}

/**
 * In how many independent ways a set of objects is held, which these are, and what would have to go
 * for the set to be released.
 *
 * Ways are paths from roots that share no object, but for roots with a name and the set itself
 * (Menger 1927: as many as the fewest objects and references of such roots that separate the set
 * from all roots). A reference counts when it holds its target, see `releasingMarks`. What is
 * unreachable has no ways. `targets` ascending, each once.
 *
 * O(objects and references that lead to the set) for each way, see `PathFlow`; the cuts cost as much
 * again twice.
 */
export function findDisjointPaths(
  graph: HeapGraph,
  referrers: Referrers,
  verdicts: Pick<Verdicts, 'verdict' | 'externalReferences'> | null,
  targets: Uint32Array,
  limits: DisjointPathLimits,
  job: Job,
): DisjointPaths {
  const flow = new PathFlow(graph, referrers, verdicts, targets, limits.maxSteps);
  const own = rootsAmong(flow, targets, job);
  const near = referencesTo(flow, referrers, verdicts, targets, job);
  const direct = near.fromAnchors;
  const room = Math.max(0, limits.maxWays - own.themselves - direct.length);
  let isComplete = own.themselves + direct.length <= limits.maxWays;
  while (isComplete) {
    const end = flow.addPath(job);
    if (end === 'nothing') break;
    if (end === 'exhausted' || flow.starts.length > room) isComplete = false;
  }
  const ways = [...directWays(flow, direct, limits.maxWays), ...longerWays(flow, job)]
    .sort((a, b) => a.nodes.length - b.nodes.length)
    .slice(0, Math.max(1, limits.maxWays - own.themselves));
  const fewest = (edges: Uint32Array) => byFewest(flow, referrers, verdicts, edges);
  const nearest = isComplete ? fewest(nearestCut(flow, direct, job)) : null;
  const farthest = isComplete
    ? fewest(farthestCut(flow, referrers, verdicts, targets, direct, job))
    : null;
  const unknown =
    verdicts !== null && targets.some((node) => verdicts.verdict[node] === Verdict.unknown);
  return {
    ...own,
    count: own.themselves + direct.length + flow.starts.length,
    ways,
    isComplete,
    isDoubtful: flow.isDoubtful || unknown,
    nearest,
    farthest: isSame(farthest, nearest) ? null : farthest,
    garbageReferences: near.fromGarbage,
  };
}

function isSame(a: Uint32Array | null, b: Uint32Array | null): boolean {
  return a?.length === b?.length && (a?.every((edge, at) => edge === b?.[at]) ?? true);
}

function rootsAmong(
  flow: PathFlow,
  targets: Uint32Array,
  job: Job,
): Pick<DisjointPaths, 'themselves' | 'itself'> {
  let themselves = 0;
  let itself: DisjointPaths['itself'] = null;
  for (let at = 0; at < targets.length; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = targets[at];
    if (!flow.roots.isNamed(node) && !flow.roots.isExternal(node)) continue;
    themselves++;
    if (itself !== null) continue;
    const root = flow.roots.reasonOf(node);
    if (root !== null) itself = { node, root };
  }
  return { themselves, itself };
}

interface ReferencesTo {
  /** From roots with a name: each is a way. Ascending. */
  readonly fromAnchors: Uint32Array;
  readonly fromGarbage: number;
}

/** References to the set that need no search. O(referrers of the set and their references). */
function referencesTo(
  flow: PathFlow,
  { firstReferrer, referrer }: Referrers,
  verdicts: Pick<Verdicts, 'verdict'> | null,
  targets: Uint32Array,
  job: Job,
): ReferencesTo {
  const isGarbage = (node: NodeIndex): boolean =>
    verdicts !== null && isUnreachable(verdicts.verdict[node]);
  const seen = createBitSet(flow.graph.nodeCount);
  const fromAnchors = new GrowableUint32(16);
  const fromGarbage = new GrowableUint32(16);
  let steps = 0;
  for (const target of targets) {
    for (let to = firstReferrer[target]; to < firstReferrer[target + 1]; to++) {
      if ((++steps & PACE_MASK) === 0) job.checkpoint();
      const source = referrer[to];
      if (hasBit(seen, source) || hasBit(flow.targets, source)) continue;
      setBit(seen, source);
      if (isGarbage(source)) {
        flow.forEachHeld(source, (edge, held) => {
          if (hasBit(flow.targets, held) && !isGarbage(held)) fromGarbage.push(edge);
        });
      } else if (flow.isAnchor(source)) {
        flow.forEachHeld(source, (edge, held) => {
          if (hasBit(flow.targets, held)) fromAnchors.push(edge);
        });
      }
    }
  }
  return { fromAnchors: fromAnchors.toArray().sort(), fromGarbage: fromGarbage.length };
}

/** A path for each reference from a root with a name, as far as they are asked for. */
function directWays(flow: PathFlow, edges: Uint32Array, limit: number): RootPath[] {
  return Array.from(edges.subarray(0, limit), (edge) => {
    const anchor = edgeSource(flow.graph, edge);
    return pathFrom(flow, anchor, Uint32Array.of(edge));
  });
}

/** A path for each way that the flow found. */
function longerWays(flow: PathFlow, job: Job): RootPath[] {
  return flow.starts.map((start) => {
    const edges = new GrowableUint32(16);
    const first = flow.beginsOutside(start) ? start : flow.cameFrom[start] - 1;
    if (first !== start) edges.push(flow.edgeFrom(first, start));
    for (let node = start; !hasBit(flow.targets, node); ) {
      if ((edges.length & PACE_MASK) === 0) job.checkpoint();
      const next = flow.onwards[node] - 1;
      edges.push(flow.edgeFrom(node, next));
      node = next;
    }
    return pathFrom(flow, first, edges.toArray());
  });
}

/** A path by its references; a namespace comes after its module. */
function pathFrom(flow: PathFlow, first: NodeIndex, edges: Uint32Array): RootPath {
  const module = flow.roots.isNamed(first) ? null : flow.moduleOf(first);
  if (module !== null) {
    const whole = new Uint32Array(edges.length + 1);
    whole[0] = flow.edgeFrom(module, first);
    whole.set(edges, 1);
    return pathFrom(flow, module, whole);
  }
  const root = flow.roots.reasonOf(first);
  if (root === null) throw new Error('A way does not begin at a root.');
  const nodes = new Uint32Array(edges.length + 1);
  nodes[0] = first;
  for (let at = 0; at < edges.length; at++) nodes[at + 1] = flow.graph.edgeTarget[edges[at]];
  return { root, nodes, edges };
}
