import { inChunks } from '../../base/chunks.ts';
import {
  GrowableFloat64,
  GrowableUint8,
  GrowableUint16,
  GrowableUint32,
} from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { AddressSlots } from '../../heap/address-slots.ts';
import { dropDangling } from '../../heap/drop-dangling.ts';
import { isPositionKind } from '../../heap/edge-kind.ts';
import { addUpEdges } from '../../heap/first-edges.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { highestWord } from './highest-word.ts';
import { OptionalColumn } from './optional-column.ts';
import type { Batch } from './ouro-batch.ts';
import type { LayoutsRead, StringsRead, TypesRead } from './ouro-tables.ts';
import { readKind, readKinds } from './read-kinds.ts';
import type { SectionPlan } from './section-plan.ts';

const NO_LAYOUT = 0xffffffff;

/** The part of a graph that comes from batches. */
export type ObjectColumns = Pick<
  HeapGraph,
  | 'nodeCount'
  | 'edgeCount'
  | 'addressWords'
  | 'type'
  | 'shallowSize'
  | 'flags'
  | 'refcount'
  | 'length'
  | 'preview'
  | 'firstEdge'
  | 'edgeTarget'
  | 'edgeKind'
  | 'edgeLabels'
  | 'danglingReferences'
>;

/** Objects and references of all whole batches, column after column copied behind each other. */
export class ObjectsRead {
  /** Objects whose layout is lost or does not fit: they are unlabelled, their marks unknown. */
  lostLayouts = 0;
  private readonly strings: StringsRead;
  private readonly types: TypesRead;
  private readonly layouts: LayoutsRead;
  private readonly address = new GrowableUint32(0);
  private readonly type = new GrowableUint32(0);
  private readonly size = new GrowableFloat64(0);
  private readonly flags = new GrowableUint16(0);
  private readonly firstEdge: GrowableUint32;
  private readonly refcount = new OptionalColumn();
  private readonly length = new OptionalColumn();
  private readonly preview = new OptionalColumn();
  private readonly target: GrowableUint32;
  private readonly kind: GrowableUint8;
  /** Labels per edge, for as long as no object has a layout. */
  private readonly label = new OptionalColumn();
  /** Layouts per object, from the first batch with any. */
  private layout: GrowableUint32 | null = null;
  /** Where they will be, when that is known before the first. */
  private layoutsAhead: GrowableUint32 | null = null;
  /** Slots of the addresses of targets; null while they come as indices, undefined before any. */
  private targets: AddressSlots | null | undefined = undefined;
  private expectedNodes = 0;
  /** The highest target of a batch that came by index. */
  private highestTarget = 0;
  /** Objects at the beginning whose types were known when they came. */
  private typedNodes = 0;
  private readonly job: Job;

  /** `isShared`: references are put into memory that threads can share. */
  constructor(
    strings: StringsRead,
    types: TypesRead,
    layouts: LayoutsRead,
    job: Job,
    isShared: boolean,
  ) {
    this.firstEdge = new GrowableUint32(0, isShared);
    this.target = new GrowableUint32(0, isShared);
    this.kind = new GrowableUint8(0, isShared);
    this.job = job;
    this.strings = strings;
    this.types = types;
    this.layouts = layouts;
  }

  get nodeCount(): number {
    return this.type.length;
  }

  get edgeCount(): number {
    return this.target.length;
  }

  /** Bytes held now. */
  get bytes(): number {
    return (
      this.type.values.length * 40 + this.target.values.length * 6 + (this.targets?.bytes ?? 0)
    );
  }

  /** Makes room at once, when the totals are known; the memory is touched only when used. */
  reserve(nodes: number, edges: number): void {
    this.expectedNodes = nodes;
    this.address.reserve(2 * nodes);
    this.type.reserve(nodes);
    this.size.reserve(nodes);
    this.flags.reserve(nodes);
    this.firstEdge.reserve(nodes + 1);
    this.target.reserve(edges);
    this.kind.reserve(edges);
    for (const column of [this.refcount, this.length, this.preview]) column.expectedRows = nodes;
    this.label.expectedRows = edges;
  }

