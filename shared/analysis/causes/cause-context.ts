import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { Dominators } from '../dominators/dominators.ts';
import { isNamespaceName } from '../graph/internals.ts';
import type { NameForest } from '../names/name-forest.ts';
import type { Namer } from '../names/namer.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import { CodeIndex } from './code-index.ts';
import { HeapReader } from './heap-reader.ts';
import type { OwnerTree } from './owner-tree.ts';
import { growOwnerTree } from './owner-tree.ts';

/** All that the causes are found with: columns computed once, each O(objects + references). */
export interface CauseContext {
  readonly heap: HeapReader;
  readonly verdicts: Verdicts;
  readonly dominators: Dominators;
  readonly forest: NameForest;
  readonly namer: Namer;
  /** Per object what names it; `NO_NODE` at a root. */
  readonly parents: Uint32Array;
  readonly owners: OwnerTree;
  readonly code: CodeIndex;
  /** One object for each cycle component that nothing enters, and the roots. */
  readonly entries: Uint32Array;
  /** Objects that are gone at once as if references were: they are no garbage, and nobody's. */
  readonly freed: Uint32Array;
  /** Of all objects together. */
  readonly pythonBytes: number;
  /** These, and what they are known to hold outside of themselves. */
  readonly knownBytes: number;
  readonly job: Job;
}

export interface CauseColumns {
  /**
   * Objects of the dump were lost: what nothing accounts for may be in them, so that nothing is said
   * of memory outside of Python's objects or of references that C code took.
   */
  readonly isPartial: boolean;
  readonly verdicts: Verdicts;
  readonly dominators: Dominators;
  readonly forest: NameForest;
  readonly namer: Namer;
  /** See `findEntries`. */
  readonly entries: Uint32Array;
  /** Objects that went at once with references that are cut by hand, ascending. */
  readonly freed: Uint32Array;
}

export function causeContext(
  graph: HeapGraph,
  { verdicts, dominators, forest, namer, entries, freed }: CauseColumns,
  job: Job,
): CauseContext {
  const heap = new HeapReader(graph, verdicts, forest.modules, job);
  const owners = growOwnerTree(graph, dominators, forest, heap.verdict, job);
  const pythonBytes = sumOf(graph.shallowSize);
  const common = [...owners.common.values()].reduce((sum, bytes) => sum + bytes, 0);
  const knownBytes = owners.native === null ? pythonBytes : sumOf(owners.own) + common;
  return {
    heap,
    verdicts,
    dominators,
    forest,
    namer,
    parents: forest.parent,
    owners,
    code: new CodeIndex(heap, job),
    entries,
    freed,
    pythonBytes,
    knownBytes,
    job,
  };
}

function sumOf(bytes: Float64Array): number {
  let sum = 0;
  for (let node = 0; node < bytes.length; node++) sum += bytes[node];
  return sum;
}

/** Bytes charged to objects together, none of which owns another. */
export function chargedTo(
  { owners: { charged, native } }: CauseContext,
  nodes: ArrayLike<NodeIndex>,
): { readonly bytes: number; readonly nativeBytes: number } {
  let [bytes, nativeBytes] = [0, 0];
  for (let at = 0; at < nodes.length; at++) {
    bytes += charged[nodes[at]];
    nativeBytes += native?.[nodes[at]] ?? 0;
  }
  return { bytes, nativeBytes };
}

/** The reference that names an object, and whose it is; null at a root. */
export function namingReference(
  { forest, parents }: CauseContext,
  node: NodeIndex,
): { readonly source: NodeIndex; readonly edge: number } | null {
  const source = parents[node];
  return source === NO_NODE ? null : { source, edge: forest.parentEdge[node] };
}

/** Whether a dict is the `__dict__` of an instance or a class, or the variables of a frame. */
export function isAttributes(ctx: CauseContext, node: NodeIndex): boolean {
  const reference = namingReference(ctx, node);
  if (reference === null || ctx.heap.kind(reference.edge) !== EdgeKind.internal) return false;
  return isNamespaceName(ctx.heap.label(reference.source, reference.edge));
}
