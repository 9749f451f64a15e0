import { EDGE_KIND_MASK } from '../../heap/edge-kind.ts';
import { edgeLabel } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { Side } from '../folding/neighbours.ts';
import type { Gathering } from './transforms.ts';

/** A neighbour as the search found it: by which reference, and how early it is to be drawn. */
export interface Candidate {
  readonly node: NodeIndex;
  readonly rank: number;
  /** The last reference of the step, and who holds it. */
  readonly holder: NodeIndex;
  readonly edge: EdgeIndex;
}

/** What takes one place in a drawing: an object, or several equal ones. */
export interface Slot {
  /** In the order in which they would be drawn one by one. */
  readonly nodes: readonly [NodeIndex, ...NodeIndex[]];
  /** What they have in common, the same from scene to scene; '' for a single object. */
  readonly likeness: string;
  /** What they are drawn in whatever refers to them; null for what has a place of its own. */
  readonly gathering: Gathering | null;
}

/** Up to so many equal neighbours are drawn one by one. */
export const MAX_DRAWN_SINGLY = 8;
/** An object with more referrers than this counts as held by many, of whatever types. */
const MANY_REFERRERS = 8;

/**
 * Puts equal neighbours of one object together: same type, same label and, on the way up, held by
 * the same kinds of objects. Those that are too few so are compared without their own referrers,
 * then without the label (a thousand dicts may hold the object under a thousand keys).
 *
 * `candidates` are in drawing order, and so are the slots. O(candidates).
 */
export function slotsOf(
  graph: HeapGraph,
  referrers: Referrers,
  side: Side,
  candidates: readonly Candidate[],
): readonly Slot[] {
  const label = ({ holder, edge }: Candidate): string => {
    const found = edgeLabel(graph, holder, edge);
    return found.form === 'text' ? String(found.text) : found.form;
  };
  const roughly = ({ node, edge }: Candidate): string =>
    `${graph.type[node]} ${graph.edgeKind[edge] & EDGE_KIND_MASK}`;
  const labelled = (one: Candidate): string => `${roughly(one)} ${label(one)}`;
  const exactly = (one: Candidate): string =>
    `${labelled(one)} by ${kindsOfReferrers(graph, referrers, one.node)}`;
  const levels = side === 'referrers' ? [exactly, labelled, roughly] : [labelled, roughly];

  const likeness = new Map<Candidate, string>();
  // Most sides have no eight neighbours that are even roughly equal, and are done here.
  let rest = [...alike(candidates, roughly).values()].filter(isMany).flat();
  for (const level of levels) {
    const groups = alike(rest, level);
    for (const [key, members] of groups) {
      if (isMany(members)) for (const member of members) likeness.set(member, key);
    }
    rest = rest.filter((one) => !likeness.has(one));
  }

  const slots = new Map<string, [NodeIndex, ...NodeIndex[]]>();
  for (const candidate of candidates) {
    const key = likeness.get(candidate);
    const known = key === undefined ? undefined : slots.get(key);
    if (known === undefined) slots.set(key ?? `one ${candidate.node}`, [candidate.node]);
    else known.push(candidate.node);
  }
  return [...slots].map(([key, nodes]) => ({
    nodes,
    likeness: isMany(nodes) ? key : '',
    gathering: null,
  }));
}

/** Those that are drawn together whatever refers to them, each box in the place of its first. */
export function gatheredSlots<Item>(
  items: readonly Item[],
  nodeOf: (item: Item) => NodeIndex,
  gatheringOf: (node: NodeIndex) => Gathering | null,
): { readonly gathered: readonly Slot[]; readonly rest: readonly Item[] } {
  const slots = new Map<string, { nodes: [NodeIndex, ...NodeIndex[]]; gathering: Gathering }>();
  const rest = items.filter((item) => {
    const node = nodeOf(item);
    const gathering = gatheringOf(node);
    if (gathering === null) return true;
    const known = slots.get(gathering.key);
    if (known === undefined) slots.set(gathering.key, { nodes: [node], gathering });
    else known.nodes.push(node);
    return false;
  });
  const gathered = [...slots].map(([likeness, slot]) => ({ ...slot, likeness }));
  return { gathered, rest };
}

const isMany = (members: readonly unknown[]): boolean => members.length > MAX_DRAWN_SINGLY;

function alike(
  candidates: readonly Candidate[],
  key: (candidate: Candidate) => string,
): ReadonlyMap<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(key(candidate));
    if (group === undefined) groups.set(key(candidate), [candidate]);
    else group.push(candidate);
  }
  return groups;
}

/** Types of the objects that refer to one, each once, in a fixed order. */
function kindsOfReferrers(graph: HeapGraph, referrers: Referrers, node: NodeIndex): string {
  const first = referrers.firstReferrer[node];
  const end = referrers.firstReferrer[node + 1];
  if (end - first > MANY_REFERRERS) return 'many';
  const types = new Set<number>();
  for (let at = first; at < end; at++) types.add(graph.type[referrers.referrer[at]]);
  return [...types].sort((a, b) => a - b).join();
}
