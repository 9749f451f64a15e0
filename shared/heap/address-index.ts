import { type Job, UNATTENDED_JOB } from '../base/job.ts';
import { AddressTable } from './address-table.ts';
import type { HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';

/**
 * The object at an address, or `NO_NODE`. One scan of a column, about 1 ms per million objects and
 * no memory: right for what a person typed. For many look-ups build an `AddressIndex`.
 */
export function findNodeByAddress(graph: HeapGraph, low: number, high: number): NodeIndex {
  const { addressWords, nodeCount } = graph;
  for (let node = 0; node < nodeCount; node++) {
    if (addressWords[2 * node] === low && addressWords[2 * node + 1] === high) return node;
  }
  return NO_NODE;
}

/** From address to object for many look-ups: comparing dumps. 6 to 12 bytes an object. */
export class AddressIndex {
  private readonly table: AddressTable;

  constructor(graph: HeapGraph) {
    this.table = AddressTable.over(graph.addressWords, graph.nodeCount);
  }

  find(low: number, high: number): NodeIndex {
    const number = this.table.find(low, high);
    return number < 0 ? NO_NODE : number;
  }
}

/**
 * The object at each of `wanted`'s addresses (low, high, low, high …), `NO_NODE` where there is
 * none. One scan over all objects against a table of the wanted addresses alone, so that a handful
 * of roots does not cost an index of ten million objects; and most objects are not even looked up,
 * since a few bits of their address tell that they are not wanted.
 */
export function findNodesByAddress(
  addressWords: Uint32Array,
  nodeCount: number,
  wanted: Uint32Array,
  job: Job = UNATTENDED_JOB,
): Uint32Array {
  const count = wanted.length >>> 1;
  const table = new AddressTable(count);
  const numbers = new Uint32Array(count);
  const shift = Math.max(MAX_FILTERED, Math.clz32(count) - 4);
  const mayBeWanted = new Uint8Array(2 ** (32 - shift));
  for (let index = 0; index < count; index++) {
    const low = wanted[2 * index];
    numbers[index] = table.intern(low, wanted[2 * index + 1]);
    mayBeWanted[Math.imul(low, SPREAD) >>> shift] = 1;
  }
  const nodeOf = new Uint32Array(table.count).fill(NO_NODE);
  let missing = table.count;
  for (let node = 0; node < nodeCount && missing > 0; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    const low = addressWords[2 * node];
    if (mayBeWanted[Math.imul(low, SPREAD) >>> shift] === 0) continue;
    const number = table.find(low, addressWords[2 * node + 1]);
    if (number >= 0 && nodeOf[number] === NO_NODE) {
      nodeOf[number] = node;
      missing--;
    }
  }
  return numbers.map((number) => nodeOf[number]);
}

/** Bits of a filter at most: 2^20. */
const MAX_FILTERED = 12;
/** 2^32 divided by the golden ratio: neighbours are spread (Knuth, TAOCP 3, 6.4). */
const SPREAD = 0x9e3779b1;
const CHECK_MASK = 0x3ffff;
