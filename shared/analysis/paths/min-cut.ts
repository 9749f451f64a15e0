import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { PathFlow } from './max-flow.ts';

/** Which halves of objects are on one side of a cut. */
interface Side {
  /** Whether references to the object cross into the part that is cut off. */
  readonly entersCutOff: (node: NodeIndex) => boolean;
  /** Whether the object itself is what the cut goes through. */
  readonly isCutThrough: (node: NodeIndex) => boolean;
}

/**
 * The references nearest to the set that separate it from all roots: those that cross into what,
 * after the last search, still leads to the set. Of an object that the cut goes through all its
 * references into that part have to go. Ascending; with `direct`, from roots to the set itself.
 */
export function nearestCut(flow: PathFlow, direct: Uint32Array, job: Job): Uint32Array {
  const side: Side = {
    entersCutOff: (node) => flow.entersSide(node),
    isCutThrough: (node) => !flow.entersSide(node) && flow.leavesToSide(node),
  };
  return crossing(flow, direct, side, job);
}

/**
 * The minimum cut as near to the roots as can be: forwards from the roots, by all
 * that leads to the set, over what the ways leave free.
 *
 * O(objects and references that lead to the set); 3 bits per object of the graph.
 */
export function farthestCut(
  flow: PathFlow,
  referrers: Referrers,
  verdicts: Pick<Verdicts, 'verdict'> | null,
  targets: Uint32Array,
  direct: Uint32Array,
  job: Job,
): Uint32Array {
  const { leads, free } = whatLeadsTo(flow, referrers, verdicts, targets, job);
  const { nodeCount } = flow.graph;
  const entered = createBitSet(nodeCount);
  const left = createBitSet(nodeCount);
  const queue = new GrowableUint32(256);
  const enter = (node: NodeIndex): void => {
    if (hasBit(entered, node)) return;
    setBit(entered, node);
    if (flow.onwards[node] === 0) leave(node);
    // The way that comes through here could be led elsewhere from the object before.
    else if (!flow.beginsOutside(node) && !flow.beginsAtAnchor(node))
      leave(flow.cameFrom[node] - 1);
  };
  const leave = (node: NodeIndex): void => {
    if (hasBit(left, node)) return;
    setBit(left, node);
    queue.push(node);
  };
  for (let at = 0; at < free.length; at++) enter(free.values[at]);
  for (let at = 0; at < queue.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Looking for what to let go', at, nodeCount);
    const node = queue.values[at];
    if (flow.onwards[node] !== 0) enter(node);
    flow.forEachHeld(node, (_, target) => {
      if (hasBit(leads, target)) enter(target);
    });
  }
  const side: Side = {
    entersCutOff: (node) =>
      hasBit(flow.targets, node) || (hasBit(leads, node) && !hasBit(entered, node)),
    isCutThrough: (node) => hasBit(entered, node) && !hasBit(left, node),
  };
  return crossing(flow, direct, side, job);
}

/** What leads to the set from roots, roots with a name left out, and where a root is free to enter. */
function whatLeadsTo(
  flow: PathFlow,
  { firstReferrer, referrer }: Referrers,
  verdicts: Pick<Verdicts, 'verdict'> | null,
  targets: Uint32Array,
  job: Job,
): { readonly leads: Uint32Array; readonly free: GrowableUint32 } {
  const leads = createBitSet(flow.graph.nodeCount);
  const free = new GrowableUint32(64);
  const queue = new GrowableUint32(256);
  let steps = 0;
  const look = (node: NodeIndex, isTarget: boolean): void => {
    let isFree = !isTarget && flow.roots.isExternal(node);
    for (let to = firstReferrer[node]; to < firstReferrer[node + 1]; to++) {
      if ((++steps & PACE_MASK) === 0) {
        keepPace(job, 'Looking for what to let go', queue.length, flow.graph.nodeCount);
      }
      const source = referrer[to];
      if (hasBit(leads, source) || hasBit(flow.targets, source)) continue;
      if (verdicts !== null && isUnreachable(verdicts.verdict[source])) continue;
      const isAnchor = flow.isAnchor(source);
      if (isAnchor && (isTarget || isFree || flow.cameFrom[node] === source + 1)) continue;
      if (!flow.holds(source, node)) continue;
      if (isAnchor) {
        isFree = true;
        continue;
      }
      setBit(leads, source);
      queue.push(source);
    }
    if (isFree) free.push(node);
  };
  for (const target of targets) look(target, true);
  for (let at = 0; at < queue.length; at++) look(queue.values[at], false);
  return { leads, free };
}

/** The references by which each way crosses, and the direct ones; ascending. */
function crossing(flow: PathFlow, direct: Uint32Array, side: Side, job: Job): Uint32Array {
  const edges = new GrowableUint32(16);
  for (const edge of direct) edges.push(edge);
  for (const start of flow.starts) {
    if (flow.beginsAtAnchor(start) && side.entersCutOff(start)) {
      flow.forEachHeld(flow.cameFrom[start] - 1, (edge, target) => {
        if (target === start) edges.push(edge);
      });
      continue;
    }
    let node = start;
    for (let steps = 1; !side.isCutThrough(node); steps++) {
      if ((steps & PACE_MASK) === 0) job.checkpoint();
      node = flow.onwards[node] - 1;
    }
    flow.forEachHeld(node, (edge, target) => {
      if (side.entersCutOff(target)) edges.push(edge);
    });
  }
  return edges.toArray().sort();
}

/**
 * Moves a cut to fewer references where it goes through an object to which fewer lead than leave
 * it: a list of a thousand is let go of by its one variable, not item by item.
 */
export function byFewest(
  flow: PathFlow,
  referrers: Referrers,
  verdicts: Pick<Verdicts, 'verdict'> | null,
  edges: Uint32Array,
): Uint32Array {
  const chosen = new GrowableUint32(16);
  for (let at = 0; at < edges.length; ) {
    const source = edgeSource(flow.graph, edges[at]);
    let end = at;
    while (end < edges.length && edges[end] < flow.graph.firstEdge[source + 1]) end++;
    const own = edges.subarray(at, end);
    for (const edge of entering(flow, referrers, verdicts, source, own)) chosen.push(edge);
    at = end;
  }
  return chosen.toArray().sort();
}

/** All references that hold an object, or `otherwise` where these are fewer. */
function entering(
  flow: PathFlow,
  { firstReferrer, referrer }: Referrers,
  verdicts: Pick<Verdicts, 'verdict'> | null,
  node: NodeIndex,
  otherwise: Uint32Array,
): Uint32Array {
  if (flow.isAnchor(node) || flow.roots.isExternal(node)) return otherwise;
  const found = new GrowableUint32(16);
  for (let to = firstReferrer[node]; to < firstReferrer[node + 1]; to++) {
    const source = referrer[to];
    // An object that refers twice stands there twice in a row.
    if (to > firstReferrer[node] && source === referrer[to - 1]) continue;
    if (source === node || (verdicts !== null && isUnreachable(verdicts.verdict[source]))) continue;
    flow.forEachHeld(source, (edge, target) => {
      if (target === node) found.push(edge);
    });
    if (found.length >= otherwise.length) return otherwise;
  }
  return found.toArray();
}
