import { GrowableUint32 } from '../../base/growable.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Cycle } from '../components/cycle-search.ts';
import type { CycleFamily } from '../families/cycle-family.ts';
import type { CachedCover, FoundCycle } from '../families/family-table.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import type { VerdictByte } from '../graph/verdict.ts';

/** Cycles of a family with one verdict: some that are kept, by their number, and some found now. */
export interface FamilyPart {
  readonly kept: number[];
  readonly found: FoundCycle[];
  readonly components: Set<number>;
}

/** The part under a key, made where there is none. */
export function partIn<K>(parts: Map<K, FamilyPart>, key: K): FamilyPart {
  const known = parts.get(key);
  if (known !== undefined) return known;
  const part: FamilyPart = { kept: [], found: [], components: new Set() };
  parts.set(key, part);
  return part;
}

/** The references of a kept cycle. */
export function edgesOf({ edges, ends }: CachedCover, cycle: number): Uint32Array {
  return edges.subarray(cycle === 0 ? 0 : ends[cycle - 1], ends[cycle]);
}

/**
 * Counts parts of families: objects, bytes and culprits, each once. O(references of the cycles) per
 * part; 2 bits per object of the graph.
 */
export class PartCounter {
  private readonly graph: HeapGraph;
  /** Clear between two parts. */
  private readonly isCounted: BitSet;
  private readonly isNamed: BitSet;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.isCounted = createBitSet(graph.nodeCount);
    this.isNamed = createBitSet(graph.nodeCount);
  }

  /** The part as a family of this verdict, with the steps of `family`. */
  familyOf(
    family: CycleFamily,
    cover: CachedCover,
    { kept, found, components }: FamilyPart,
    verdict: VerdictByte,
  ): CycleFamily {
    const { edgeTarget, shallowSize } = this.graph;
    const counted = new GrowableUint32(64);
    const culprits = new GrowableUint32(16);
    let shallowBytes = 0;
    let minRepeat = Number.POSITIVE_INFINITY;
    let maxRepeat = 0;
    const count = (edges: Uint32Array): void => {
      for (const edge of edges) {
        const node = edgeTarget[edge];
        if (hasBit(this.isCounted, node)) continue;
        setBit(this.isCounted, node);
        counted.push(node);
        shallowBytes += shallowSize[node];
      }
    };
    const name = (culprit: NodeIndex, length: number): void => {
      const repeat = length / family.key.length;
      minRepeat = Math.min(minRepeat, repeat);
      maxRepeat = Math.max(maxRepeat, repeat);
      if (hasBit(this.isNamed, culprit)) return;
      setBit(this.isNamed, culprit);
      culprits.push(culprit);
    };
    for (const cycle of kept) {
      count(edgesOf(cover, cycle));
      name(cover.culprits[cycle], cover.lengths[cycle]);
    }
    for (const { edges, culprit, length } of found) {
      count(edges);
      name(culprit, length);
    }
    for (const node of counted.view()) this.isCounted[node >>> 5] = 0;
    for (const culprit of culprits.view()) this.isNamed[culprit >>> 5] = 0;
    const [first] = kept;
    const shown = first === undefined ? found[0]?.edges : edgesOf(cover, first);
    return {
      ...family,
      verdict,
      minRepeat,
      maxRepeat,
      count: kept.length + found.length,
      objects: counted.length,
      shallowBytes,
      instances: culprits.view().slice().sort(),
      components: Uint32Array.from(components).sort(),
      exemplar: shown === undefined ? family.exemplar : this.cycleOf(shown),
    };
  }

  private cycleOf(edges: Uint32Array): Cycle {
    const { edgeTarget } = this.graph;
    const last = edges.length - 1;
    const nodes = edges.map((_, at) => edgeTarget[edges[at === 0 ? last : at - 1]]);
    return { nodes, edges: edges.slice() };
  }
}
