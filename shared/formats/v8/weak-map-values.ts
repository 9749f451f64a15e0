import type { Job } from '../../base/job.ts';
import { findNodesByAddress } from '../../heap/address-index.ts';
import { AddressTable } from '../../heap/address-table.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { StringScanner } from './string-scanner.ts';

export interface NamedEdges {
  readonly nodeCount: number;
  readonly firstEdge: Uint32Array;
  readonly kind: Uint8Array;
  readonly label: Uint32Array;
  /** Ids of the nodes, low and high word. */
  readonly idWords: Uint32Array;
}

/**
 * Marks as weak what the table of a WeakMap refers to its values by.
 *
 * V8 writes such a reference twice, from the table and from the key, both named
 * `4 / part of key (Object @7) -> value (Object @9) pair in WeakMap (table @5)`
 * (heap-snapshot-generator.cc, V8HeapExplorer::ExtractEphemeronHashTableReferences). A value lives
 * as long as both do, so each of them retains it; with both references neither would. The key's is
 * kept, as Chrome DevTools does: it is the one that programs let go of.
 *
 * All of them get one name afterwards: with ids in it, cycles through WeakMaps would never be alike.
 *
 * One pass over the texts, one over the nodes and one over the references; a byte per text.
 */
export function weakenWeakMapTables(edges: NamedEdges, strings: StringScanner, job: Job): void {
  const { nodeCount, firstEdge, kind, label, idWords } = edges;
  const isPair = new Uint8Array(strings.count);
  const tables = new AddressTable(16);
  for (let text = 0; text < isPair.length; text++) {
    if ((text & CHECK_MASK) === 0) job.checkpoint();
    const id = strings.numberBetween(text, BEFORE_TABLE, AFTER_TABLE);
    if (id < 0) continue;
    isPair[text] = 1;
    tables.intern(id >>> 0, (id / 0x1_0000_0000) >>> 0);
  }
  if (tables.count === 0) return;
  const ids = tables.words.subarray(0, 2 * tables.count);
  for (const node of findNodesByAddress(idWords, nodeCount, ids, job)) {
    if (node === NO_NODE) continue;
    const id = idWords[2 * node] + idWords[2 * node + 1] * 0x1_0000_0000;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if ((edge & CHECK_MASK) === 0) job.checkpoint();
      if (kind[edge] !== EdgeKind.internal || isPair[label[edge]] !== 1) continue;
      if (strings.numberBetween(label[edge], BEFORE_TABLE, AFTER_TABLE) !== id) continue;
      kind[edge] |= EdgeMark.weak | EdgeMark.borrowed;
    }
  }
  const name = strings.append('value in a WeakMap');
  for (let edge = 0; edge < label.length; edge++) {
    if ((edge & CHECK_MASK) === 0) job.checkpoint();
    const isInternal = (kind[edge] & EDGE_KIND_MASK) === EdgeKind.internal;
    if (isInternal && isPair[label[edge]] === 1) label[edge] = name;
  }
}

const BEFORE_TABLE = new TextEncoder().encode(' pair in WeakMap (table @');
const AFTER_TABLE = new TextEncoder().encode(')');
const CHECK_MASK = 0x3ffff;
