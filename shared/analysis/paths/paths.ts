import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { HoldingRule, RootReason } from './root-search.ts';
import { RootFinder, searchBackwards } from './root-search.ts';

/** nodes[i] refers by edges[i] to nodes[i + 1]; the root first, the object asked for last. */
export interface RootPath {
  readonly root: RootReason;
  readonly nodes: Uint32Array;
  readonly edges: Uint32Array;
}

/**
 * A shortest path from a root to an object, or null where nothing holds it.
 *
 * A declared root is preferred to an object that is merely referred to from outside the dump,
 * however near: it has a name. The search first goes without infrastructure references, so that a
 * variable is reached through its module, and not through the `__globals__` of some function there;
 * where that finds no root (for a class, say), it goes by all references that hold their target.
 *
 * Backwards from the object, breadth first, and no further than the first declared root: O(objects
 * and references that lead to it), at worst all. 4 bytes per object, touched only where visited.
 */
export function findRootPath(
  graph: HeapGraph,
  referrers: Referrers,
  verdicts: Verdicts | null,
  node: NodeIndex,
  job: Job,
): RootPath | null {
  if (verdicts !== null && isUnreachable(verdicts.verdict[node])) return null;
  const roots = new RootFinder(graph, verdicts);
  let fallback: RootPath | null = null;
  for (const rule of RULES) {
    const found = searchBackwards(graph, referrers, roots, node, rule, job);
    if (found === null) continue;
    const root = roots.reasonOf(found.nodes[0]);
    if (root === null) continue;
    const path = { root, nodes: found.nodes, edges: found.edges };
    if (root.reason !== 'external') return path;
    fallback ??= path;
  }
  return fallback;
}

const RULES: readonly HoldingRule[] = ['without-infrastructure', 'all'];
