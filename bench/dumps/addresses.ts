import type { HeapGraph } from '../../shared/heap/heap-graph.ts';

/** Where the interpreter's arenas lie on 64-bit Linux: fifteen decimal digits. */
const FIRST_ARENA = 0x7f3a_0000_0000;
const ALIGNMENT = 16;

/**
 * Addresses as an allocator gives them out: in the order of the objects, sixteen bytes apart at
 * least. Exact in a double.
 */
export function allocatedAddresses(graph: HeapGraph): Float64Array {
  const addresses = new Float64Array(graph.nodeCount);
  let next = FIRST_ARENA;
  for (let node = 0; node < graph.nodeCount; node++) {
    addresses[node] = next;
    next += Math.ceil(graph.shallowSize[node] / ALIGNMENT) * ALIGNMENT;
  }
  return addresses;
}
