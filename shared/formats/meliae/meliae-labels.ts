import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { LayoutLabels } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { BuiltColumns } from '../../heap/heap-graph-builder.ts';
import { LayoutInterner } from '../../heap/layout-interner.ts';
import type { StringInterner } from '../../heap/string-interner.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/**
 * What the references of a meliae dump are, as far as CPython's traversal order says so for sure.
 *
 * - list, tuple (`tp_traverse` goes from the last item to the first): positions, when there are as
 *   many references as items. They are turned round here, so that item 0 comes first.
 * - dict: Python 2 alternates key and value; Python 3 lists values only while all keys are strings,
 *   else value and key. Which Python it was is told by the namespaces of the modules.
 * - set, frozenset: members. cell: its content. module: its namespace is the last dict.
 * - the last reference of an instance to a type of its own type's name is the one to its class; in
 *   Python 2 the dict just before it is its `__dict__`, unless the class has `__slots__`.
 *
 * Everything else stays unlabelled, and so does every object that lost a reference as dangling.
 * O(nodes + edges). Sets kinds and the flag of module namespaces; returns the labels.
 */
export function describeReferences(
  columns: BuiltColumns,
  strings: StringInterner,
  job: Job,
): LayoutLabels {
  return new ReferenceDescriber(columns, strings).describe(job);
}

type DictOrder = 'key, value' | 'value, key' | 'unknown';

class ReferenceDescriber {
  private readonly columns: BuiltColumns;
  private readonly strings: StringInterner;
  private readonly layouts = new LayoutInterner();
  private readonly layout: Uint32Array;
  /** Per type, its role; see `Role`. */
  private readonly roles: Uint8Array;
  private readonly stringTypes: Uint8Array;
  private readonly dunderDict: StringIndex;
  private readonly dunderSlots: StringIndex;
  private readonly classicInstance: StringIndex;
  /** Per namespace of a class asked about, whether it has `__slots__`. */
  private readonly slotted = new Map<number, boolean>();
  /** Per text of a key, the text in quotes. */
  private readonly quoted = new Map<StringIndex, StringIndex>();
  private dictOrder: DictOrder = 'unknown';

  constructor(columns: BuiltColumns, strings: StringInterner) {
    this.columns = columns;
    this.strings = strings;
    // Layout 0 has no slots: position for items of lists, no label for the rest.
    this.layouts.empty();
    this.layout = new Uint32Array(columns.nodeCount);
    this.dunderDict = strings.internText('__dict__');
    this.dunderSlots = strings.internText('__slots__');
    this.classicInstance = strings.internText('instance');
    const { typeNames } = columns;
    this.roles = new Uint8Array(typeNames.length);
    this.stringTypes = new Uint8Array(typeNames.length);
    const typeOfName = new Map<StringIndex, number>();
    typeNames.forEach((name, type) => {
      typeOfName.set(name, type);
    });
    for (const [name, role] of ROLE_NAMES) {
      const type = typeOfName.get(strings.internText(name));
      if (type !== undefined) this.roles[type] = role;
    }
    for (const name of ['str', 'unicode']) {
      const type = typeOfName.get(strings.internText(name));
      if (type !== undefined) this.stringTypes[type] = 1;
    }
  }

  describe(job: Job): LayoutLabels {
    this.findNamespaces(job);
    this.dictOrder = this.orderOfDicts(job);
    const { nodeCount, type } = this.columns;
    for (let node = 0; node < nodeCount; node++) {
      if ((node & CHECK_MASK) === 0) {
        job.report({ phase: 'Naming references', done: node, total: nodeCount, unit: 'objects' });
        job.checkpoint();
      }
      switch (this.roles[type[node]]) {
        case Role.sequence:
          this.describeSequence(node);
          break;
        case Role.set:
          this.describeAll(node, EdgeKind.element);
          break;
        case Role.dict:
          this.describeDict(node);
          break;
        case Role.cell:
          if (this.edgesOf(node) === 1) this.fillKind(node, EdgeKind.cell);
          break;
        default:
          this.describeClass(node);
      }
    }
    const { layoutFirstSlot, slotLabel } = this.layouts.finish();
    return { form: 'layouts', layout: this.layout, layoutFirstSlot, slotLabel };
  }