  /** Makes exactly the columns that a plan says there are, to be read into. */
  prepare(plan: SectionPlan): void {
    const { nodes, edges, tags } = plan;
    this.reserve(nodes, edges);
    if (tags.has('nRFC')) this.refcount.prepare(nodes);
    if (tags.has('nLEN')) this.length.prepare(nodes);
    if (tags.has('nPRV')) this.preview.prepare(nodes);
    if (tags.has('nLAY')) this.layoutsAhead = new GrowableUint32(nodes);
    // With layouts, labels of single objects pass through and make no column.
    else if (tags.has('eLBL')) this.label.prepare(edges);
  }

  /**
   * `length` bytes from `offset` on of the column that sections of a tag make up, after `prepare`;
   * never all of it, since an array of bytes ends at 4 GiB and one of numbers does not.
   */
  placeIn(tag: string, offset: number, length: number): Uint8Array | null {
    const columns: Readonly<Record<string, { readonly values: ArrayBufferView | null } | null>> = {
      nADR: this.address,
      nTYP: this.type,
      nSIZ: this.size,
      nFLG: this.flags,
      nCNT: this.firstEdge,
      nLAY: this.layoutsAhead,
      nRFC: this.refcount,
      nLEN: this.length,
      nPRV: this.preview,
      eIDX: this.target,
      eKND: this.kind,
      eLBL: this.label,
    };
    const values = columns[tag]?.values ?? null;
    return values === null
      ? null
      : new Uint8Array(values.buffer, values.byteOffset + offset, length);
  }

  /** Adds a batch; false when its references are of the other form than those before. */
  add(batch: Batch): boolean {
    const byAddress = batch.targetAddress !== null;
    if (this.targets === undefined) {
      this.targets = byAddress ? new AddressSlots(this.expectedNodes) : null;
    }
    if ((this.targets !== null) !== byAddress) return false;
    const node = this.nodeCount;
    const edge = this.edgeCount;
    this.address.append(batch.address);
    this.type.append(batch.type);
    this.flags.append(batch.flags);
    if (this.typedNodes === node) this.typedNodes += this.typeBatch(batch.type, node);
    this.addSizes(batch.size, node, batch.nodes);
    this.refcount.add(batch.refcount, node, batch.nodes);
    this.length.add(batch.length, node, batch.nodes);
    this.preview.add(this.checkedStrings(batch.preview), node, batch.nodes);
    if (batch.targetIndex !== null) this.addTargetIndices(batch.targetIndex);
    else if (batch.targetAddress !== null) this.addTargets(batch.targetAddress);
    this.addKindsAndLabels(batch, node, edge);
    // Last: where the counts were read to their place, they are gone after it.
    this.addCounts(batch.edgeCount, node, edge);
    return true;
  }

  /** Pairs of words become numbers, as wide as they were: in place where they were read to it. */
  private addSizes(words: Uint32Array, node: number, rows: number): void {
    this.size.reserve(node + rows);
    this.size.length = node + rows;
    const values = this.size.values.subarray(node, node + rows);
    inChunks(rows, this.job, (from, end) => {
      for (let row = from; row < end; row++) {
        values[row] = words[2 * row] + words[2 * row + 1] * 0x1_0000_0000;
      }
    });
  }

  /** References per object become the number of the first; in place likewise. */
  private addCounts(counts: Uint32Array, node: number, edge: number): void {
    const end = node + counts.length;
    this.firstEdge.reserve(end);
    this.firstEdge.length = end;
    addUpEdges(counts, this.firstEdge.values.subarray(node), edge, this.edgeCount, this.job);
  }

