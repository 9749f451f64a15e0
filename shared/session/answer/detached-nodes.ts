import { isUnreachable } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { formatCount } from '../../base/units.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { countOfType, typeName } from '../rows/names.ts';
import { DETACHED } from './strings.ts';

/** Nodes of a web page that no document has any more and that JavaScript still holds. */
export interface DetachedNodes {
  /** "100 nodes are in no document any more, and JavaScript still holds them." */
  readonly sentence: string;
  /** Which, how much, and where one of them is held. */
  readonly detail: string;
  /** Held in the way that is named. */
  readonly example: NodeIndex;
}

/** A few are detached for a moment in every page. */
const TELLING_COUNT = 10;
const NAMED_TYPES = 3;
/** What Node and V8 keep for themselves is in no document either. */
const RUNTIME = /^(Node \/|\()/;

/** The detached nodes of a heap snapshot, or null where they are too few to tell. O(details). */
export function detachedNodes(derived: DerivedColumns, job: Job): DetachedNodes | null {
  const { graph } = derived;
  // Other runtimes' details are of arrays and frames, and by the million.
  if (graph.process.runtime !== 'V8') return null;
  const { verdict } = derived.verdicts(job);
  const held: NodeIndex[] = [];
  for (const node of graph.details.node) {
    job.checkpoint();
    if (isUnreachable(verdict[node]) || RUNTIME.test(typeName(graph, graph.type[node]))) continue;
    if (objectDetails(graph, node)?.isDetached === true) held.push(node);
  }
  const [example] = held;
  if (example === undefined || held.length < TELLING_COUNT) return null;
  const bytes = held.reduce((sum, node) => sum + graph.shallowSize[node], 0);
  const place = derived.namer(job).text(example);
  return {
    sentence: DETACHED.nodes(held.length),
    detail: DETACHED.which(namedTypes(derived, held), bytes, place),
    example,
  };
}

/** "50 <section>s, 50 <span>s and 3 more types". */
function namedTypes({ graph }: DerivedColumns, nodes: readonly NodeIndex[]): string {
  const counts = new Map<TypeIndex, number>();
  for (const node of nodes) counts.set(graph.type[node], (counts.get(graph.type[node]) ?? 0) + 1);
  const byCount = [...counts].sort((a, b) => b[1] - a[1]);
  const named = byCount
    .slice(0, NAMED_TYPES)
    .map(([type, count]) => countOfType(count, typeName(graph, type)));
  const others = byCount.length - named.length;
  return others > 0
    ? `${named.join(', ')} and ${formatCount(others)} more types`
    : named.join(' and ');
}
