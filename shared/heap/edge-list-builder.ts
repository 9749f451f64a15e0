import { GrowableFloat64, GrowableUint8, GrowableUint32 } from '../base/growable.ts';
import { AddressTable } from './address-table.ts';
import { dropDangling } from './drop-dangling.ts';
import { EdgeKind } from './edge-kind.ts';
import type { HeapGraph, ProcessFacts } from './heap-graph.ts';
import { NO_NODE, NodeFlag } from './heap-graph.ts';
import { StringInterner } from './string-interner.ts';
import type { StringIndex } from './string-table.ts';

/** What is known of an object when it is added. */
export interface ListedNode {
  /** Text of the qualified type name. */
  readonly type: string;
  readonly flags: number;
  /** `NO_COUNT` where it does not apply. */
  readonly length: number;
  /** `NO_COUNT` where the format does not tell it. */
  readonly refcount: number;
  /** `NO_STRING` where there is none. */
  readonly preview: StringIndex;
  /** Bytes of the object alone; 0 where the format does not tell them. */
  readonly size?: number;
}

/**
 * Collects objects and references that come in any order, as formats of drawings and small graphs
 * have them, and sorts them by referrer at the end.
 *
 * 34 bytes per object and 13 per reference while collecting, and as much again to finish: for
 * thousands to a few millions. What comes in the order of its objects goes to `HeapGraphBuilder`.
 */
export class EdgeListBuilder {
  readonly strings = new StringInterner();
  /** Objects whose address had come before: the first one counts. */
  duplicateNodes = 0;
  private readonly addresses = new AddressTable();
  private readonly nodeOfAddress: number[] = [];
  private readonly typeOfName = new Map<string, number>();
  private readonly typeNames = new GrowableUint32(64);
  private readonly addressWords = new GrowableUint32(64);
  private readonly type = new GrowableUint32(64);
  private readonly flags = new GrowableUint32(64);
  private readonly length = new GrowableUint32(64);
  private readonly refcount = new GrowableUint32(64);
  private readonly preview = new GrowableUint32(64);
  private readonly size = new GrowableFloat64(64);
  private readonly rootAddress = new GrowableUint32(16);
  private readonly rootKind = new GrowableUint8(16);
  private readonly rootLabel = new GrowableUint32(16);
  private readonly from = new GrowableUint32(64);
  private readonly to = new GrowableUint32(64);
  private readonly kind = new GrowableUint8(64);
  private readonly label = new GrowableUint32(64);

  get nodeCount(): number {
    return this.type.length;
  }

  /** Bytes held now, and about as many again to finish. */
  get bytes(): number {
    return 2 * (this.type.length * 48 + this.from.length * 14 + this.strings.byteLength);
  }

  addNode(low: number, high: number, node: ListedNode): void {
    const address = this.addresses.intern(low, high);
    if (this.nodeOfAddress[address] !== undefined) {
      this.duplicateNodes++;
      return;
    }
    this.nodeOfAddress[address] = this.nodeCount;
    this.addressWords.push(low);
    this.addressWords.push(high);
    this.type.push(this.typeNamed(node.type));
    this.flags.push(node.flags);
    this.length.push(node.length);
    this.refcount.push(node.refcount);
    this.preview.push(node.preview);
    this.size.push(node.size ?? 0);
  }

  /** What stands at an address is held from outside; `label` is a string or `NO_STRING`. */
  addRoot(low: number, high: number, kind: number, label: StringIndex): void {
    this.rootAddress.push(this.addresses.intern(low, high));
    this.rootKind.push(kind);
    this.rootLabel.push(label);
  }

  /** A reference; `label` as in `PerEdgeLabels`. */
  addEdge(
    fromLow: number,
    fromHigh: number,
    toLow: number,
    toHigh: number,
    kind: number,
    label: number,
  ): void {
    this.from.push(this.addresses.intern(fromLow, fromHigh));
    this.to.push(this.addresses.intern(toLow, toHigh));
    this.kind.push(kind);
    this.label.push(label);
  }

