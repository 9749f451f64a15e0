import { GrowableUint8, GrowableUint32 } from '../base/growable.ts';
import { type Job, UNATTENDED_JOB } from '../base/job.ts';
import { AddressSlots } from './address-slots.ts';
import type { HeapGraph, NodeIndex, ProcessFacts, TypeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';
import type { HeapTally } from './heap-tally.ts';
import { MAX_EDGES, MAX_NODES, refuseBeyondColumns } from './memory.ts';
import { NodeRows } from './node-rows.ts';
import { StringInterner } from './string-interner.ts';
import type { StringIndex } from './string-table.ts';

export interface BuilderOptions {
  /**
   * How references name their targets: by address, resolved here as they come, or by the index
   * the target has or will have.
   */
  readonly targets: 'addresses' | 'indices';
  /** A guess spares rehashing; 0 when there is none. */
  readonly expectedNodes: number;
  /**
   * `perEdge`: each reference is described by `describeReference` as it comes, for 5 bytes more.
   * Left out: kinds and labels are told at the end.
   */
  readonly labels?: 'perEdge';
  /** Objects and references pass by and are only counted here; `finish` is then not called. */
  readonly tally?: HeapTally;
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
  /** Of references that were described one by one; null in other builds. */
  readonly edgeLabel: Uint32Array | null;
  readonly typeNames: Uint32Array;
}

interface DescribedReferences {
  readonly kind: GrowableUint8;
  readonly label: GrowableUint32;
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
 * what identifies the object may be known before or after them. The address of a target has a slot
 * (`AddressSlots`), and references keep that slot: 4 bytes instead of 8, and at the end the object is
 * read from it.
 *
 * Memory while building: 34 bytes per object and its slots, about 20 more; 4 per reference. At the
 * end the columns are copied one at a time.
 */
export class HeapGraphBuilder {
  readonly strings = new StringInterner();
  private addresses: AddressSlots;
  private readonly byAddress: boolean;
  private readonly nodes = new NodeRows();
  private readonly target = new GrowableUint32(1024);
  private readonly typeOfString = new GrowableUint32(256);
  private readonly typeNames = new GrowableUint32(256);
  /** Addresses of the last targets, as pairs of words, not yet looked up. */
  private readonly pending = new Uint32Array(2 * PENDING);
  private pendingCount = 0;
  private readonly pendingSlots = new Uint32Array(PENDING);
  private readonly described: DescribedReferences | null;
  private readonly tally: HeapTally | null;
  /** References that were only counted. */
  private passed = 0;
  private readonly rootSlot = new GrowableUint32(16);
  private readonly rootKind = new GrowableUint8(16);
  private readonly rootLabel = new GrowableUint32(16);
  private edgesBefore = 0;
  private duplicates = 0;
  /** Roots that were named, in the dump or not. */
  rootCount = 0;

  constructor(options: BuilderOptions) {
    this.byAddress = options.targets === 'addresses';
    this.tally = options.tally ?? null;
    this.addresses = new AddressSlots(this.tally === null ? options.expectedNodes : 0);
    this.described =
      options.labels === undefined || this.tally !== null
        ? null
        : { kind: new GrowableUint8(1024), label: new GrowableUint32(1024) };
  }

  get nodeCount(): number {
    return this.tally?.objects ?? this.nodes.length;
  }

  get edgeCount(): number {
    return this.passed + this.target.length + this.pendingCount + this.heldBack;
  }

  /** Whether it keeps what objects are called and hold, or only counts them. */
  get keepsTexts(): boolean {
    return this.tally === null;
  }

  /**
   * References of the last objects that the caller has read and will hand over by
   * `addReferencesToAddresses`, after which it says 0 again.
   */
  heldBack = 0;

  get losses(): BuildLosses {
    return { duplicateNodes: this.duplicates };
  }

  /** Bytes held now; the finished graph takes less, the moment of finishing half as much more. */
  get bytes(): number {
    const perReference = this.described === null ? 4 : 9;
    return (
      this.strings.byteLength +
      this.addresses.bytes +
      this.nodes.bytes +
      perReference * this.target.length +
      (this.tally?.byteLength ?? 0)
    );
  }

  /**
   * Says what share of the dump has been read, from above 0 to 1: room is then made once for what is
   * still to come, instead of again and again.
   */
  expectByShare(share: number): void {
    if (this.tally !== null) return;
    this.nodes.expected = Math.ceil((this.nodes.length / share) * MARGIN);
    this.target.expected = Math.ceil((this.target.length / share) * MARGIN);
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

  /** The name of a type that was named here. */
  nameOfType(type: TypeIndex): StringIndex {
    return this.typeNames.values[type];
  }

  beginNode(): void {
    this.edgesBefore = this.edgeCount;
  }

  /** A reference of the object begun, to whatever stands at that address. */
  addReferenceToAddress(low: number, high: number): void {
    if (this.pendingCount === PENDING) this.lookUpPending();
    const at = 2 * this.pendingCount++;
    this.pending[at] = low;
    this.pending[at + 1] = high;
  }

  /**
   * Says of the reference added last how it is labelled (`labels: 'perEdge'`): kind and marks, and
   * a string, `NO_STRING` or a position, see `PerEdgeLabels`. Each reference is described once.
   */
  describeReference(kind: number, label: number): void {
    this.described?.kind.push(kind);
    this.described?.label.push(label);
  }

  /** What stands at an address is held from outside; `label` is a string or `NO_STRING`. */
  addRoot(low: number, high: number, kind: number, label: StringIndex): void {
    this.rootCount++;
    if (this.tally !== null) return;
    this.lookUpPending();
    this.pending[0] = low;
    this.pending[1] = high;
    this.addresses.lookUp(this.pending, 1, this.pendingSlots);
    this.rootSlot.push(this.pendingSlots[0]);
    this.rootKind.push(kind);
    this.rootLabel.push(label);
  }

  /** References of the object begun and those before it, to addresses as low, high, low, high … */
  addReferencesToAddresses(addresses: Uint32Array, count: number): void {
    this.lookUpPending();
    if (this.tally !== null) {
      this.passed += count;
      return;
    }
    for (let from = 0; from < count; from += PENDING) {
      const length = Math.min(PENDING, count - from);
      this.addresses.lookUp(addresses.subarray(2 * from), length, this.pendingSlots);
      this.target.append(this.pendingSlots.subarray(0, length));
    }
  }

  /** A reference of the object begun, to the object of that index. */
  addReferenceToNode(node: NodeIndex): void {
    if (this.tally === null) this.target.push(node);
    else this.passed++;
  }

  /** Forgets the object begun and its references. */
  abandonNode(): void {
    this.passed = Math.min(this.passed, this.edgesBefore);
    const kept = Math.max(0, this.edgesBefore - this.passed - this.target.length);
    this.pendingCount = Math.min(this.pendingCount, kept);
    this.heldBack = Math.min(this.heldBack, kept);
    if (this.edgesBefore < this.target.length) this.target.length = this.edgesBefore;
    if (this.described === null) return;
    this.described.kind.length = Math.min(this.described.kind.length, this.edgesBefore);
    this.described.label.length = Math.min(this.described.label.length, this.edgesBefore);
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
    const { tally } = this;
    if (tally !== null) {
      tally.add(low, high, type, shallowSize);
      tally.references = this.edgeCount;
      return tally.objects - 1;
    }
    const node = this.nodes.length;
    if (node === MAX_NODES || this.edgeCount > MAX_EDGES) {
      refuseBeyondColumns(node + 1, this.edgeCount);
    }
    if (!this.addresses.define(low, high, node)) {
      this.duplicates++;
      this.abandonNode();
      return NO_NODE;
    }
    this.nodes.push(low, high, type, shallowSize, flags, length, preview, this.edgesBefore);
    return node;
  }

  /**
   * The graph. The builder is spent after it. `label` sees the columns once every target is
   * known: it may fill in kinds and flags, intern further strings, and returns the labels.
   */
  finish(
    process: ProcessFacts,
    label?: (columns: BuiltColumns) => HeapGraph['edgeLabels'],
    job: Job = UNATTENDED_JOB,
  ): HeapGraph {
    this.lookUpPending();
    const nodeCount = this.nodeCount;
    const edgeCount = this.target.length;
    const dangling = this.resolveTargets(nodeCount, job);
    const roots = this.resolveRoots();
    // The slots have been read: their pages are the largest thing left.
    this.addresses = new AddressSlots(0);
    const nodes = this.nodes.take(edgeCount);
    const described = this.described && {
      kind: this.described.kind.view(),
      label: this.described.label.view(),
    };
    const target = dropMissing(nodes.firstEdge, this.target.view(), dangling, described);
    const columns: BuiltColumns = {
      ...nodes,
      nodeCount,
      edgeTarget: target,
      edgeKind: described?.kind.subarray(0, target.length) ?? new Uint8Array(target.length),
      edgeLabel: described?.label.subarray(0, target.length) ?? null,
      typeNames: this.typeNames.toArray(),
    };
    const edgeLabels = label?.(columns) ?? perEdge(columns.edgeLabel);
    const { edgeLabel: _spent, ...kept } = columns;
    return {
      ...kept,
      edgeCount: target.length,
      edgeLabels,
      refcount: null,
      roots,
      details: { node: new Uint32Array(0), value: new Uint32Array(0) },
      allocationSite: { node: new Uint32Array(0), value: new Uint32Array(0) },
      strings: this.strings.toTable(),
      danglingReferences: dangling,
      process,
    };
  }

  /** The roots that are in the dump; null when the format declared none. */
  private resolveRoots(): HeapGraph['roots'] {
    if (this.rootSlot.length === 0) return null;
    const slots = this.rootSlot.view();
    this.addresses.resolve(slots);
    const there = [...slots.keys()].filter((index) => slots[index] !== NO_NODE);
    return {
      node: Uint32Array.from(there, (index) => slots[index]),
      kind: Uint8Array.from(there, (index) => this.rootKind.values[index]),
      label: Uint32Array.from(there, (index) => this.rootLabel.values[index]),
    };
  }

  /** Slots become objects in place, `NO_NODE` what is not in the dump; how many those are. */
  private resolveTargets(nodeCount: number, job: Job): number {
    const { byAddress, addresses } = this;
    const targets = this.target.view();
    let dangling = 0;
    for (let from = 0; from < targets.length; from += CHECK_EVERY) {
      job.report({
        phase: 'Resolving references',
        done: from,
        total: targets.length,
        unit: 'references',
      });
      job.checkpoint();
      const some = targets.subarray(from, from + CHECK_EVERY);
      dangling += byAddress ? addresses.resolve(some) : markMissing(some, nodeCount);
    }
    return dangling;
  }

  private lookUpPending(): void {
    const { pending, pendingCount, pendingSlots, target } = this;
    if (this.tally !== null) {
      this.passed += pendingCount;
      this.pendingCount = 0;
      return;
    }
    this.addresses.lookUp(pending, pendingCount, pendingSlots);
    target.append(pendingSlots.subarray(0, pendingCount));
    this.pendingCount = 0;
  }
}

/** References between two looks at whether anybody still wants this. */
const CHECK_EVERY = 1 << 20;

/** Indices beyond the last object become `NO_NODE`; how many those are. */
function markMissing(targets: Uint32Array, nodeCount: number): number {
  let missing = 0;
  for (let index = 0; index < targets.length; index++) {
    if (targets[index] < nodeCount) continue;
    targets[index] = NO_NODE;
    missing++;
  }
  return missing;
}

function perEdge(label: Uint32Array | null): HeapGraph['edgeLabels'] {
  return label === null ? null : { form: 'perEdge', label };
}

/** The references that lead somewhere; `firstEdge` and what describes them follow. */
function dropMissing(
  firstEdge: Uint32Array,
  target: Uint32Array,
  dangling: number,
  described: { readonly kind: Uint8Array; readonly label: Uint32Array } | null,
): Uint32Array {
  if (dangling === 0) return target;
  const nodeCount = firstEdge.length - 1;
  let kept = 0;
  let edge = 0;
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1];
    firstEdge[node] = kept;
    for (; edge < end; edge++) {
      if (target[edge] === NO_NODE) continue;
      if (described !== null) {
        described.kind[kept] = described.kind[edge];
        described.label[kept] = described.label[edge];
      }
      target[kept++] = target[edge];
    }
  }
  firstEdge[nodeCount] = kept;
  return target.subarray(0, kept);
}

/** Targets that are looked up together; their addresses fit into the first cache. */
const PENDING = 2048;

/** What comes later may be denser than what came first. */
const MARGIN = 1.06;
