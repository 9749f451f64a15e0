import { inChunks } from '../../base/chunks.ts';
import { GrowableFloat64, GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { dropDangling, type ReferenceColumns } from '../../heap/drop-dangling.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import { addUpEdges } from '../../heap/first-edges.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { readArrayPositions } from './array-positions.ts';
import { KINDS_AT, NAMED_AT, NAMELESS_AT, STATE, STATE_WORDS } from './kernel-memory.ts';
import { RowScanner } from './row-scanner.ts';
import {
  createEdgeModule,
  createNodeModule,
  EDGE_COLUMNS,
  MAX_EDGES_AT_ONCE,
  MAX_NODES_AT_ONCE,
  NODE_COLUMNS,
} from './snapshot-kernels.ts';
import { nameMissing, nameTypes } from './snapshot-names.ts';
import type { StringScanner } from './string-scanner.ts';
import type { SnapshotLayout } from './v8-meta.ts';
import { EdgeName, SHORTCUT } from './v8-meta.ts';
import { weakenWeakMapTables } from './weak-map-values.ts';

/**
 * Nodes and edges of a snapshot as columns, as its kernels deliver them. They become the graph's own
 * columns in place: nothing is held twice.
 */
export class SnapshotColumns {
  private readonly layout: SnapshotLayout;
  private readonly memory: WebAssembly.Memory;
  private readonly type = new GrowableUint32(0);
  private readonly name = new GrowableUint32(0);
  private readonly addressWords = new GrowableUint32(0);
  private readonly size = new GrowableFloat64(0);
  /** Edges per node, until `finish`. */
  private readonly firstEdge: GrowableUint32;
  private readonly detached = new GrowableUint32(0);
  private readonly target: GrowableUint32;
  private readonly kind: GrowableUint8;
  private readonly label = new GrowableUint32(0);
  /** Targets from this node on have been taken for missing. */
  private targetLimit = NO_NODE;
  private missing = 0;
  /** Names that are not among the strings; known when the graph is finished. */
  lostNames = 0;
  /** References that the rows of nodes count together; known when the graph is finished. */
  edgesOfRows = 0;

  /**
   * `rowLimit` is what the file can hold at most, whatever it declares; `isShared`: references are
   * put into memory that threads can share.
   */
  constructor(
    layout: SnapshotLayout,
    rowLimit: number,
    memory: WebAssembly.Memory,
    isShared = false,
  ) {
    this.firstEdge = new GrowableUint32(0, isShared);
    this.target = new GrowableUint32(0, isShared);
    this.kind = new GrowableUint8(0, isShared);
    this.layout = layout;
    this.memory = memory;
    const nodes = Math.min(layout.nodeCount, rowLimit);
    const edges = Math.min(layout.edgeCount, rowLimit);
    for (const column of [this.type, this.name, this.size]) column.reserve(nodes);
    this.addressWords.reserve(2 * nodes);
    this.firstEdge.reserve(nodes + 1);
    for (const column of [this.target, this.kind, this.label]) column.reserve(edges);
  }

  get nodeCount(): number {
    return this.type.length;
  }

  get edgeCount(): number {
    return this.target.length;
  }

  /** Bytes held now. */
  get bytes(): number {
    return 28 * this.type.values.length + 9 * this.target.values.length;
  }

  /** What reads the array of nodes into these columns. */
  nodeScanner(): RowScanner {
    const { layout, memory, type, name, addressWords, size, firstEdge, detached } = this;
    const read = nodeViews(memory);
    const take = (rows: number): void => {
      const from = type.length;
      const found = read.state[STATE.detached / 4] ?? 0;
      type.append(read.type.subarray(0, rows));
      name.append(read.name.subarray(0, rows));
      addressWords.append(read.id.subarray(0, 2 * rows));
      size.append(read.size.subarray(0, rows));
      firstEdge.append(read.edgeCount.subarray(0, rows));
      for (let index = 0; index < found; index++) detached.push(from + read.detached[index]);
    };
    return new RowScanner(createNodeModule(layout), memory, layout.nodeFields, 0, take);
  }

  /** What reads the array of edges into these columns. */
  edgeScanner(): RowScanner {
    const { layout, memory, target, kind, label } = this;
    const read = edgeViews(memory);
    prepareEdgeTypes(layout, memory);
    const take = (rows: number): void => {
      this.missing += read.state[STATE.missing / 4] ?? 0;
      target.append(read.target.subarray(0, rows));
      kind.append(read.kind.subarray(0, rows));
      label.append(read.label.subarray(0, rows));
    };
    // Where edges come before nodes, it is not known yet which there are.
    if (this.nodeCount > 0) this.targetLimit = this.nodeCount;
    const { targetLimit } = this;
    return new RowScanner(createEdgeModule(layout), memory, layout.edgeFields, targetLimit, take);
  }

  /** The graph; `strings` may hold less than the columns refer to when the file was cut off. */
  finish(strings: StringScanner, job: Job): HeapGraph {
    const { nodeCount } = this;
    const references = this.references(job);
    const { firstEdge, kind } = references;
    const names = this.name.toArray();
    const label = references.label ?? new Uint32Array(0);
    if (this.highestName() >= strings.count) {
      this.lostNames = nameMissing(strings, names, kind, label, job);
    }
    // The root's shortcuts are how it refers to global objects.
    for (let edge = 0; edge < firstEdge[1]; edge++) {
      if (kind[edge] === SHORTCUT) kind[edge] = EdgeKind.internal;
    }
    const idWords = this.addressWords.toArray();
    weakenWeakMapTables({ nodeCount, firstEdge, kind, label, idWords }, strings, job);
    readArrayPositions(kind, label, strings, job);
    const type = this.type.toArray();
    const typeNames = nameTypes(this.layout, strings, type, names, job);
    const rootLabel = strings.append('(root)');
    const detail = strings.append('{"detached":true}');
    return {
      nodeCount,
      edgeCount: references.target.length,
      addressWords: idWords,
      type,
      shallowSize: this.size.toArray(),
      flags: new Uint16Array(nodeCount),
      refcount: null,
      length: null,
      preview: names,
      firstEdge,
      edgeTarget: references.target,
      edgeKind: kind,
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
      typeNames,
      strings: strings.toTable(),
      danglingReferences: references.dangling,
      process: { runtime: 'V8' },
    };
  }

  /** Of all names read, those of edges that mean no string left out. */
  private highestName(): number {
    return new Uint32Array(this.memory.buffer, STATE.highestName, 1)[0] ?? NO_STRING;
  }

  private references(job: Job): ReferenceColumns & { readonly dangling: number } {
    const { nodeCount, targetLimit } = this;
    this.firstEdge.push(0);
    const firstEdge = this.firstEdge.toArray();
    inChunks(nodeCount, job, (from, end) => {
      for (let node = from; node < end; node++) this.edgesOfRows += firstEdge[node];
    });
    // Edges stand in the order of their sources; those beyond what is there are cut.
    const edgeCount = addUpEdges(firstEdge, firstEdge, 0, this.edgeCount, job);
    const columns = {
      firstEdge,
      target: this.target.toArray().subarray(0, edgeCount),
      kind: this.kind.toArray().subarray(0, edgeCount),
      label: this.label.toArray().subarray(0, edgeCount),
      layout: null,
    };
    if (this.missing === 0 && targetLimit === nodeCount) return { ...columns, dangling: 0 };
    const { target } = columns;
    inChunks(edgeCount, job, (from, end) => {
      for (let edge = from; edge < end; edge++) {
        if (target[edge] >= nodeCount) target[edge] = NO_NODE;
      }
    });
    return dropDangling(columns, nodeCount, null);
  }
}

/** The columns that the kernel of nodes writes, as it wrote them last. */
export function nodeViews({ buffer }: WebAssembly.Memory) {
  return {
    state: new Uint32Array(buffer, 0, STATE_WORDS),
    id: new Uint32Array(buffer, NODE_COLUMNS.id, 2 * MAX_NODES_AT_ONCE),
    size: new Float64Array(buffer, NODE_COLUMNS.size, MAX_NODES_AT_ONCE),
    type: new Uint32Array(buffer, NODE_COLUMNS.type, MAX_NODES_AT_ONCE),
    name: new Uint32Array(buffer, NODE_COLUMNS.name, MAX_NODES_AT_ONCE),
    edgeCount: new Uint32Array(buffer, NODE_COLUMNS.edgeCount, MAX_NODES_AT_ONCE),
    detached: new Uint32Array(buffer, NODE_COLUMNS.detached, MAX_NODES_AT_ONCE),
  };
}

function edgeViews({ buffer }: WebAssembly.Memory) {
  return {
    state: new Uint32Array(buffer, 0, STATE_WORDS),
    target: new Uint32Array(buffer, EDGE_COLUMNS.target, MAX_EDGES_AT_ONCE),
    label: new Uint32Array(buffer, EDGE_COLUMNS.label, MAX_EDGES_AT_ONCE),
    kind: new Uint8Array(buffer, EDGE_COLUMNS.kind, MAX_EDGES_AT_ONCE),
  };
}

/** Writes what the kernel of edges looks up by type. */
export function prepareEdgeTypes(
  { edgeKinds, edgeNames }: SnapshotLayout,
  memory: WebAssembly.Memory,
) {
  new Uint8Array(memory.buffer, KINDS_AT, 256).set(edgeKinds);
  const nameless = new Uint32Array(memory.buffer, NAMELESS_AT, 256);
  const named = new Uint32Array(memory.buffer, NAMED_AT, 256);
  for (let type = 0; type < 256; type++) {
    nameless[type] = edgeNames[type] === EdgeName.none ? NO_STRING : 0;
    named[type] = edgeNames[type] === EdgeName.string ? NO_STRING : 0;
  }
}