  /** The graph; references keep the order in which they came. O(nodes + edges). */
  finish(process: ProcessFacts, hasRefcounts: boolean): HeapGraph {
    const { nodeCount } = this;
    const nodeOf = new Uint32Array(this.addresses.count).fill(NO_NODE);
    this.nodeOfAddress.forEach((node, address) => {
      nodeOf[address] = node;
    });
    const sorted = this.sortEdges(nodeCount, nodeOf);
    const references = dropDangling({ ...sorted, layout: null }, nodeCount, null);
    const flags = Uint16Array.from(this.flags.toArray());
    markNamespaces(flags, references);
    return {
      nodeCount,
      edgeCount: references.target.length,
      addressWords: this.addressWords.toArray(),
      type: this.type.toArray(),
      shallowSize: this.size.toArray(),
      flags,
      refcount: hasRefcounts ? this.refcount.toArray() : null,
      length: this.length.toArray(),
      preview: this.preview.toArray(),
      firstEdge: references.firstEdge,
      edgeTarget: references.target,
      edgeKind: references.kind,
      edgeLabels: { form: 'perEdge', label: references.label ?? new Uint32Array(0) },
      roots: this.rootsAmong(nodeOf),
      details: { node: new Uint32Array(0), value: new Uint32Array(0) },
      allocationSite: { node: new Uint32Array(0), value: new Uint32Array(0) },
      typeNames: this.typeNames.toArray(),
      strings: this.strings.toTable(),
      danglingReferences: references.dangling + sorted.withoutReferrer,
      process,
    };
  }

  /** The roots that are in the dump; null when the format declared none. */
  private rootsAmong(nodeOf: Uint32Array): HeapGraph['roots'] {
    if (this.rootAddress.length === 0) return null;
    const addresses = this.rootAddress.view();
    const there = [...addresses.keys()].filter((index) => nodeOf[addresses[index]] !== NO_NODE);
    return {
      node: Uint32Array.from(there, (index) => nodeOf[addresses[index]]),
      kind: Uint8Array.from(there, (index) => this.rootKind.values[index]),
      label: Uint32Array.from(there, (index) => this.rootLabel.values[index]),
    };
  }

  private typeNamed(name: string): number {
    const known = this.typeOfName.get(name);
    if (known !== undefined) return known;
    const type = this.typeNames.length;
    this.typeOfName.set(name, type);
    this.typeNames.push(this.strings.internText(name));
    return type;
  }

  /** By referrer, stable, by counting sort; what has no referrer in the dump is left out. */
  private sortEdges(nodeCount: number, nodeOf: Uint32Array) {
    const firstEdge = new Uint32Array(nodeCount + 1);
    let withoutReferrer = 0;
    for (let edge = 0; edge < this.from.length; edge++) {
      const source = nodeOf[this.from.values[edge]];
      if (source === NO_NODE) withoutReferrer++;
      else firstEdge[source + 1]++;
    }
    for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node];
    const count = firstEdge[nodeCount];
    const next = firstEdge.slice();
    const target = new Uint32Array(count);
    const kind = new Uint8Array(count);
    const label = new Uint32Array(count);
    for (let edge = 0; edge < this.from.length; edge++) {
      const source = nodeOf[this.from.values[edge]];
      if (source === NO_NODE) continue;
      const at = next[source]++;
      target[at] = nodeOf[this.to.values[edge]];
      kind[at] = this.kind.values[edge];
      label[at] = this.label.values[edge];
    }
    return { firstEdge, target, kind, label, withoutReferrer };
  }
}

/** What a module refers to by name is its namespace: both formats list `__dict__` and no more. */
function markNamespaces(
  flags: Uint16Array,
  references: {
    readonly firstEdge: Uint32Array;
    readonly target: Uint32Array;
    readonly kind: Uint8Array;
  },
): void {
  const { firstEdge, target, kind } = references;
  for (let node = 0; node < flags.length; node++) {
    if ((flags[node] & NodeFlag.isModule) === 0) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (kind[edge] === EdgeKind.internal) flags[target[edge]] |= NodeFlag.isModuleNamespace;
    }
  }
}
