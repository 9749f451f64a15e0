import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, ProcessFacts } from '../../heap/heap-graph.ts';
import { NO_COUNT, NO_NODE, RootKind } from '../../heap/heap-graph.ts';
import type { BuiltColumns, HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { RecordWindow } from '../bytes/record-window.ts';
import { describePyHeap, type NamedAttributes } from './describe-pyheap.ts';
import type { PyHeapHeader } from './pyheap-header.ts';
import { addressKey } from './pyheap-header.ts';

/** What a type's exact instances carry beside their referents. */
const Content = { none: 0, pairs: 1, items: 2, elements: 3 } as const;
type Content = (typeof Content)[keyof typeof Content];

interface KnownType {
  readonly type: number;
  readonly content: Content;
  readonly isCommon: boolean;
  readonly hasText: boolean;
}

const CONTENT: Readonly<Record<string, Content>> = {
  dict: Content.pairs,
  list: Content.items,
  tuple: Content.items,
  set: Content.elements,
};

/** Every object has these; they name nothing that is its own. */
const OF_EVERY_OBJECT =
  '__class__ __delattr__ __dir__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__ __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__ __subclasshook__'.split(
    ' ',
  );

/** The objects of a PyHeap dump, and the names of their types, which come after them. */
export class PyHeapObjects {
  /** Names of types that were there. */
  namesOfTypes = 0;
  /** Where the dump breaks off, if it does. */
  brokenAt = 0;
  private readonly window: RecordWindow;
  private readonly builder: HeapGraphBuilder;
  private readonly header: PyHeapHeader;
  private readonly types = new Map<string, KnownType>();
  /** Address of type i at 2i and 2i + 1. */
  private readonly typeWords = new GrowableUint32(256);
  private readonly nameOfType = new Map<string, StringIndex>();
  private readonly attributes = new GrowableUint32(256);
  private readonly unlabelled = new GrowableUint32(64);
  private readonly named: NamedAttributes = {
    node: new GrowableUint32(64),
    first: new GrowableUint32(64),
    words: new GrowableUint32(256),
  };
  private readonly ofEveryObject: ReadonlySet<StringIndex>;

  constructor(window: RecordWindow, builder: HeapGraphBuilder, header: PyHeapHeader) {
    this.window = window;
    this.builder = builder;
    this.header = header;
    this.ofEveryObject = new Set(OF_EVERY_OBJECT.map((name) => builder.strings.internText(name)));
  }

  /** Bytes held beside the graph's own. */
  get bytes(): number {
    return 4 * this.named.words.length + 8 * this.named.node.length + 100 * this.types.size;
  }

  /** Reads objects and types. `isCutOff` when the dump ends before its last word. */
  async read(pause: () => void): Promise<{ isCutOff: boolean }> {
    const { window, builder } = this;
    let declared = 0;
    const start = await this.window.readOne(pause, () => {
      declared = window.u32();
    });
    if (!start) return this.broken();
    // 0: the writer was killed before it could say how many; what follows is objects to the end.
    const count = declared === 0 ? Number.POSITIVE_INFINITY : declared;
    const undo = () => builder.abandonNode();
    const objects = await window.readAll(count, {
      read: () => this.readObject(),
      undo,
      pause,
    });
    if (objects.records < count) return this.broken();
    let types = 0;
    const counted = await this.window.readOne(pause, () => {
      types = window.u32();
    });
    if (!counted) return this.broken();
    const named = await window.readAll(types, {
      read: () => {
        window.u64();
        const key = addressKey(window.low, window.high);
        this.nameOfType.set(key, this.header.longText());
        return true;
      },
      undo: () => {},
      pause,
    });
    this.namesOfTypes = named.records;
    const isEnded =
      named.records === types && (await this.window.readOne(pause, () => void window.u64()));
    return isEnded ? { isCutOff: false } : this.broken();
  }

  /** The graph, with what only the whole dump tells. */
  finish(process: ProcessFacts, job: Job): HeapGraph {
    const { builder, header } = this;
    for (const { low, high, label } of header.locals) {
      builder.addRoot(low, high, RootKind.threadFrame, label);
    }
    const modules = { node: new GrowableUint32(64), label: new GrowableUint32(64) };
    const graph = builder.finish(
      process,
      (columns) => {
        describePyHeap({
          columns,
          strings: builder.strings,
          typeNames: this.typeNames(columns),
          typeWords: this.typeWords.view(),
          named: this.named,
          modules,
          job,
        });
        return columns.edgeLabel === null ? null : { form: 'perEdge', label: columns.edgeLabel };
      },
      job,
    );
    return { ...graph, roots: withModules(graph.roots, modules) };
  }

  private broken(): { isCutOff: true } {
    this.brokenAt = this.window.recordStart;
    return { isCutOff: true };
  }

  /** Names by type index, written into the columns and as texts. */
  private typeNames(columns: BuiltColumns): readonly string[] {
    const { strings } = this.builder;
    return Array.from(columns.typeNames, (_, type) => {
      const low = this.typeWords.values[2 * type];
      const high = this.typeWords.values[2 * type + 1];
      const key = addressKey(low, high);
      const known = this.header.wellKnown.get(key);
      const name = known === undefined ? this.nameOfType.get(key) : strings.internText(known);
      if (name !== undefined) columns.typeNames[type] = name;
      return strings.get(columns.typeNames[type]);
    });
  }

  private readObject(): boolean {
    const { window, builder, header } = this;
    builder.beginNode();
    window.u64();
    const { low, high } = window;
    window.u64();
    const known = this.typeAt(window.low, window.high);
    const typeLow = window.low;
    const typeHigh = window.high;
    const size = window.u32();
    const length = this.readContent(known.content);
    const referents = this.readReferents();
    this.attributes.length = 0;
    if (!known.isCommon) header.readAttributes(this.attributes);
    const text = header.hasTexts && known.hasText ? header.longText() : NO_STRING;
    this.describeReferents(referents, typeLow, typeHigh);
    const node = builder.endNode(low, high, known.type, size, 0, length, text);
    if (node !== NO_NODE) this.keepAttributes(node);
    return true;
  }

  /** Members, described at once; how many, or `NO_COUNT`. */
  private readContent(content: Content): number {
    const { window, builder } = this;
    if (content === Content.none) return NO_COUNT;
    const count = window.u32();
    window.need(count * (content === Content.pairs ? 16 : 8));
    for (let index = 0; index < count; index++) {
      window.u64();
      builder.addReferenceToAddress(window.low, window.high);
      if (content === Content.elements) builder.describeReference(EdgeKind.element, NO_STRING);
      else if (content === Content.items) builder.describeReference(EdgeKind.index, index);
      else {
        builder.describeReference(EdgeKind.key, NO_STRING);
        window.u64();
        builder.addReferenceToAddress(window.low, window.high);
        builder.describeReference(EdgeKind.value, NO_STRING);
      }
    }
    return count;
  }

  /** Other referents: added, their addresses kept until the attributes have been read. */
  private readReferents(): GrowableUint32 {
    const { window, builder, unlabelled } = this;
    unlabelled.length = 0;
    const count = window.u32();
    window.need(count * 8);
    for (let index = 0; index < count; index++) {
      window.u64();
      builder.addReferenceToAddress(window.low, window.high);
      unlabelled.push(window.low);
      unlabelled.push(window.high);
    }
    return unlabelled;
  }

  private describeReferents(referents: GrowableUint32, typeLow: number, typeHigh: number): void {
    const { builder } = this;
    const names = referents.length > MAX_SCANNED ? this.attributesByAddress() : null;
    for (let at = 0; at < referents.length; at += 2) {
      const low = referents.values[at];
      const high = referents.values[at + 1];
      const name = names === null ? this.attributeTo(low, high) : names.get(addressKey(low, high));
      if (low === typeLow && high === typeHigh) {
        builder.describeReference(EdgeKind.class, NO_STRING);
      } else if (name !== undefined && name !== NO_STRING) {
        builder.describeReference(EdgeKind.attribute, name);
      } else {
        builder.describeReference(EdgeKind.unlabelled, NO_STRING);
      }
    }
  }

  private attributeTo(low: number, high: number): StringIndex {
    const { values, length } = this.attributes;
    for (let at = 0; at < length; at += 3) {
      if (values[at + 1] === low && values[at + 2] === high) return values[at];
    }
    return NO_STRING;
  }

  private attributesByAddress(): ReadonlyMap<string, StringIndex> {
    const { values, length } = this.attributes;
    const names = new Map<string, StringIndex>();
    for (let at = 0; at < length; at += 3) {
      const key = addressKey(values[at + 1], values[at + 2]);
      if (!names.has(key)) names.set(key, values[at]);
    }
    return names;
  }

  /** Attributes may name the entries of a namespace that is among the referents. */
  private keepAttributes(node: number): void {
    const { attributes, named, ofEveryObject } = this;
    if (attributes.length === 0 || this.unlabelled.length === 0) return;
    named.node.push(node);
    named.first.push(named.words.length);
    for (let at = 0; at < attributes.length; at += 3) {
      if (ofEveryObject.has(attributes.values[at])) continue;
      named.words.append(attributes.values.subarray(at, at + 3));
    }
  }

  private typeAt(low: number, high: number): KnownType {
    const key = addressKey(low, high);
    const known = this.types.get(key);
    if (known !== undefined) return known;
    const { builder, header } = this;
    // The name comes after all objects; until then, and for good in a dump cut off, the address.
    const name = builder.strings.internText(`type at 0x${addressKey(low, high).replace(':', '')}`);
    const wellKnown = header.wellKnown.get(key) ?? '';
    const content = Object.hasOwn(CONTENT, wellKnown) ? CONTENT[wellKnown] : Content.none;
    const type: KnownType = {
      type: builder.typeNamed(name),
      content,
      isCommon: header.commonTypes.has(key),
      hasText: content === Content.none,
    };
    this.types.set(key, type);
    this.typeWords.reserve(2 * type.type + 2);
    this.typeWords.length = Math.max(this.typeWords.length, 2 * type.type + 2);
    this.typeWords.values[2 * type.type] = low;
    this.typeWords.values[2 * type.type + 1] = high;
    return type;
  }
}

/** Beyond so many referents a table of attributes is made, lest the search be quadratic. */
const MAX_SCANNED = 64;

function withModules(
  roots: HeapGraph['roots'],
  modules: { readonly node: GrowableUint32; readonly label: GrowableUint32 },
): HeapGraph['roots'] {
  if (modules.node.length === 0) return roots;
  const kind = new Uint8Array(modules.node.length).fill(RootKind.module);
  return {
    node: Uint32Array.from([...(roots?.node ?? []), ...modules.node.view()]),
    kind: Uint8Array.from([...(roots?.kind ?? []), ...kind]),
    label: Uint32Array.from([...(roots?.label ?? []), ...modules.label.view()]),
  };
}