  finish(typeOfUnknown: () => number): ObjectColumns {
    const nodeCount = this.nodeCount;
    this.firstEdge.push(this.edgeCount);
    this.typeRest(nodeCount, typeOfUnknown);
    const addressWords = this.address.toArray();
    const isDangling = this.resolveTargets(addressWords, nodeCount);
    const layout = this.layout?.toArray() ?? null;
    const columns = {
      firstEdge: this.firstEdge.toArray(),
      target: this.target.toArray(),
      kind: this.kind.toArray(),
      label: this.label.toArray(),
      layout,
    };
    const references = isDangling
      ? dropDangling(columns, nodeCount, this.layouts.interner)
      : { ...columns, dangling: 0 };
    return {
      nodeCount,
      edgeCount: references.target.length,
      addressWords,
      type: this.type.toArray(),
      shallowSize: this.size.toArray(),
      flags: this.flags.toArray(),
      refcount: this.lostLayouts > 0 ? null : this.refcount.toArray(),
      length: this.length.toArray(),
      preview: this.preview.toArray(),
      firstEdge: references.firstEdge,
      edgeTarget: references.target,
      edgeKind: references.kind,
      edgeLabels:
        layout !== null
          ? { form: 'layouts', layout, ...this.layouts.interner.finish() }
          : references.label !== null
            ? { form: 'perEdge', label: references.label }
            : null,
      danglingReferences: references.dangling,
    };
  }

  /** How many of a batch's objects, from the first on, have a known type and all that it gives. */
  private typeBatch(types: Uint32Array, node: number): number {
    if (this.types.hasInstanceFlags) return this.applyTypes(node, types.length);
    return highestWord(types, 0, this.job) < this.types.count ? types.length : 0;
  }

  /** Flags of the types of a batch, for as many of its objects as have a known type. */
  private applyTypes(node: number, rows: number): number {
    const knownTypes = this.types.count;
    const instanceFlags = this.types.instanceFlags.values;
    const types = this.type.values;
    const flags = this.flags.values;
    for (let row = node; row < node + rows; row++) {
      if ((row & CHECK_MASK) === 0) this.job.checkpoint();
      const type = types[row];
      if (type >= knownTypes) return row - node;
      if (instanceFlags[type] !== 0) flags[row] |= instanceFlags[type];
    }
    return rows;
  }

  /** Resolves types that came after their objects, or not at all. */
  private typeRest(nodeCount: number, typeOfUnknown: () => number): void {
    const knownTypes = this.types.count;
    const types = this.type.values;
    let node = this.typedNodes;
    while (node < nodeCount) {
      node += this.applyTypes(node, nodeCount - node);
      while (node < nodeCount && types[node] >= knownTypes) types[node++] = typeOfUnknown();
    }
  }

  private addTargetIndices(indices: Uint32Array): void {
    this.target.append(indices);
    this.highestTarget = Math.max(this.highestTarget, highestWord(indices, 0, this.job));
  }

  private addTargets(words: Uint32Array): void {
    const { targets, target } = this;
    if (!targets) return;
    const count = words.length >>> 1;
    target.reserve(target.length + count);
    targets.lookUp(words, count, target.values.subarray(target.length));
    target.length += count;
  }

  /** Targets as objects, in place; `NO_NODE` for those outside the dump. Whether there are any. */
  private resolveTargets(addressWords: Uint32Array, nodeCount: number): boolean {
    const { targets, job } = this;
    const values = this.target.values.subarray(0, this.target.length);
    if (!targets) {
      if (this.highestTarget < nodeCount) return false;
      inChunks(values.length, job, (from, end) => {
        for (let edge = from; edge < end; edge++) {
          if (values[edge] >= nodeCount) values[edge] = NO_NODE;
        }
      });
      return true;
    }
    for (let node = 0; node < nodeCount; node++) {
      if ((node & CHECK_MASK) === 0) job.checkpoint();
      targets.define(addressWords[2 * node], addressWords[2 * node + 1], node);
    }
    let missing = 0;
    for (let edge = 0; edge < values.length; edge += CHUNK) {
      job.report({
        phase: 'Resolving references',
        done: edge,
        total: values.length,
        unit: 'references',
      });
      job.checkpoint();
      missing += targets.resolve(values.subarray(edge, edge + CHUNK));
    }
    this.targets = undefined;
    return missing > 0;
  }

