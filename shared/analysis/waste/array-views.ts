import type { Job } from '../../base/job.ts';
import { parseAddress } from '../../heap/address.ts';
import { findNodesByAddress } from '../../heap/address-index.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';
import type { Holder } from './holders.ts';
import { placesOf } from './holders.ts';

export interface WastefulViews {
  /** Of each finding the first object is the owner, the others are its views. */
  readonly findings: Findings;
  /** Parallel: bytes of the owner's buffer, and of what the views show of it at most. */
  readonly ownerBytes: readonly number[];
  readonly shownBytes: readonly number[];
  /** Parallel: where the first of the views is held. */
  readonly place: readonly Holder[];
}

/** Owners that waste less are not worth a copy. */
const MIN_BYTES = 1024;

interface Owner {
  readonly node: NodeIndex;
  readonly views: NodeIndex[];
  shownBytes: number;
  isHeldOtherwise: boolean;
}

/**
 * Arrays kept alive by nothing but views that show less than half of them: `big[:10]` keeps all of
 * `big`. What the views show is added up, so where they overlap the waste is more than is said.
 *
 * O(objects + references) and one look at the details of every array.
 */
export function findWastefulViews(graph: HeapGraph, job: Job): WastefulViews {
  const { owners, ownerOfView } = ownersOf(graph, job);
  markHeldOtherwise(graph, owners, ownerOfView, job);
  const builder = new FindingsBuilder();
  const found: { ownerBytes: number; shownBytes: number }[] = [];
  for (const { node, views, shownBytes, isHeldOtherwise } of owners.values()) {
    const ownerBytes = bufferBytes(graph, node);
    const wasted = ownerBytes - shownBytes;
    if (isHeldOtherwise || wasted < MIN_BYTES || 2 * shownBytes > ownerBytes) continue;
    builder.add([node, ...views], wasted);
    found.push({ ownerBytes, shownBytes });
  }
  const findings = builder.build(job);
  const inOrder = Array.from(findings.added).flatMap((added) => found[added] ?? []);
  return {
    findings,
    ownerBytes: inOrder.map(({ ownerBytes }) => ownerBytes),
    shownBytes: inOrder.map(({ shownBytes }) => shownBytes),
    place: placesOf(
      graph,
      inOrder.map((_, at) => findings.node[findings.firstNode[at] + 1]),
      job,
    ),
  };
}

/** Everything that views name as their owner and that is in the dump. */
function ownersOf(
  graph: HeapGraph,
  job: Job,
): { owners: Map<NodeIndex, Owner>; ownerOfView: Map<NodeIndex, NodeIndex> } {
  const views: { node: NodeIndex; bytes: number }[] = [];
  const words: number[] = [];
  for (const node of graph.details.node) {
    job.checkpoint();
    const details = objectDetails(graph, node);
    if (details?.ownsData !== false || details.owner === null) continue;
    const address = parseAddress(details.owner);
    if (address === null) continue;
    views.push({ node, bytes: details.dataBytes ?? 0 });
    words.push(address.low, address.high);
  }
  const nodes = findNodesByAddress(graph.addressWords, graph.nodeCount, Uint32Array.from(words));
  const owners = new Map<NodeIndex, Owner>();
  const ownerOfView = new Map<NodeIndex, NodeIndex>();
  views.forEach(({ node, bytes }, at) => {
    const owner = nodes[at] ?? NO_NODE;
    if (owner === NO_NODE || owner === node) return;
    const known = owners.get(owner) ?? {
      node: owner,
      views: [],
      shownBytes: 0,
      isHeldOtherwise: false,
    };
    known.views.push(node);
    known.shownBytes += bytes;
    owners.set(owner, known);
    ownerOfView.set(node, owner);
  });
  return { owners, ownerOfView };
}

/** Finds owners that anything but their views keeps alive: those are there for a reason. */
function markHeldOtherwise(
  graph: HeapGraph,
  owners: ReadonlyMap<NodeIndex, Owner>,
  ownerOfView: ReadonlyMap<NodeIndex, NodeIndex>,
  job: Job,
): void {
  if (owners.size === 0) return;
  const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
  const isOwner = new Uint8Array(nodeCount);
  for (const owner of owners.keys()) isOwner[owner] = 1;
  for (const root of graph.roots?.node ?? []) {
    const owner = owners.get(root);
    if (owner !== undefined) owner.isHeldOtherwise = true;
  }
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) keepPace(job, 'Looking at views', node, nodeCount);
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (isOwner[target] === 0 || (edgeKind[edge] & EdgeMark.weak) !== 0) continue;
      const owner = owners.get(target);
      if (owner !== undefined && ownerOfView.get(node) !== target) owner.isHeldOtherwise = true;
    }
  }
}

/** Bytes of an array's buffer; of what is no array (bytes, a mapped file), its own. */
function bufferBytes(graph: HeapGraph, node: NodeIndex): number {
  return objectDetails(graph, node)?.dataBytes ?? graph.shallowSize[node];
}
