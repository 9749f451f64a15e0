import { hasBit } from '../../analysis/graph/bits.ts';
import { Internals, OwnPart } from '../../analysis/graph/internals.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { SceneContext } from '../model/context.ts';
import { scanReferrers } from './scan.ts';

/** From a drawn object down to an internal of its: the references, and the internals they reach. */
export interface FoldedChain {
  readonly owner: NodeIndex;
  /** Owner → internal → … → internal; as many as there are internals. */
  readonly edges: readonly EdgeIndex[];
  readonly internals: readonly NodeIndex[];
  /** It leads through objects that others refer to as well: its last reference does not name it. */
  readonly isPassing?: true;
}

export interface FoldOptions {
  /** Objects the drawing starts from: even infrastructure references to them are followed. */
  readonly focus: ReadonlySet<NodeIndex>;
  /** Objects whose internals are drawn. */
  readonly unfolded: ReadonlySet<NodeIndex>;
  readonly showWeak: boolean;
  readonly showInfrastructure: boolean;
}

/** Which references a drawing follows, and which objects it folds into an edge. */
export interface Folding {
  /** Whether the drawing follows the reference at all. */
  readonly follows: (source: NodeIndex, edge: EdgeIndex) => boolean;
  /** The way from the drawn owner to an internal; null when the object is drawn itself. */
  readonly chainTo: (node: NodeIndex) => FoldedChain | null;
  /** From now on the object is drawn for what it is. */
  readonly show: (node: NodeIndex) => void;
}

/** Internals within internals: pandas needs three. Beyond this they are drawn, cyclic ones too. */
const MAX_CHAIN = 8;
/** Referrers looked at before an object counts as shared; a module's namespace has thousands. */
const MAX_OWNER_SCAN = 100_000;

/**
 * Folding: interpreter internals that only one object refers to are drawn as part of the reference
 * that leads through them.
 *
 * Folded is every part that the table of internals knows: an instance's `__dict__`, a module's
 * namespace, a frame's `f_locals`, a function's closure and cells, and pandas' block managers with
 * the tuples they own. An internal that a second followed reference reaches is drawn, since folding it would hide that reference.
 *
 * Answers are kept for the life of the folding (one scene). `chainTo` costs O(referrers) the first
 * time it is asked about an object, and at most `MAX_OWNER_SCAN`.
 */
export function createFolding(
  graph: HeapGraph,
  context: Pick<SceneContext, 'referrers' | 'cuts'>,
  options: FoldOptions,
): Folding {
  const { edgeKind, edgeTarget } = graph;
  const visible = new Set(options.focus);
  const owners = new Map<NodeIndex, Owner | null>();
  const chains = new Map<NodeIndex, FoldedChain | null>();
  const internals = new Internals(graph);

  const follows = (source: NodeIndex, edge: EdgeIndex): boolean => {
    if ((edgeKind[edge] & EdgeMark.weak) !== 0) return options.showWeak;
    if (options.showInfrastructure || options.focus.has(edgeTarget[edge])) return true;
    return !isInfrastructure(graph, context.cuts, source, edge);
  };

  const ownerOf = (node: NodeIndex): Owner | null => {
    const known = owners.get(node);
    if (known !== undefined) return known;
    // While it is looked for it has none: containers that hold each other own none of them.
    owners.set(node, null);
    const owner = internals.canBePart(node) ? findOwner(node) : null;
    owners.set(node, owner);
    return owner;
  };

  /** The only followed reference to `node`, if there is just one and it makes it an internal. */
  const findOwner = (node: NodeIndex): Owner | null => {
    let source = -1;
    let edge = -1;
    let count = 0;
    const unscanned = scanReferrers(graph, context.referrers, node, MAX_OWNER_SCAN, (from, by) => {
      if (!follows(from, by)) return true;
      source = from;
      edge = by;
      count++;
      return count < 2;
    });
    if (count !== 1 || unscanned > 0 || source === node) return null;
    return holdsInternal(source, edge) ? { source, edge } : null;
  };

  const holdsInternal = (source: NodeIndex, edge: EdgeIndex): boolean => {
    switch (internals.partOf(source, edge)) {
      case OwnPart.none:
        return false;
      case OwnPart.manager:
        return !isEntry(edgeKind[edge]) || ownerOf(source) !== null;
      case OwnPart.cellOfTuple:
        return ownerOf(source) !== null;
      default:
        return true;
    }
  };

  const chainTo = (node: NodeIndex): FoldedChain | null => {
    const known = chains.get(node);
    if (known !== undefined) return known;
    const chain = findChain(node);
    chains.set(node, chain);
    return chain;
  };

  const findChain = (node: NodeIndex): FoldedChain | null => {
    const edges: EdgeIndex[] = [];
    const internals: NodeIndex[] = [];
    let current = node;
    while (!visible.has(current)) {
      const owner = ownerOf(current);
      if (owner === null) break;
      if (internals.length === MAX_CHAIN) return null;
      edges.unshift(owner.edge);
      internals.unshift(current);
      if (options.unfolded.has(owner.source)) return null;
      current = owner.source;
    }
    return internals.length === 0 ? null : { owner: current, edges, internals };
  };

  const show = (node: NodeIndex): void => {
    visible.add(node);
    chains.clear();
  };

  return { follows, chainTo, show };
}

interface Owner {
  readonly source: NodeIndex;
  readonly edge: EdgeIndex;
}

/** Items and dict entries, whose place in a container is data rather than structure. */
function isEntry(kind: number): boolean {
  const base = kind & EDGE_KIND_MASK;
  return base === EdgeKind.value || base === EdgeKind.index || base === EdgeKind.element;
}

/**
 * Whether a reference is infrastructure: instance → class, a class's own machinery, or anything → a
 * module or its namespace.
 *
 * What the cuts of the analyses let through is followed. Beyond that, a reference by which the
 * program itself names a class (a global, an attribute) is followed too: it is part of no
 * cycle, but it is what holds the class. What the user has cut by hand stays in the drawing.
 */
function isInfrastructure(
  graph: HeapGraph,
  cuts: SceneContext['cuts'],
  source: NodeIndex,
  edge: EdgeIndex,
): boolean {
  if (cuts !== null && !hasBit(cuts.blocked, edge)) return false;
  const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
  if (kind === EdgeKind.class) return true;
  const targetFlags = graph.flags[graph.edgeTarget[edge]];
  if ((targetFlags & MODULE_FLAGS) !== 0) {
    const isOwnNamespace =
      (graph.flags[source] & NodeFlag.isModule) !== 0 &&
      (targetFlags & NodeFlag.isModuleNamespace) !== 0;
    return cuts !== null || !isOwnNamespace;
  }
  return (targetFlags & NodeFlag.isType) !== 0 && !NAMING_KINDS.has(kind);
}

const MODULE_FLAGS = NodeFlag.isModule | NodeFlag.isModuleNamespace;

/** Kinds by which a program names what it refers to. */
const NAMING_KINDS: ReadonlySet<number> = new Set([
  EdgeKind.attribute,
  EdgeKind.slot,
  EdgeKind.value,
  EdgeKind.local,
  EdgeKind.cell,
  EdgeKind.global,
]);
