import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { NO_EDGE, releasingMarks } from '../graph/holding.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';

/** Why the first object of a path needs nothing in the dump to live. */
export type RootReason =
  /** The dump says so: an entry of `graph.roots`. */
  | { readonly reason: 'declared'; readonly rootIndex: number }
  /** References that no object in the dump accounts for; may be `IMMORTAL_COUNT`. */
  | { readonly reason: 'external'; readonly references: number }
  /** It is a module, in a dump that declares no roots. */
  | { readonly reason: 'module' };

/** Which references a search for a root may take. */
export type HoldingRule = 'without-infrastructure' | 'all';

/** Knows which objects are roots, and of which kind. O(roots) to make, 2 bits per object. */
export class RootFinder {
  private readonly graph: HeapGraph;
  private readonly declared: BitSet;
  private readonly external: Uint32Array | null;
  private readonly verdict: Uint8Array | null;

  constructor(graph: HeapGraph, verdicts: Pick<Verdicts, 'verdict' | 'externalReferences'> | null) {
    this.graph = graph;
    this.declared = createBitSet(graph.nodeCount);
    for (const root of graph.roots?.node ?? []) setBit(this.declared, root);
    this.external = verdicts?.externalReferences ?? null;
    this.verdict = verdicts?.verdict ?? null;
  }

  /** A root with a name: declared, or a module that is not dropped, where nothing is declared. */
  isNamed(node: NodeIndex): boolean {
    if (hasBit(this.declared, node)) return true;
    if (this.graph.roots !== null || (this.graph.flags[node] & NodeFlag.isModule) === 0)
      return false;
    return this.verdict === null || !isUnreachable(this.verdict[node]);
  }

  /** Referred to from outside the dump. */
  isExternal(node: NodeIndex): boolean {
    const references = this.external?.[node] ?? 0;
    return references !== 0 && references !== NO_COUNT;
  }

  reasonOf(node: NodeIndex): RootReason | null {
    if (hasBit(this.declared, node)) {
      return { reason: 'declared', rootIndex: this.graph.roots?.node.indexOf(node) ?? 0 };
    }
    if (this.isNamed(node)) return { reason: 'module' };
    if (!this.isExternal(node)) return null;
    return { reason: 'external', references: this.external?.[node] ?? 0 };
  }
}

export interface FoundPath {
  readonly nodes: Uint32Array;
  readonly edges: Uint32Array;
}

/**
 * A shortest path to `object` from the nearest named root, or else from the nearest object that is
 * referred to from outside; null when there is neither.
 */
export function searchBackwards(
  graph: HeapGraph,
  referrers: Referrers,
  roots: RootFinder,
  object: NodeIndex,
  rule: HoldingRule,
  job: Job,
): FoundPath | null {
  const { firstReferrer, referrer } = referrers;
  const hold = new HoldingReferences(graph, rule);
  // One more than the next object on the way; 0 is not visited.
  const next = new Uint32Array(graph.nodeCount);
  next[object] = OBJECT_ITSELF;
  const queue: NodeIndex[] = [object];
  let nearestExternal = -1;
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    if ((at & PACE_MASK) === 0) keepPace(job, 'Looking for roots', at, graph.nodeCount);
    if (roots.isNamed(node)) return trace(hold, node, next);
    if (nearestExternal < 0 && roots.isExternal(node)) nearestExternal = node;
    for (let to = firstReferrer[node]; to < firstReferrer[node + 1]; to++) {
      const source = referrer[to];
      if (next[source] !== 0 || hold.find(source, node) === NO_EDGE) continue;
      next[source] = node + 1;
      queue.push(source);
    }
  }
  return nearestExternal < 0 ? null : trace(hold, nearestExternal, next);
}

const OBJECT_ITSELF = 0xffffffff;

function trace(hold: HoldingReferences, root: NodeIndex, next: Uint32Array): FoundPath {
  const nodes: NodeIndex[] = [root];
  const edges: EdgeIndex[] = [];
  for (let node = root; next[node] !== OBJECT_ITSELF; ) {
    const to = next[node] - 1;
    edges.push(hold.find(node, to));
    nodes.push(to);
    node = to;
  }
  return { nodes: Uint32Array.from(nodes), edges: Uint32Array.from(edges) };
}

/** So many references are looked through as fast as a set is asked. */
const MAX_SCANNED = 32;

/**
 * The reference by which one object holds another.
 *
 * The reverse direction has no reference indices, so the source's references are looked through:
 * once per object that a search reaches, so that all together cost no more than the references.
 * Where that ends in vain, what the source does hold is remembered, lest a large one (a table of
 * weak references, a view of an object array) be looked through for each of its targets.
 */
export class HoldingReferences {
  private readonly graph: HeapGraph;
  private readonly ignoredMarks: number;
  private readonly cutsInfrastructure: boolean;
  private readonly heldBy = new Map<NodeIndex, Uint32Array>();

  constructor(graph: HeapGraph, rule: HoldingRule) {
    this.graph = graph;
    this.ignoredMarks = releasingMarks(graph);
    this.cutsInfrastructure = rule === 'without-infrastructure';
  }

  /** The first such reference, or `NO_EDGE`. O(references of `source`). */
  find(source: NodeIndex, target: NodeIndex): EdgeIndex {
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    if (this.isCut(source, target)) return NO_EDGE;
    const held = this.heldBy.get(source);
    if (held !== undefined && !isAmong(held, target)) return NO_EDGE;
    for (let edge = firstEdge[source], end = firstEdge[source + 1]; edge < end; edge++) {
      if (edgeTarget[edge] === target && this.isHolding(edgeKind[edge])) return edge;
    }
    if (firstEdge[source + 1] - firstEdge[source] > MAX_SCANNED) this.remember(source);
    return NO_EDGE;
  }

  /** Whether a reference of `source` holds its target. O(1). */
  follows(source: NodeIndex, edge: EdgeIndex): boolean {
    const { edgeKind, edgeTarget } = this.graph;
    return this.isHolding(edgeKind[edge]) && !this.isCut(source, edgeTarget[edge]);
  }

  private isHolding(kind: number): boolean {
    if ((kind & this.ignoredMarks) !== 0) return false;
    return !this.cutsInfrastructure || (kind & EDGE_KIND_MASK) !== EdgeKind.class;
  }

  private remember(source: NodeIndex): void {
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    const held = new GrowableUint32(MAX_SCANNED);
    for (let edge = firstEdge[source], end = firstEdge[source + 1]; edge < end; edge++) {
      if (this.isHolding(edgeKind[edge])) held.push(edgeTarget[edge]);
    }
    this.heldBy.set(source, held.toArray().sort());
  }

  /** Whether it is a reference to a module or its namespace other than the module's own. */
  private isCut(source: NodeIndex, target: NodeIndex): boolean {
    if (!this.cutsInfrastructure) return false;
    const { flags } = this.graph;
    if ((flags[target] & (NodeFlag.isModule | NodeFlag.isModuleNamespace)) === 0) return false;
    return (
      (flags[source] & NodeFlag.isModule) === 0 ||
      (flags[target] & NodeFlag.isModuleNamespace) === 0
    );
  }
}
