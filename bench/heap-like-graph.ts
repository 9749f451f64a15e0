import { EdgeKind } from '../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../shared/heap/string-table.ts';
import { Random } from './random.ts';

/** References per object, as dumps of real programs have them. */
const REFERENCES_PER_OBJECT = 4;
/** One in so many units was dropped by the program and waits for the collector. */
const DROPPED_ONE_IN = 50;
const ITEMS_PER_LIST = 15;
const SHARED_ATOMS = 2000;
const UNITS_PER_REGISTRY = 100_000;

const TYPES = [
  'module',
  'dict',
  'type',
  'list',
  'str',
  'int',
  'DataFrame',
  'PandasTableAccessor',
  'Record',
  'Node',
] as const;
type TypeName = (typeof TYPES)[number];
const typeIndex = (name: TypeName): number => TYPES.indexOf(name);

const LABELS = [
  '__dict__',
  'ww',
  '_dataframe',
  'next',
  'previous',
  'items',
  'owner',
  'name',
  'x',
  'y',
];
const label = (text: string): number => TYPES.length + LABELS.indexOf(text);

/**
 * A heap as a Python program leaves it, of a given size and always the same: records with
 * attributes and lists, frames with accessors that refer back, doubly linked chains, atoms that
 * thousands share, classes, one module whose namespace holds the registries of it all, and what
 * was dropped. Objects that belong together were allocated together, as in a real heap.
 */
export function createHeapLikeGraph(objects: number): HeapGraph {
  return new HeapWriter(objects).write();
}

class HeapWriter {
  private readonly random = new Random(20_26_11);
  private readonly objects: number;
  private readonly firstEdge: Uint32Array;
  private readonly type: Uint32Array;
  private readonly flags: Uint16Array;
  private readonly size: Float64Array;
  private readonly edgeTarget: Uint32Array;
  private readonly edgeKind: Uint8Array;
  private readonly edgeLabel: Uint32Array;
  private readonly heads: number[] = [];
  private nodes = 0;
  private edges = 0;

  constructor(objects: number) {
    this.objects = objects;
    const capacity = objects * (REFERENCES_PER_OBJECT + 1);
    this.firstEdge = new Uint32Array(objects + 1);
    this.type = new Uint32Array(objects);
    this.flags = new Uint16Array(objects);
    this.size = new Float64Array(objects);
    this.edgeTarget = new Uint32Array(capacity);
    this.edgeKind = new Uint8Array(capacity);
    this.edgeLabel = new Uint32Array(capacity);
  }

  write(): HeapGraph {
    const registries = Math.ceil(this.objects / 8 / UNITS_PER_REGISTRY);
    const module = this.begin('module', 72, NodeFlag.tracked | NodeFlag.isModule);
    this.refer(1, EdgeKind.internal, label('__dict__'));
    // The namespace: the registries, which are written last, and the classes.
    this.begin('dict', 4000, NodeFlag.tracked | NodeFlag.isModuleNamespace);
    const firstRegistry = this.objects - registries;
    for (let at = 0; at < registries; at++) this.refer(firstRegistry + at, EdgeKind.global);
    const classes = this.nodes;
    for (let at = 0; at < TYPES.length; at++) this.refer(classes + at, EdgeKind.global);
    for (const _ of TYPES) {
      this.begin('type', 1064, NodeFlag.tracked | NodeFlag.isType);
      this.refer(classes + typeIndex('type'), EdgeKind.class);
      this.refer(1, EdgeKind.internal);
    }
    const atoms = this.nodes;
    for (let at = 0; at < SHARED_ATOMS; at++) this.begin('int', 28, 0);
    const last = firstRegistry - 64;
    while (this.nodes < last) this.writeUnit(classes, atoms);
    while (this.nodes < firstRegistry) this.begin('str', 60, 0);
    this.writeRegistries(registries);
    return this.finish(module);
  }

  private writeUnit(classes: number, atoms: number): void {
    const head = this.nodes;
    const kind = this.random.below(10);
    if (kind < 2) this.writeFrame(classes, atoms);
    else if (kind < 3) this.writeChain(classes, 4 + this.random.below(12));
    else this.writeRecord(classes, atoms);
    if (this.random.below(DROPPED_ONE_IN) !== 0) this.heads.push(head);
  }

  /** A frame and the accessor cached on it; each has a dict. */
  private writeFrame(classes: number, atoms: number): void {
    const frame = this.nodes;
    const instance = NodeFlag.tracked | NodeFlag.isUserInstance;
    this.begin('DataFrame', 56, instance);
    this.refer(frame + 1, EdgeKind.internal, label('__dict__'));
    this.refer(classes + typeIndex('DataFrame'), EdgeKind.class);
    this.begin('dict', 360, NodeFlag.tracked);
    this.refer(frame + 2, EdgeKind.attribute, label('ww'));
    this.referToAtoms(atoms, 5);
    this.begin('PandasTableAccessor', 56, instance);
    this.refer(frame, EdgeKind.attribute, label('_dataframe'));
    this.refer(frame + 3, EdgeKind.attribute, label('name'));
    this.refer(classes + typeIndex('PandasTableAccessor'), EdgeKind.class);
    this.begin('str', 80, 0);
  }

