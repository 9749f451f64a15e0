import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { neededSizes } from './container-sizes.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';
import type { Holder } from './holders.ts';
import { findPlaces } from './holders.ts';

/** Containers of one type, held in one place. Columns parallel to `findings`. */
export interface ContainerWaste {
  readonly findings: Findings;
  readonly type: readonly TypeIndex[];
  readonly place: readonly Holder[];
}

export interface WastefulContainers {
  /** Without any item; wasted is all of them. */
  readonly empty: ContainerWaste;
  /** With room for at least twice what they hold; wasted is the room that is too much. */
  readonly sparse: ContainerWaste;
  /** Containers whose number of items is in the dump, and those of which it is not. */
  readonly counted: number;
  readonly uncounted: number;
}

/** Mutable containers of the language, by the names dumps give them. Immutable ones are shared. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'dict',
  'list',
  'set',
  'bytearray',
  'collections.deque',
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.Counter',
  'deque',
  'OrderedDict',
  'defaultdict',
  'Counter',
]);

/** Less than this is what any allocator rounds up. */
const MIN_SPARE_BYTES = 24;

/**
 * Containers that hold nothing, and those that have far more room than they need.
 *
 * Sizes differ by version of the language, so what a number of items needs is read off the dump
 * itself (`neededSizes`): it is never less than the truth, and so the waste never more.
 *
 * O(objects + references), about 16 bytes per container while it runs.
 */
export function findWastefulContainers(graph: HeapGraph, job: Job): WastefulContainers {
  const isContainer = Uint8Array.from(graph.typeNames, (name) =>
    CONTAINERS.has(graph.strings.get(name).replace(/^builtins\./, '')) ? 1 : 0,
  );
  const containers = new GrowableUint32(1024);
  let uncounted = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) keepPace(job, 'Looking at containers', node, graph.nodeCount);
    if (isContainer[graph.type[node]] === 0) continue;
    if ((graph.flags[node] & (NodeFlag.isStub | NodeFlag.isModuleNamespace)) !== 0) continue;
    if ((graph.length?.[node] ?? NO_COUNT) === NO_COUNT) uncounted++;
    else containers.push(node);
  }
  const nodes = containers.toArray();
  const { places, placeOf } = findPlaces(graph, nodes, job);
  const needed = neededSizes(graph, nodes, (at) => places[placeOf[at]], job);
  const empty = new WasteByPlace();
  const sparse = new WasteByPlace();
  for (let at = 0; at < nodes.length; at++) {
    const size = graph.shallowSize[nodes[at]];
    const where = { type: graph.type[nodes[at]], place: placeOf[at] };
    if (graph.length?.[nodes[at]] === 0) {
      if (size > 0) empty.add(where, nodes[at], size);
    } else if (size - needed[at] >= MIN_SPARE_BYTES && size >= 2 * needed[at]) {
      sparse.add(where, nodes[at], size - needed[at]);
    }
  }
  return {
    empty: empty.build(places, job),
    sparse: sparse.build(places, job),
    counted: nodes.length,
    uncounted,
  };
}

interface Where {
  readonly type: TypeIndex;
  readonly place: number;
}

/** Gathers containers by type and place. */
class WasteByPlace {
  private readonly groups = new Map<string, Where & { nodes: GrowableUint32; bytes: number }>();

  add(where: Where, node: number, bytes: number): void {
    const key = `${where.type} ${where.place}`;
    const known = this.groups.get(key);
    const group = known ?? { ...where, nodes: new GrowableUint32(16), bytes: 0 };
    if (known === undefined) this.groups.set(key, group);
    group.nodes.push(node);
    group.bytes += bytes;
  }

  build(places: readonly Holder[], job: Job): ContainerWaste {
    const groups = [...this.groups.values()];
    const builder = new FindingsBuilder();
    for (const { nodes, bytes } of groups) builder.add(nodes.toArray(), bytes);
    const findings = builder.build(job);
    const inOrder = Array.from(findings.added, (added) => groups[added]).filter(
      (group) => group !== undefined,
    );
    return {
      findings,
      type: inOrder.map(({ type }) => type),
      place: inOrder.flatMap(({ place }) => places[place] ?? []),
    };
  }
}
