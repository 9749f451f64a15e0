import type { GrowableUint32 } from '../../base/growable.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Cycle } from '../components/cycle-search.ts';
import type { FoldedComponent, LinkIndex } from './folded-component.ts';

/** Appends a link's references, from its source on. */
export function unfoldLink(folded: FoldedComponent, link: LinkIndex, edges: GrowableUint32): void {
  const from = edges.length;
  edges.push(folded.linkEdge[link]);
  for (let at = folded.linkHolder[link]; at !== folded.linkSource[link]; ) {
    edges.push(folded.entryEdgeOf(at));
    at = folded.entryHolderOf(at);
  }
  edges.values.subarray(from, edges.length).reverse();
}

/** A cycle, given by its links in order, as objects and references with its internals. */
export function unfoldCycle(folded: FoldedComponent, links: Iterable<LinkIndex>): Cycle {
  const nodes: NodeIndex[] = [];
  const edges: number[] = [];
  for (const link of links) {
    const source = folded.linkSource[link];
    const at = edges.length;
    let holder = folded.linkHolder[link];
    edges.push(folded.linkEdge[link]);
    nodes.push(folded.nodeOf(holder));
    while (holder !== source) {
      edges.push(folded.entryEdgeOf(holder));
      holder = folded.entryHolderOf(holder);
      nodes.push(folded.nodeOf(holder));
    }
    reverseFrom(edges, at);
    reverseFrom(nodes, at);
  }
  return { nodes: Uint32Array.from(nodes), edges: Uint32Array.from(edges) };
}

function reverseFrom(values: number[], start: number): void {
  for (let low = start, high = values.length - 1; low < high; low++, high--) {
    const kept = values[low];
    values[low] = values[high];
    values[high] = kept;
  }
}
