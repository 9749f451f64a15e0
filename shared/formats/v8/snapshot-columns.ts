import { GrowableFloat64, GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { dropDangling } from '../../heap/drop-dangling.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, StringIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NO_STRING, RootKind } from '../../heap/heap-graph.ts';
import type { StringScanner } from './string-scanner.ts';
import type { SnapshotLayout } from './v8-meta.ts';
import { EdgeName, SHORTCUT } from './v8-meta.ts';
import { weakenWeakMapTables } from './weak-map-values.ts';

/** `detachedness` of a DOM node that no document holds any more. */
const DETACHED = 2;

/** Nodes and edges of a snapshot, row by row of its flat arrays into columns. */
export class SnapshotColumns {
  private readonly layout: SnapshotLayout;
  private readonly type = new GrowableUint8(0);
  private readonly name = new GrowableUint32(0);
  private readonly addressWords = new GrowableUint32(0);
  private readonly size = new GrowableFloat64(0);
  private readonly edgesOf = new GrowableUint32(0);
  private readonly detached = new GrowableUint32(0);
  private readonly target = new GrowableUint32(0);
  private readonly kind = new GrowableUint8(0);
  private readonly label = new GrowableUint32(0);

  /** `rowLimit` is what the file can hold at most, whatever it declares. */
  constructor(layout: SnapshotLayout, rowLimit: number) {
    this.layout = layout;
    const nodes = Math.min(layout.nodeCount, rowLimit);
    const edges = Math.min(layout.edgeCount, rowLimit);
    this.type.reserve(nodes);
    this.name.reserve(nodes);
    this.addressWords.reserve(2 * nodes);
    this.size.reserve(nodes);
    this.edgesOf.reserve(nodes + 1);
    this.target.reserve(edges);
    this.kind.reserve(edges);
    this.label.reserve(edges);
  }

  get nodeCount(): number {
    return this.type.length;
  }

  get edgeCount(): number {
    return this.target.length;
  }

  /** Bytes held now. */
  get bytes(): number {
    return 25 * this.type.values.length + 9 * this.target.values.length;
  }

  addNodes(batch: Float64Array, rows: number): void {
    const { layout, type, name, addressWords, size, edgesOf } = this;
    const from = type.length;
    const to = from + rows;
    for (const column of [type, name, size, edgesOf]) column.reserve(to);
    addressWords.reserve(2 * to);
    let row = 0;
    for (let node = from; node < to; node++, row += layout.nodeFields) {
      const id = batch[row + layout.id];
      type.values[node] = batch[row + layout.type];
      name.values[node] = batch[row + layout.name];
      addressWords.values[2 * node] = id;
      addressWords.values[2 * node + 1] = id / 0x1_0000_0000;
      size.values[node] = batch[row + layout.selfSize];
      edgesOf.values[node] = batch[row + layout.edgeCountField];
      if (layout.detachedness >= 0 && batch[row + layout.detachedness] === DETACHED) {
        this.detached.push(node);
      }
    }
    for (const column of [type, name, size, edgesOf]) column.length = to;
    addressWords.length = 2 * to;
  }

  addEdges(batch: Float64Array, rows: number): void {
    const { layout, target, kind, label } = this;
    const { edgeKinds, edgeNames, nodeFields } = layout;
    const from = target.length;
    const to = from + rows;
    for (const column of [target, kind, label]) column.reserve(to);
    let row = 0;
    for (let edge = from; edge < to; edge++, row += layout.edgeFields) {
      const type = batch[row + layout.edgeType] & 0xff;
      const node = batch[row + layout.edgeTarget] / nodeFields;
      target.values[edge] = node === Math.floor(node) ? node : NO_NODE;
      kind.values[edge] = edgeKinds[type];
      label.values[edge] =
        edgeNames[type] === EdgeName.none ? NO_STRING : batch[row + layout.edgeName];
    }
    for (const column of [target, kind, label]) column.length = to;
  }

  /** The graph; `strings` may hold less than the columns refer to when the file was cut off. */
  finish(strings: StringScanner, job: Job): HeapGraph {
    const { nodeCount } = this;
    const firstEdge = this.firstEdges();
    const target = this.target.toArray().subarray(0, firstEdge[nodeCount]);
    for (let edge = 0; edge < target.length; edge++) {
      if ((edge & CHECK_MASK) === 0) job.checkpoint();
      if (target[edge] >= nodeCount) target[edge] = NO_NODE;
    }
    const references = dropDangling(
      {
        firstEdge,
        target,
        kind: this.kind.toArray().subarray(0, target.length),
        label: this.label.toArray().subarray(0, target.length),
        layout: null,
      },
      nodeCount,
      null,
    );
    const names = this.name.toArray();
    const label = references.label ?? new Uint32Array(0);
    this.nameMissing(strings, names, references.kind, label, job);
    // The root's shortcuts are how it refers to global objects.
    for (let edge = 0; edge < firstEdge[1]; edge++) {
      if (references.kind[edge] === SHORTCUT) references.kind[edge] = EdgeKind.internal;
    }
    const idWords = this.addressWords.toArray();
    weakenWeakMapTables(
      { nodeCount, firstEdge, kind: references.kind, label, idWords },
      strings,
      job,
    );
    const types = this.types(strings, names, job);
    const rootLabel = strings.append('(root)');
    const detail = strings.append('{"detached":true}');
    return {
      nodeCount,
      edgeCount: references.target.length,
      addressWords: idWords,
      type: types.type,
      shallowSize: this.size.toArray(),
      flags: new Uint16Array(nodeCount),
      refcount: null,
      length: null,
      preview: types.preview,
      firstEdge,
      edgeTarget: references.target,
      edgeKind: references.kind,
      edgeLabels: { form: 'perEdge', label },
      roots: {
        node: Uint32Array.of(0),
        kind: Uint8Array.of(RootKind.runtime),
        label: Uint32Array.of(rootLabel),
      },
      details: {
        node: this.detached.toArray(),
        value: new Uint32Array(this.detached.length).fill(detail),
      },
      allocationSite: { node: new Uint32Array(0), value: new Uint32Array(0) },
      typeNames: types.names,
      strings: strings.toTable(),
      danglingReferences: references.dangling,
      process: { runtime: 'V8' },
    };
  }

  /** Edges stand in the order of their sources; counts beyond what is there are cut. */
  private firstEdges(): Uint32Array {
    const { nodeCount, edgeCount } = this;
    const firstEdge = new Uint32Array(nodeCount + 1);
    for (let node = 0; node < nodeCount; node++) {
      firstEdge[node + 1] = Math.min(edgeCount, firstEdge[node] + this.edgesOf.values[node]);
    }
    return firstEdge;
  }

  /**
   * Strings come last in the file. Where they are cut off, every name beyond them becomes its own
   * number, `#4711`; what cannot be one becomes nothing.
   */
  private nameMissing(
    strings: StringScanner,
    names: Uint32Array,
    kind: Uint8Array,
    label: Uint32Array,
    job: Job,
  ): void {
    const known = strings.count;
    // More names than nodes and edges together are no names but damage.
    const limit = names.length + label.length;
    let needed = known;
    const check = (column: Uint32Array, row: number) => {
      if (column[row] < known || column[row] === NO_STRING) return;
      if (column[row] >= limit) column[row] = NO_STRING;
      else needed = Math.max(needed, column[row] + 1);
    };
    for (let node = 0; node < names.length; node++) check(names, node);
    job.checkpoint();
    for (let edge = 0; edge < label.length; edge++) {
      if ((edge & CHECK_MASK) === 0) job.checkpoint();
      if (kind[edge] !== EdgeKind.index) check(label, edge);
    }
    for (let missing = known; missing < needed; missing++) strings.append(`#${missing}`);
  }

  /**
   * Objects of JavaScript and of the embedder are of the type that they are named after, their
   * constructor; everything else is of V8's own type, in parentheses, and its name is its text.
   */
  private types(
    strings: StringScanner,
    names: Uint32Array,
    job: Job,
  ): { type: Uint32Array; names: Uint32Array; preview: Uint32Array } {
    const { nodeCount, layout } = this;
    const typeNames = new GrowableUint32(256);
    const ownTypes = layout.nodeTypes.map((name) => {
      if (name === 'object' || name === 'native') return CONSTRUCTOR_NAMED;
      typeNames.push(strings.append(`(${name})`));
      return typeNames.length - 1;
    });
    const unknown = typeNames.length;
    typeNames.push(strings.append('(unknown)'));
    const typeOfName = new Uint32Array(strings.count).fill(NO_STRING);
    const type = new Uint32Array(nodeCount);
    const preview = new Uint32Array(nodeCount).fill(NO_STRING);
    for (let node = 0; node < nodeCount; node++) {
      if ((node & CHECK_MASK) === 0) job.checkpoint();
      const own = ownTypes[this.type.values[node]] ?? unknown;
      const name: StringIndex = names[node];
      if (own !== CONSTRUCTOR_NAMED || name === NO_STRING) {
        type[node] = own === CONSTRUCTOR_NAMED ? unknown : own;
        preview[node] = name;
        continue;
      }
      if (typeOfName[name] === NO_STRING) {
        typeOfName[name] = typeNames.length;
        typeNames.push(name);
      }
      type[node] = typeOfName[name];
    }
    return { type, names: typeNames.toArray(), preview };
  }
}

/** Rows between two looks at whether anybody still wants this. */
const CHECK_MASK = 0xfffff;

const CONSTRUCTOR_NAMED = -1;