  private edgesOf(node: number): number {
    return this.columns.firstEdge[node + 1] - this.columns.firstEdge[node];
  }

  private fillKind(node: number, kind: number): void {
    const { edgeKind, firstEdge } = this.columns;
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) edgeKind[edge] = kind;
  }

  private describeAll(node: number, kind: number): void {
    if (this.edgesOf(node) === this.columns.length[node]) this.fillKind(node, kind);
  }

  private describeSequence(node: number): void {
    const { length, firstEdge, edgeTarget } = this.columns;
    const count = this.edgesOf(node);
    if (count === 0 || count !== length[node]) return;
    let first = firstEdge[node];
    for (let last = firstEdge[node + 1] - 1; first < last; last--) {
      const target = edgeTarget[first];
      edgeTarget[first++] = edgeTarget[last];
      edgeTarget[last] = target;
    }
    this.fillKind(node, EdgeKind.index);
  }

  /** Says that `edge` of `node` leads to its `__dict__`. */
  private nameDict(node: number, edge: number): void {
    const position = edge - this.columns.firstEdge[node];
    const labels = this.scratch(position + 1).fill(NO_STRING, 0, position);
    labels[position] = this.dunderDict;
    this.columns.edgeKind[edge] = EdgeKind.internal;
    this.layout[node] = this.layouts.intern(labels, position + 1);
  }

  /** Modules' namespaces: flagged, and the reference to them named. */
  private findNamespaces(job: Job): void {
    const { nodeCount, flags, firstEdge, edgeTarget, type } = this.columns;
    for (let node = 0; node < nodeCount; node++) {
      if ((node & CHECK_MASK) === 0) job.checkpoint();
      if ((flags[node] & NodeFlag.isModule) === 0) continue;
      for (let edge = firstEdge[node + 1] - 1; edge >= firstEdge[node]; edge--) {
        const target = edgeTarget[edge];
        if (this.roles[type[target]] !== Role.dict) continue;
        flags[target] |= NodeFlag.isModuleNamespace;
        this.nameDict(node, edge);
        break;
      }
    }
  }

  /** Namespaces have string keys only: Python 2 lists two references an entry there, 3 one. */
  private orderOfDicts(job: Job): DictOrder {
    const { nodeCount, flags, length } = this.columns;
    let pairs = 0;
    let singles = 0;
    for (let node = 0; node < nodeCount; node++) {
      if ((node & CHECK_MASK) === 0) job.checkpoint();
      if ((flags[node] & NodeFlag.isModuleNamespace) === 0 || length[node] === 0) continue;
      if (this.edgesOf(node) === 2 * length[node]) pairs++;
      else if (this.edgesOf(node) === length[node]) singles++;
    }
    if (pairs > 0 && singles === 0) return 'key, value';
    return singles > 0 && pairs === 0 ? 'value, key' : 'unknown';
  }

  private describeDict(node: number): void {
    const { length, flags, firstEdge, edgeKind } = this.columns;
    const entries = length[node];
    const count = this.edgesOf(node);
    if (count === 0) return;
    const isNamespace = (flags[node] & NodeFlag.isModuleNamespace) !== 0;
    const valueKind = isNamespace ? EdgeKind.global : EdgeKind.value;
    if (count === entries) {
      if (this.dictOrder === 'value, key') this.fillKind(node, valueKind);
      return;
    }
    if (count !== 2 * entries || this.dictOrder === 'unknown') return;
    const keyFirst = this.dictOrder === 'key, value' ? 0 : 1;
    const first = firstEdge[node];
    const labels = this.scratch(count);
    for (let slot = 0; slot < count; slot += 2) {
      const key = this.keyLabel(first + slot + keyFirst, isNamespace);
      labels[slot] = key;
      labels[slot + 1] = key;
      edgeKind[first + slot + keyFirst] = EdgeKind.key;
      edgeKind[first + slot + 1 - keyFirst] = valueKind;
    }
    this.layout[node] = this.layouts.intern(labels, count);
  }

  /** The text of the key that `edge` leads to: bare in a namespace, quoted else if a string. */
  private keyLabel(edge: number, isNamespace: boolean): StringIndex {
    const { edgeTarget, type, preview, length } = this.columns;
    const key = edgeTarget[edge];
    const text = preview[key];
    if (text === NO_STRING || this.stringTypes[type[key]] === 0 || isNamespace) return text;
    const known = this.quoted.get(text);
    if (known !== undefined) return known;
    const isCut = length[key] > MAX_VALUE_LENGTH;
    const label = this.strings.internText(`'${this.strings.get(text)}${isCut ? '…' : ''}'`);
    this.quoted.set(text, label);
    return label;
  }

  private describeClass(node: number): void {
    const { firstEdge, edgeTarget, edgeKind, flags, preview, type, typeNames } = this.columns;
    const first = firstEdge[node];
    const last = firstEdge[node + 1] - 1;
    if (last < first) return;
    if (typeNames[type[node]] === this.classicInstance) {
      this.describeClassicInstance(node);
      return;
    }
    const target = edgeTarget[last];
    const isClass = (flags[target] & NodeFlag.isType) !== 0;
    if (!isClass || preview[target] !== typeNames[type[node]]) return;
    edgeKind[last] = EdgeKind.class;
    const mayHaveDict = this.dictOrder === 'key, value' && last > first;
    if (!mayHaveDict || this.roles[type[edgeTarget[last - 1]]] !== Role.dict) return;
    if (!this.isSlotted(target)) this.nameDict(node, last - 1);
  }

  /** An instance of an old-style class of Python 2 refers to its class, then to its `__dict__`. */
  private describeClassicInstance(node: number): void {
    const { firstEdge, edgeTarget, edgeKind, flags, type } = this.columns;
    const first = firstEdge[node];
    if (firstEdge[node + 1] - first !== 2) return;
    if ((flags[edgeTarget[first]] & NodeFlag.isType) === 0) return;
    edgeKind[first] = EdgeKind.class;
    if (this.roles[type[edgeTarget[first + 1]]] === Role.dict) this.nameDict(node, first + 1);
  }

  /** Whether a class of Python 2 declares `__slots__`; its namespace is its first reference. */
  private isSlotted(cls: number): boolean {
    const { firstEdge, edgeTarget, type, preview } = this.columns;
    if (this.edgesOf(cls) === 0) return true;
    const namespace = edgeTarget[firstEdge[cls]];
    const known = this.slotted.get(namespace);
    if (known !== undefined) return known;
    let isSlotted = this.roles[type[namespace]] !== Role.dict;
    for (let edge = firstEdge[namespace]; !isSlotted && edge < firstEdge[namespace + 1]; edge++) {
      isSlotted = preview[edgeTarget[edge]] === this.dunderSlots;
    }
    this.slotted.set(namespace, isSlotted);
    return isSlotted;
  }

  private labels = new Uint32Array(256);

  private scratch(length: number): Uint32Array {
    if (this.labels.length < length) this.labels = new Uint32Array(2 * length);
    return this.labels;
  }
}

/** meliae cuts the text of a string after this many characters. */
const MAX_VALUE_LENGTH = 100;

/** Objects between two looks at whether anybody still wants this. */
const CHECK_MASK = 0xffff;

const Role = { other: 0, sequence: 1, set: 2, dict: 3, cell: 4 } as const;
const ROLE_NAMES: readonly (readonly [string, number])[] = [
  ['list', Role.sequence],
  ['tuple', Role.sequence],
  ['set', Role.set],
  ['frozenset', Role.set],
  ['dict', Role.dict],
  ['cell', Role.cell],
];
