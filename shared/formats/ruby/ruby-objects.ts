import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, ProcessFacts } from '../../heap/heap-graph.ts';
import { NO_COUNT, NO_NODE, NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import type { BuiltColumns, HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { hexNumber } from '../bytes/json-escapes.ts';
import { JsonMembers } from './json-members.ts';

const MAX_TEXT_BYTES = 400;
const MAX_SUPERS = 1024;

/** What Ruby calls the kinds of its heap, and what people call their instances. */
const KIND_NAMES: Readonly<Record<string, string>> = {
  CLASS: 'Class',
  MODULE: 'Module',
  ICLASS: 'included module',
};

const KIND_FLAGS: Readonly<Record<string, number>> = {
  CLASS: NodeFlag.isType,
  ICLASS: NodeFlag.isType,
  MODULE: NodeFlag.isModule,
  OBJECT: NodeFlag.isUserInstance,
  STRUCT: NodeFlag.isUserInstance,
};

/** Kinds whose class says nothing about them. */
const WITHOUT_CLASS_NAME: ReadonlySet<string> = new Set(['CLASS', 'MODULE', 'ICLASS', 'IMEMO']);

interface RubyClass {
  /** '' for a class without a name. */
  name: string;
  isSingleton: boolean;
  /** Key of the class above; '' where there is none. */
  above: string;
}

/** One line, as far as it has been read. */
interface Line {
  kind: string;
  root: string;
  class: AddressText;
  address: AddressText;
  above: AddressText;
  size: number;
  length: number;
  isSingleton: boolean;
  name: string;
  preview: StringIndex;
  imemo: string;
  file: StringIndex;
  line: number;
}

/** `0x7f…` as two words; `isThere` is false for a value that is no address. */
interface AddressText {
  low: number;
  high: number;
  isThere: boolean;
}

/** What every dump of Ruby says of its process. */
export const RUBY: ProcessFacts = { runtime: 'Ruby' };

/** The objects and roots of a Ruby dump. */
export class RubyObjects {
  private readonly builder: HeapGraphBuilder;
  private readonly members = new JsonMembers();
  private readonly classes = new Map<string, RubyClass>();
  /** Type by the class's key; its name is known when all lines have been read. */
  private readonly typeOfClass = new Map<string, number>();
  private readonly references = new GrowableUint32(64);
  private readonly siteNode = new GrowableUint32(64);
  private readonly siteText = new GrowableUint32(64);
  private readonly line: Line = emptyLine();

  constructor(builder: HeapGraphBuilder) {
    this.builder = builder;
  }

  /** Bytes held beside the graph's own, about. */
  get bytes(): number {
    return 200 * (this.classes.size + this.typeOfClass.size) + 8 * this.siteNode.length;
  }

  /** False for a line that is no object of Ruby's. Lines of other kinds are passed over. */
  takeLine(bytes: Uint8Array, start: number, end: number): boolean {
    if (isBlank(bytes, start, end)) return true;
    const { members, line } = this;
    Object.assign(line, emptyLine());
    this.references.length = 0;
    members.open(bytes, start, end);
    while (members.next()) this.takeMember(bytes);
    if (members.isBroken || line.kind === '') return false;
    if (line.kind === 'ROOT') this.addRoots();
    else if (line.address.isThere) this.addObject();
    // SHAPE lines, of Ruby 3.2 and later, have ids and no address: they are no objects.
    else return line.kind === 'SHAPE';
    return true;
  }

  finish(job: Job): HeapGraph {
    const graph = this.builder.finish(
      RUBY,
      (columns) => {
        this.nameTypes(columns);
        return columns.edgeLabel === null ? null : { form: 'perEdge', label: columns.edgeLabel };
      },
      job,
    );
    return {
      ...graph,
      allocationSite: { node: this.siteNode.toArray(), value: this.siteText.toArray() },
    };
  }

  private takeMember(bytes: Uint8Array): void {
    const { members, line } = this;
    switch (members.key) {
      case 'address':
        readAddress(bytes, members, line.address);
        break;
      case 'class':
        readAddress(bytes, members, line.class);
        break;
      case 'superclass':
        readAddress(bytes, members, line.above);
        break;
      case 'type':
        line.kind = this.text(32);
        break;
      case 'root':
        line.root = this.text(64);
        break;
      case 'references':
        this.readReferences(bytes);
        break;
      case 'memsize':
        line.size = countOf(members.number(), 0);
        break;
      case 'length':
      case 'size':
      case 'bytesize':
        line.length = countOf(members.number(), NO_COUNT);
        break;
      case 'singleton':
        line.isSingleton = members.isTrue;
        break;
      case 'name':
        line.name = this.text(MAX_TEXT_BYTES);
        if (this.builder.keepsTexts) line.preview = this.builder.strings.internText(line.name);
        break;
      case 'value':
        line.preview = this.interned();
        break;
      case 'imemo_type':
        line.imemo = this.text(64);
        break;
      case 'file':
        line.file = this.interned();
        break;
      case 'line':
        line.line = countOf(members.number(), 0);
        break;
    }
  }

  private addRoots(): void {
    const { builder, references, line } = this;
    const label = builder.strings.internText(line.root.replaceAll('_', ' '));
    for (let at = 0; at < references.length; at += 2) {
      const [low, high] = [references.values[at], references.values[at + 1]];
      builder.addRoot(low, high, RootKind.runtime, label);
    }
  }

  private addObject(): void {
    const { builder, references, line } = this;
    builder.beginNode();
    const hasClass = line.class.isThere && line.kind !== 'IMEMO';
    if (hasClass) {
      builder.addReferenceToAddress(line.class.low, line.class.high);
      builder.describeReference(EdgeKind.class, NO_STRING);
    }
    // Numbers and symbols are no references: only where none was left out are positions certain.
    const isArray = line.kind === 'ARRAY';
    const isWhole = references.length === 2 * line.length;
    for (let at = 0; at < references.length; at += 2) {
      builder.addReferenceToAddress(references.values[at], references.values[at + 1]);
      if (isArray) builder.describeReference(EdgeKind.index, isWhole ? at / 2 : NO_STRING);
      else builder.describeReference(EdgeKind.unlabelled, NO_STRING);
    }
    const node = builder.endNode(
      line.address.low,
      line.address.high,
      this.typeOfLine(),
      line.size,
      Object.hasOwn(KIND_FLAGS, line.kind) ? KIND_FLAGS[line.kind] : 0,
      line.length,
      line.preview,
    );
    if (node === NO_NODE) return;
    if (line.kind === 'CLASS') this.keepClass();
    if (line.file === NO_STRING) return;
    this.siteNode.push(node);
    const site = `${builder.strings.get(line.file)}:${line.line}`;
    this.siteText.push(builder.strings.internText(site));
  }

  private keepClass(): void {
    const { line } = this;
    this.classes.set(keyOf(line.address), {
      name: line.name,
      isSingleton: line.isSingleton,
      above: line.above.isThere ? keyOf(line.above) : '',
    });
  }

  private typeOfLine(): number {
    const { builder, line } = this;
    if (!line.class.isThere || WITHOUT_CLASS_NAME.has(line.kind)) {
      const known = Object.hasOwn(KIND_NAMES, line.kind) ? KIND_NAMES[line.kind] : line.kind;
      const name = line.imemo === '' ? known : `${line.kind} ${line.imemo}`;
      return builder.typeNamed(builder.strings.internText(name));
    }
    const key = keyOf(line.class);
    const known = this.typeOfClass.get(key);
    if (known !== undefined) return known;
    const type = builder.typeNamed(builder.strings.internText(`${line.kind} of class ${key}`));
    this.typeOfClass.set(key, type);
    return type;
  }

  /** What types are called that go by their class; others keep the name they have. */
  *namesByClass(): Generator<{ type: number; name: string }> {
    for (const [key, type] of this.typeOfClass) {
      const name = this.nameOfClass(key);
      if (name !== '') yield { type, name };
    }
  }

  /** Types get the names of their classes; those of one name become one type. */
  private nameTypes(columns: BuiltColumns): void {
    const { strings } = this.builder;
    const typeOfName = new Map<StringIndex, number>();
    const merged = Uint32Array.from(columns.typeNames.keys());
    for (const { type, name } of this.namesByClass()) {
      columns.typeNames[type] = strings.internText(name);
    }
    columns.typeNames.forEach((name, type) => {
      const first = typeOfName.get(name);
      if (first === undefined) typeOfName.set(name, type);
      else merged[type] = first;
    });
    for (let node = 0; node < columns.nodeCount; node++) {
      columns.type[node] = merged[columns.type[node]];
    }
  }

  /** Of a singleton class, the name of the class that it was made for. */
  private nameOfClass(key: string): string {
    let next = this.classes.get(key);
    for (let depth = 0; next?.isSingleton === true && depth < MAX_SUPERS; depth++) {
      next = this.classes.get(next.above);
    }
    return next?.name ?? '';
  }

  private text(maxBytes: number): string {
    return new TextDecoder().decode(this.members.unescaped(maxBytes));
  }

  private interned(): StringIndex {
    if (!this.builder.keepsTexts) return NO_STRING;
    const text = this.members.unescaped(MAX_TEXT_BYTES);
    if (text.length === 0) return NO_STRING;
    return this.builder.strings.intern(text, 0, wholeLetters(text));
  }

  private readReferences(bytes: Uint8Array): void {
    const { members, references } = this;
    const address: AddressText = { low: 0, high: 0, isThere: false };
    for (let at = members.start + 1; at < members.end; at++) {
      if (bytes[at] !== QUOTE) continue;
      const end = bytes.indexOf(QUOTE, at + 1);
      if (end < 0 || end >= members.end) return;
      parseHex(bytes, at + 1, end, address);
      if (address.isThere) {
        references.push(address.low);
        references.push(address.high);
      }
      at = end;
    }
  }
}

const QUOTE = 0x22;

function emptyLine(): Line {
  return {
    kind: '',
    root: '',
    class: { low: 0, high: 0, isThere: false },
    address: { low: 0, high: 0, isThere: false },
    above: { low: 0, high: 0, isThere: false },
    size: 0,
    length: NO_COUNT,
    isSingleton: false,
    name: '',
    preview: NO_STRING,
    imemo: '',
    file: NO_STRING,
    line: 0,
  };
}

function readAddress(bytes: Uint8Array, members: JsonMembers, into: AddressText): void {
  parseHex(bytes, members.start + 1, members.end - 1, into);
}

/** `0x` and up to sixteen digits in bytes[start … end − 1]. */
function parseHex(bytes: Uint8Array, start: number, end: number, into: AddressText): void {
  const digits = end - start - 2;
  into.isThere = false;
  if (bytes[start] !== 0x30 || bytes[start + 1] !== 0x78 || digits < 1 || digits > 16) return;
  const highDigits = Math.max(0, digits - 8);
  const high = highDigits === 0 ? 0 : hexNumber(bytes, start + 2, highDigits);
  const low = hexNumber(bytes, start + 2 + highDigits, digits - highDigits);
  if (high < 0 || low < 0) return;
  into.high = high;
  into.low = low;
  into.isThere = true;
}

function keyOf({ low, high }: AddressText): string {
  return `0x${high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0')}`;
}

function countOf(value: number, otherwise: number): number {
  return Number.isFinite(value) && value >= 0 && value < NO_COUNT ? Math.floor(value) : otherwise;
}

/** How many bytes of a text that was cut off are whole letters of UTF-8. */
function wholeLetters(text: Uint8Array): number {
  if (text.length < MAX_TEXT_BYTES) return text.length;
  let end = text.length;
  while (end > 0 && (text[end - 1] & 0xc0) === 0x80) end--;
  return end > 0 && text[end - 1] >= 0x80 ? end - 1 : text.length;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] > 0x20) return false;
  return true;
}