  /** A doubly linked chain. */
  private writeChain(classes: number, length: number): void {
    const first = this.nodes;
    for (let at = 0; at < length; at++) {
      this.begin('Node', 64, NodeFlag.tracked | NodeFlag.isUserInstance);
      if (at + 1 < length) this.refer(first + at + 1, EdgeKind.attribute, label('next'));
      if (at > 0) this.refer(first + at - 1, EdgeKind.attribute, label('previous'));
      this.refer(classes + typeIndex('Node'), EdgeKind.class);
    }
  }

  /** A record with a list of texts and atoms, that refers to earlier records. */
  private writeRecord(classes: number, atoms: number): void {
    const record = this.nodes;
    this.begin('Record', 96, NodeFlag.tracked | NodeFlag.isUserInstance);
    this.refer(record + 1, EdgeKind.attribute, label('items'));
    if (this.heads.length > 0) this.refer(this.earlierHead(), EdgeKind.attribute, label('owner'));
    this.refer(classes + typeIndex('Record'), EdgeKind.class);
    this.begin('list', 56 + 8 * ITEMS_PER_LIST, NodeFlag.tracked);
    const own = 1 + this.random.below(3);
    for (let at = 0; at < own; at++) this.refer(record + 2 + at, EdgeKind.index);
    this.referToAtoms(atoms, ITEMS_PER_LIST - own);
    for (let at = 0; at < own; at++) this.begin('str', 60, 0);
  }

  /** Mostly one of the last, now and then any: that is where caches miss. */
  private earlierHead(): number {
    const count = this.heads.length;
    const back =
      this.random.below(8) === 0
        ? this.random.below(count)
        : this.random.below(Math.min(count, 200));
    return this.heads[count - 1 - back] ?? 0;
  }

  private referToAtoms(atoms: number, count: number): void {
    for (let at = 0; at < count; at++)
      this.refer(atoms + this.random.below(SHARED_ATOMS), EdgeKind.index);
  }

  private writeRegistries(registries: number): void {
    const share = Math.ceil(this.heads.length / registries);
    for (let at = 0; at < registries; at++) {
      this.begin('list', 56 + 8 * share, NodeFlag.tracked);
      const end = Math.min(this.heads.length, (at + 1) * share);
      for (let unit = at * share; unit < end; unit++)
        this.refer(this.heads[unit] ?? 0, EdgeKind.index);
    }
  }

  private begin(type: TypeName, size: number, flags: number): number {
    const node = this.nodes++;
    this.type[node] = typeIndex(type);
    this.size[node] = size;
    this.flags[node] = flags;
    this.firstEdge[node] = this.edges;
    return node;
  }

  /** A reference of the object begun last. */
  private refer(target: number, kind: number, text: number = NO_STRING): void {
    this.edgeTarget[this.edges] = target;
    this.edgeKind[this.edges] = kind;
    this.edgeLabel[this.edges++] = text;
  }

  private finish(module: number): HeapGraph {
    const { objects, edges } = this;
    this.firstEdge[objects] = edges;
    const refcount = new Uint32Array(objects);
    for (let edge = 0; edge < edges; edge++) refcount[this.edgeTarget[edge]]++;
    refcount[module]++;
    const none = { node: new Uint32Array(0), value: new Uint32Array(0) };
    return {
      nodeCount: objects,
      edgeCount: edges,
      addressWords: Uint32Array.from({ length: 2 * objects }, (_, at) =>
        at % 2 === 0 ? 8 * at : 0,
      ),
      type: this.type,
      shallowSize: this.size,
      flags: this.flags,
      refcount,
      length: null,
      preview: null,
      firstEdge: this.firstEdge,
      edgeTarget: this.edgeTarget.slice(0, edges),
      edgeKind: this.edgeKind.slice(0, edges),
      edgeLabels: { form: 'perEdge', label: this.edgeLabel.slice(0, edges) },
      roots: {
        node: Uint32Array.of(module),
        kind: Uint8Array.of(RootKind.module),
        label: Uint32Array.of(NO_STRING),
      },
      details: none,
      allocationSite: none,
      typeNames: Uint32Array.from(TYPES, (_, at) => at),
      strings: StringTable.fromStrings([...TYPES, ...LABELS]),
      danglingReferences: 0,
      process: {},
    };
  }
}
