import { DumpFormatError } from '../base/errors.ts';
import { GrowableUint32 } from '../base/growable.ts';
import { AddressTable } from './address-table.ts';
import { ChunkedFloat64, ChunkedUint16, ChunkedUint32 } from './chunked-columns.ts';
import type { HeapGraph, NodeIndex, ProcessFacts, StringIndex, TypeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';
import { StringInterner } from './string-interner.ts';

export interface BuilderOptions {
  /**
   * How references name their targets: by address, resolved here as they come, or by the index
   * the target has or will have.
   */
  readonly targets: 'addresses' | 'indices';
  /** A guess spares rehashing; 0 when there is none. */
  readonly expectedNodes: number;
}

/** The columns of a graph whose references are resolved and whose labels are still to be said. */
export interface BuiltColumns {
  readonly nodeCount: number;
  readonly addressWords: Uint32Array;
  readonly type: Uint32Array;
  readonly shallowSize: Float64Array;
  readonly flags: Uint16Array;
  readonly length: Uint32Array;
  readonly preview: Uint32Array;
  readonly firstEdge: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly edgeKind: Uint8Array;
  readonly typeNames: Uint32Array;
}

/** What the build left out; for warnings. */
export interface BuildLosses {
  /** Objects whose address had come before: the first one counts. */
  readonly duplicateNodes: number;
}

/**
 * Collects objects and references in the order of a dump and makes a `HeapGraph` of them.
 *
 * Objects come one after the other. Between `beginNode` and `endNode` the references are added;
 * what identifies the object may be known before or after them. An address gets a number when it
 * is first seen, as an object or as a target, and references keep that number: 4 bytes instead of
 * 8, and no second look-up at the end.
 *
 * Memory while building: per object about 50 bytes, per reference 4 (8 with labels, and 1 for
 * kinds); at the end the columns are copied one at a time.
 */
export class HeapGraphBuilder {
  readonly strings = new StringInterner();
  private readonly addresses: AddressTable;
  private readonly byAddress: boolean;
  /** Per address number, its object. */
  private readonly nodeOfAddress = new GrowableUint32(1024);
  /** Per object, its address number. */
  private readonly addressOfNode = new ChunkedUint32();
  private readonly type = new ChunkedUint32();
  private readonly size = new ChunkedFloat64();
  private readonly flags = new ChunkedUint16();
  private readonly length = new ChunkedUint32();
  private readonly preview = new ChunkedUint32();
  private readonly firstEdge = new ChunkedUint32();
  private readonly target = new ChunkedUint32();
  private readonly typeOfString = new GrowableUint32(256);
  private readonly typeNames = new GrowableUint32(256);
  /** Addresses of the last targets, as pairs of words, not yet numbered. */
  private readonly pending = new Uint32Array(2 * PENDING);
  private pendingCount = 0;
  private readonly pendingNumbers = new Uint32Array(PENDING);
  private edgesBefore = 0;
  private duplicates = 0;

  constructor(options: BuilderOptions) {
    this.byAddress = options.targets === 'addresses';
    this.addresses = new AddressTable(options.expectedNodes);
  }

  get nodeCount(): number {
    return this.type.length;
  }

  get edgeCount(): number {
    return this.target.length + this.pendingCount;
  }

  get losses(): BuildLosses {
    return { duplicateNodes: this.duplicates };
  }

  /** Bytes held now; the finished graph takes less, the moment of finishing half as much more. */
  get bytes(): number {
    return (
      this.strings.byteLength +
      this.addresses.bytes +
      this.nodeOfAddress.values.byteLength +
      this.addressOfNode.bytes +
      this.type.bytes +
      this.size.bytes +
      this.flags.bytes +
      this.length.bytes +
      this.preview.bytes +
      this.firstEdge.bytes +
      this.target.bytes
    );
  }

  /** The type whose qualified name is a string that was interned here. */
  typeNamed(name: StringIndex): TypeIndex {
    const types = this.typeOfString;
    if (name >= types.length) {
      types.reserve(name + 1);
      types.values.fill(0, types.length, name + 1);
      types.length = name + 1;
    }
    const known = types.values[name];
    if (known !== 0) return known - 1;
    this.typeNames.push(name);
    types.values[name] = this.typeNames.length;
    return this.typeNames.length - 1;
  }

  beginNode(): void {
    this.edgesBefore = this.target.length + this.pendingCount;
  }

  /** A reference of the object begun, to whatever stands at that address. */
  addReferenceToAddress(low: number, high: number): void {
    if (this.pendingCount === PENDING) this.numberPending();
    const at = 2 * this.pendingCount++;
    this.pending[at] = low;
    this.pending[at + 1] = high;
  }

  /** A reference of the object begun, to the object of that index. */
  addReferenceToNode(node: NodeIndex): void {
    this.target.push(node);
  }

  /** Forgets the object begun and its references. */
  abandonNode(): void {
    const numbered = this.target.length;
    this.pendingCount = Math.max(0, this.edgesBefore - numbered);
    if (this.edgesBefore < numbered) this.target.truncate(this.edgesBefore);
  }

  /**
   * Ends the object begun. `NO_NODE` when its address has come before: this one is then dropped
   * with its references.
   */
  endNode(
    low: number,
    high: number,
    type: TypeIndex,
    shallowSize: number,
    flags: number,
    length: number,
    preview: StringIndex,
  ): NodeIndex {
    const node = this.type.length;
    const address = this.addresses.intern(low, high);
    const nodeOf = this.nodeOfAddress;
    if (address >= nodeOf.length) this.extendNodeOfAddress();
    if (nodeOf.values[address] !== NO_NODE) {
      this.duplicates++;
      this.abandonNode();
      return NO_NODE;
    }
    if (node === MAX_NODES || this.edgeCount > MAX_EDGES) {
      throw new DumpFormatError(
        'dump-too-large',
        'The dump holds more than 4.29 billion objects or references.',
      );
    }
    nodeOf.values[address] = node;
    this.addressOfNode.push(address);
    this.type.push(type);
    this.size.push(shallowSize);
    this.flags.push(flags);
    this.length.push(length);
    this.preview.push(preview);
    this.firstEdge.push(this.edgesBefore);
    return node;
  }

  /**
   * The graph. The builder is spent after it. `label` sees the columns once every target is
   * known: it may fill in kinds and flags, intern further strings, and returns the labels.
   */
  finish(
    process: ProcessFacts,
    label?: (columns: BuiltColumns) => HeapGraph['edgeLabels'],
  ): HeapGraph {
    this.numberPending();
    const nodeCount = this.nodeCount;
    const edgeCount = this.edgeCount;
    this.extendNodeOfAddress();
    this.addresses.close();
    const firstEdge = this.firstEdge.drain(undefined, nodeCount + 1);
    firstEdge[nodeCount] = edgeCount;
    const edges = this.drainTargets(nodeCount, firstEdge);
    const columns: BuiltColumns = {
      nodeCount,
      addressWords: this.drainAddresses(nodeCount),
      type: this.type.drain(),
      shallowSize: this.size.drain(),
      flags: this.flags.drain(),
      length: this.length.drain(),
      preview: this.preview.drain(),
      firstEdge,
      edgeTarget: edges.target,
      edgeKind: new Uint8Array(edges.target.length),
      typeNames: this.typeNames.toArray(),
    };
    const edgeLabels = label?.(columns) ?? null;
    return {
      ...columns,
      edgeCount: edges.target.length,
      edgeLabels,
      refcount: null,
      roots: null,
      details: { node: new Uint32Array(0), value: new Uint32Array(0) },
      allocationSite: { node: new Uint32Array(0), value: new Uint32Array(0) },
      strings: this.strings.toTable(),
      danglingReferences: edges.dangling,
      process,
    };
  }

  /** Numbers of addresses become objects; what has none is dropped, and `firstEdge` follows. */
  private drainTargets(
    nodeCount: number,
    firstEdge: Uint32Array,
  ): { target: Uint32Array; dangling: number } {
    const nodeOf = this.nodeOfAddress.values;
    const { byAddress } = this;
    let dangling = 0;
    const target = this.target.drain((chunk) => {
      for (let index = 0; index < chunk.length; index++) {
        const node = byAddress ? nodeOf[chunk[index]] : chunk[index];
        if (node < nodeCount) {
          chunk[index] = node;
        } else {
          chunk[index] = NO_NODE;
          dangling++;
        }
      }
    });
    if (dangling === 0) return { target, dangling };
    let kept = 0;
    let edge = 0;
    for (let node = 0; node < nodeCount; node++) {
      const end = firstEdge[node + 1];
      firstEdge[node] = kept;
      for (; edge < end; edge++) {
        if (target[edge] !== NO_NODE) target[kept++] = target[edge];
      }
    }
    firstEdge[nodeCount] = kept;
    return { target: target.slice(0, kept), dangling };
  }

  private drainAddresses(nodeCount: number): Uint32Array {
    const numbers = this.addressOfNode.drain();
    const { words } = this.addresses;
    const result = new Uint32Array(2 * nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      const number = numbers[node];
      result[2 * node] = words[2 * number];
      result[2 * node + 1] = words[2 * number + 1];
    }
    return result;
  }

  private numberPending(): void {
    const { pendingCount, pendingNumbers, target } = this;
    this.addresses.internMany(this.pending, pendingCount, pendingNumbers);
    for (let index = 0; index < pendingCount; index++) target.push(pendingNumbers[index]);
    this.pendingCount = 0;
  }

  /** Address numbers are given out by references too; those have no object yet. */
  private extendNodeOfAddress(): void {
    const nodeOf = this.nodeOfAddress;
    const { count } = this.addresses;
    if (count <= nodeOf.length) return;
    nodeOf.reserve(count);
    nodeOf.values.fill(NO_NODE, nodeOf.length, count);
    nodeOf.length = count;
  }
}

/** Targets that are numbered together; their addresses fit into the first cache. */
const PENDING = 2048;

const MAX_NODES = 0xffff_fff0;
const MAX_EDGES = 0xffff_fff0;