  private addKindsAndLabels(batch: Batch, node: number, edge: number): void {
    const { layouts, kind } = this;
    if (batch.layout !== null) this.layout ??= this.startLayouts(node, edge);
    kind.reserve(edge + batch.edges);
    kind.length = edge + batch.edges;
    const kinds = kind.values;
    const own = this.checkedLabels(batch);
    if (this.layout === null) {
      if (batch.edgeKind !== null) readKinds(batch.edgeKind, kinds, edge);
      this.label.add(own, edge, batch.edges);
      return;
    }
    let first = 0;
    for (let row = 0; row < batch.nodes; row++) {
      const end = first + batch.edgeCount[row];
      const layout = batch.layout === null ? NO_LAYOUT : batch.layout[row];
      if (layout === NO_LAYOUT) {
        if (batch.edgeKind !== null)
          readKinds(batch.edgeKind.subarray(first, end), kinds, edge + first);
        const labelled = own !== null && end > first;
        this.layout.push(
          labelled ? layouts.interner.intern(own.subarray(first, end), end - first) : this.bare(),
        );
      } else {
        this.layout.push(this.fillFromLayout(layout, edge + first, edge + end));
      }
      first = end;
    }
  }

  /** Kinds of the references edge … end − 1 after a layout of the file; its number in the graph. */
  private fillFromLayout(layout: number, edge: number, end: number): number {
    const { layouts } = this;
    const first = layouts.firstSlot.values[layout];
    const slots = layout < layouts.count ? layouts.firstSlot.values[layout + 1] - first : 0;
    if (layout >= layouts.count || end - edge < slots) {
      this.lostLayouts++;
      return this.bare();
    }
    const kinds = this.kind.values;
    const { slotKind } = layouts;
    for (let slot = 0; slot < slots; slot++) kinds[edge + slot] = slotKind.values[first + slot];
    const tail = layouts.tail.values[layout];
    if (tail !== 0) kinds.fill(tail, edge + slots, end);
    return layouts.layoutOf.values[layout];
  }

  private bareLayout = NO_LAYOUT;

  /** The layout without slots: no labels, and positions for items. */
  private bare(): number {
    if (this.bareLayout === NO_LAYOUT) this.bareLayout = this.layouts.interner.empty();
    return this.bareLayout;
  }

  /** Gives the objects read so far, whose labels were per edge, a layout each. */
  private startLayouts(nodes: number, edges: number): GrowableUint32 {
    const layout =
      this.layoutsAhead ?? new GrowableUint32(Math.max(this.type.values.length, nodes));
    const label = this.label.toArray();
    for (let node = 0; node < nodes; node++) {
      const first = this.firstEdge.values[node];
      const end = node + 1 < nodes ? this.firstEdge.values[node + 1] : edges;
      layout.push(
        label !== null && end > first
          ? this.layouts.interner.intern(label.subarray(first, end), end - first)
          : this.bare(),
      );
    }
    return layout;
  }

  private checkedStrings(column: Uint32Array | null): Uint32Array | null {
    if (column === null || !this.hasUnknown(column)) return column;
    return column.map((string) => this.strings.checked(string));
  }

  private hasUnknown(column: Uint32Array): boolean {
    // No string becomes 0.
    return highestWord(column, 1, this.job) > this.strings.count;
  }

  private checkedLabels(batch: Batch): Uint32Array | null {
    const { edgeLabel, edgeKind } = batch;
    if (edgeLabel === null || edgeKind === null) return null;
    if (!this.hasUnknown(edgeLabel)) return edgeLabel;
    return edgeLabel.map((label, index) =>
      isPositionKind(readKind(edgeKind[index])) ? label : this.strings.checked(label),
    );
  }
}

/** Rows between two looks at whether anybody still wants this. */
const CHUNK = 1 << 18;
const CHECK_MASK = CHUNK - 1;
