import { GrowableFloat64, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { radixSortByKey, splitKeys } from '../../base/radix-sort.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';

/** Waste of one kind, finding by finding, the most bytes first. Columns over findings. */
export interface Findings {
  readonly count: number;
  /** The objects of finding f: node[firstNode[f] … firstNode[f + 1] − 1]. */
  readonly firstNode: Uint32Array;
  readonly node: Uint32Array;
  /** Bytes that could be spared. */
  readonly wastedBytes: Float64Array;
  /** The order in which it was added, for columns that whoever added it keeps beside. */
  readonly added: Uint32Array;
}

/** Collects findings in any order. 4 bytes per object, 12 per finding. */
export class FindingsBuilder {
  private readonly node = new GrowableUint32(256);
  private readonly end = new GrowableUint32(64);
  private readonly wasted = new GrowableFloat64(64);

  /** Adds one; returns its number in the order of adding. */
  add(nodes: ArrayLike<NodeIndex>, wastedBytes: number): number {
    for (let at = 0; at < nodes.length; at++) this.node.push(nodes[at] ?? 0);
    this.end.push(this.node.length);
    this.wasted.push(wastedBytes);
    return this.end.length - 1;
  }

  /** The findings by bytes, those with equally many in the order of adding. O(objects). */
  build(job: Job): Findings {
    const count = this.end.length;
    // Sorted ascending and read backwards: from the last to the first, equals keep their order.
    const order = Uint32Array.from({ length: count }, (_, at) => count - 1 - at);
    const keys = splitKeys(this.wasted.toArray());
    radixSortByKey(order, keys.low, keys.high, job);
    order.reverse();
    const firstNode = new Uint32Array(count + 1);
    const node = new Uint32Array(this.node.length);
    const wastedBytes = new Float64Array(count);
    for (let at = 0; at < count; at++) {
      const from = order[at] === 0 ? 0 : this.end.values[order[at] - 1];
      const members = this.node.values.subarray(from, this.end.values[order[at]]);
      node.set(members, firstNode[at]);
      firstNode[at + 1] = firstNode[at] + members.length;
      wastedBytes[at] = this.wasted.values[order[at]];
    }
    return { count, firstNode, node, wastedBytes, added: order };
  }
}

/** Bytes and objects of all findings together; an object in two of them counts twice. */
export function findingTotals(findings: Findings): { bytes: number; objects: number } {
  return {
    bytes: findings.wastedBytes.reduce((sum, bytes) => sum + bytes, 0),
    objects: findings.node.length,
  };
}
