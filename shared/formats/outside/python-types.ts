import { byName } from '../../base/by-name.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { StringInterner } from '../../heap/string-interner.ts';
import type { Interpreter } from './find-interpreter.ts';
import { textAt } from './mapped-images.ts';
import { hasFlag, type PythonObjects, TypeFlag } from './python-objects.ts';
import type { StaticTypeState } from './static-types.ts';

/** A member that a type declares to its instances: a slot, or a field of C. */
export interface Member {
  readonly offset: number;
  readonly name: string;
}

/** Kinds of objects that a flag of their type tells. */
export type Shape =
  | 'integer'
  | 'list'
  | 'tuple'
  | 'bytes'
  | 'text'
  | 'dict'
  | 'exception'
  | 'class'
  | 'other';

const SHAPES: readonly (readonly [number, Shape])[] = [
  [TypeFlag.longSubclass, 'integer'],
  [TypeFlag.listSubclass, 'list'],
  [TypeFlag.tupleSubclass, 'tuple'],
  [TypeFlag.bytesSubclass, 'bytes'],
  [TypeFlag.unicodeSubclass, 'text'],
  [TypeFlag.dictSubclass, 'dict'],
  [TypeFlag.exceptionSubclass, 'exception'],
  [TypeFlag.typeSubclass, 'class'],
];

/** What is known of a type, once for all its instances. */
export interface PythonType {
  readonly address: number;
  /** Qualified: `collections.deque`; builtins without their module. */
  readonly name: string;
  readonly flags: number;
  readonly basicSize: number;
  readonly itemSize: number;
  readonly dictOffset: number;
  readonly weakOffset: number;
  /** What its instances are by a flag that decides how they lie in memory. */
  readonly shape: Shape;
  /** Numbers types in the order in which they were met. */
  readonly serial: number;
  readonly isHeap: boolean;
  readonly isCollected: boolean;
  /** Written in Python, by a class statement. */
  readonly isPython: boolean;
  /** Itself, its base, and so on to `object`. */
  readonly chain: readonly PythonType[];
  readonly members: readonly Member[];
  /** Bytes in front of an instance: the collector's header, dict and list of weak references. */
  readonly bytesBefore: number;
  /** Index among `typeNames` of the graph. */
  readonly index: number;
  /** Flags of the graph that all instances have. */
  readonly nodeFlags: number;
}

const MAX_CHAIN = 200;
const MAX_MEMBERS = 1000;
const MEMBER_BYTES = 40;
/** Kinds of members that are references: T_OBJECT and T_OBJECT_EX. */
const OBJECT_MEMBERS: readonly number[] = [6, 16];
const MAX_NAME = 200;
const CACHE = 1 << 10;

/** Classes that every interpreter has loaded: written in Python, and so destroyed as such are. */
const PYTHON_CLASSES = [
  ['_frozen_importlib', 'ModuleSpec'],
  ['_frozen_importlib', '_ModuleLock'],
  ['os', '_Environ'],
] as const;

/** Public names of types that no module has by the name they give themselves. */
const NAMES_IN_TYPES = byName<string>({
  FunctionType: 'function',
  CodeType: 'code',
  MethodType: 'method',
  ModuleType: 'module',
  CellType: 'cell',
  GeneratorType: 'generator',
  CoroutineType: 'coroutine',
  AsyncGeneratorType: 'async_generator',
  TracebackType: 'traceback',
  FrameType: 'frame',
  BuiltinFunctionType: 'builtin_function_or_method',
  GetSetDescriptorType: 'getset_descriptor',
  MemberDescriptorType: 'member_descriptor',
  MethodDescriptorType: 'method_descriptor',
  WrapperDescriptorType: 'wrapper_descriptor',
  MethodWrapperType: 'method-wrapper',
  ClassMethodDescriptorType: 'classmethod_descriptor',
  MappingProxyType: 'mappingproxy',
});

/** Static types without a public name, by what only their dictionaries have. */
const NAMES_BY_MEMBER: readonly (readonly [string, string])[] = [
  ['cell_contents', 'cell'],
  ['__globals__', 'function'],
  ['co_consts', 'code'],
  ['gi_frame', 'generator'],
  ['cr_frame', 'coroutine'],
  ['ag_frame', 'async_generator'],
  ['f_back', 'frame'],
  ['tb_next', 'traceback'],
];

/** The types of a process, each looked at once. */
export class PythonTypes {
  private readonly objects: PythonObjects;
  private readonly interpreter: Interpreter;
  private readonly strings: StringInterner;
  private readonly states: ReadonlyMap<number, StaticTypeState>;
  private readonly known = new Map<number, PythonType>();
  private readonly indexOfName = new Map<string, number>();
  private readonly cacheKeys = new Float64Array(CACHE);
  private readonly cache: (PythonType | null)[] = new Array(CACHE).fill(null);
  private pythonDealloc = 0;
  private namesElsewhere: Map<number, string> | null = null;
  /** Qualified names by index, as strings of the graph. */
  readonly typeNames: number[] = [];
  /** Static types whose names could not be read: they are in files that are not here. */
  namelessTypes = 0;

  constructor(
    objects: PythonObjects,
    interpreter: Interpreter,
    strings: StringInterner,
    states: ReadonlyMap<number, StaticTypeState>,
  ) {
    this.objects = objects;
    this.interpreter = interpreter;
    this.strings = strings;
    this.states = states;
    this.pythonDealloc = this.findPythonDealloc();
  }

  /** The type at an address; null where there is none. */
  at(address: number): PythonType | null {
    const slot = Math.floor(address / 16) % CACHE;
    if (this.cacheKeys[slot] === address) return this.cache[slot];
    const type = this.known.get(address) ?? this.make(address);
    if (address > 0) {
      this.cacheKeys[slot] = address;
      this.cache[slot] = type;
    }
    return type;
  }

  nameOfType(address: number): string {
    return this.at(address)?.name ?? '?';
  }

  /** The index of a type that is not the process's own. */
  indexNamed(name: string): number {
    const known = this.indexOfName.get(name);
    if (known !== undefined) return known;
    const index = this.typeNames.length;
    this.typeNames.push(this.strings.internText(name));
    this.indexOfName.set(name, index);
    return index;
  }

  /** The dictionary of a type, wherever it is kept; 0 where it has none. */
  dictOf(type: number): number {
    const state = this.states.get(type);
    const dict =
      state?.dict ??
      this.objects.memory.word(type + this.objects.layout.at('PyTypeObject.tp_dict'));
    return this.objects.isDict(dict) ? dict : 0;
  }

  subclassesOf(type: number): number {
    const state = this.states.get(type);
    if (state !== undefined) return state.subclasses;
    return this.objects.memory.word(type + this.objects.layout.at('PyTypeObject.tp_subclasses'));
  }

  private make(address: number): PythonType | null {
    if (!this.objects.isType(address)) return null;
    return this.makeInChain(address, 0);
  }

  private makeInChain(address: number, depth: number): PythonType {
    const known = this.known.get(address);
    if (known !== undefined) return known;
    const { objects } = this;
    const { memory, layout } = objects;
    const flags = objects.flagsOf(address);
    const isHeap = hasFlag(flags, TypeFlag.heapType);
    const isCollected = hasFlag(flags, TypeFlag.haveGc);
    const dealloc = memory.word(address + layout.at('PyTypeObject.tp_dealloc'));
    const isPython = isHeap && dealloc === this.pythonDealloc && dealloc !== 0;
    const base = memory.word(address + layout.at('PyTypeObject.tp_base'));
    const hasBase = depth < MAX_CHAIN && base !== address && objects.isType(base);
    const baseType = hasBase ? this.makeInChain(base, depth + 1) : null;
    const name = this.qualifiedName(address, isHeap);
    const type: PythonType = {
      address,
      name,
      flags,
      shape: SHAPES.find(([flag]) => hasFlag(flags, flag))?.[1] ?? 'other',
      serial: this.known.size,
      basicSize: memory.word(address + layout.at('PyTypeObject.tp_basicsize')),
      itemSize: memory.word(address + layout.at('PyTypeObject.tp_itemsize')),
      dictOffset: this.signed(address + layout.at('PyTypeObject.tp_dictoffset')),
      weakOffset: this.signed(address + layout.at('PyTypeObject.tp_weaklistoffset')),
      isHeap,
      isCollected,
      isPython,
      chain: [],
      members: this.membersOf(address),
      bytesBefore: (isCollected ? 16 : 0) + (this.hasManaged(flags) ? 16 : 0),
      index: this.indexNamed(name),
      nodeFlags: 0,
    };
    const chain = [type, ...(baseType?.chain ?? [])];
    const whole = { ...type, chain, nodeFlags: this.nodeFlagsOf(type, chain) };
    chain[0] = whole;
    this.known.set(address, whole);
    return whole;
  }

  private hasManaged(flags: number): boolean {
    const { minor } = this.objects.layout;
    if (minor < 11) return false;
    if (hasFlag(flags, TypeFlag.managedDict)) return true;
    return minor >= 12 && hasFlag(flags, TypeFlag.managedWeakref);
  }

  private nodeFlagsOf(type: PythonType, chain: readonly PythonType[]): number {
    const hasFinalizer =
      FINALIZED.has(type.name) ||
      chain.some(({ isPython, address }) => isPython && this.has(address, '__del__'));
    return (
      (type.isPython ? NodeFlag.isUserInstance : 0) |
      (type.shape === 'class' ? NodeFlag.isType : 0) |
      (chain.some(({ name }) => name === 'module') ? NodeFlag.isModule : 0) |
      (type.name === 'frame' ? NodeFlag.isFrame : 0) |
      (hasFinalizer ? NodeFlag.hasFinalizer : 0)
    );
  }

  private has(type: number, name: string): boolean {
    const dict = this.dictOf(type);
    return dict !== 0 && this.objects.entry(dict, name) !== 0;
  }

  private signed(at: number): number {
    const value = this.objects.memory.word(at);
    return value >= 2 ** 63 ? value - 2 ** 64 : value;
  }

  /** Slots of a class, and fields that C code gives out, by the table that declares them. */
  private membersOf(type: number): Member[] {
    const { memory, layout } = this.objects;
    const members: Member[] = [];
    const table = memory.word(type + layout.at('PyTypeObject.tp_members'));
    if (table === 0 || table % 8 !== 0) return members;
    for (let row = 0; row < MAX_MEMBERS; row++) {
      const at = table + MEMBER_BYTES * row;
      const name = memory.word(at);
      if (name === 0) break;
      const offset = memory.word(at + 16);
      const isReference = OBJECT_MEMBERS.includes(memory.low(at + 8));
      if (!isReference || !(offset > 0 && offset < 2 ** 20 && offset % 8 === 0)) continue;
      members.push({ offset, name: textAt(memory, name) || '?' });
    }
    return members;
  }

  private qualifiedName(type: number, isHeap: boolean): string {
    return (isHeap ? this.heapName(type) : this.staticName(type)) || '?';
  }

  private heapName(type: number): string {
    const { objects } = this;
    const { memory, layout } = objects;
    const qualified = memory.word(type + layout.at('PyHeapTypeObject.ht_qualname'));
    const plain = memory.word(type + layout.at('PyHeapTypeObject.ht_name'));
    const text = [qualified, plain].find((address) => objects.isText(address));
    if (text === undefined) return '';
    const name = objects.text(text, MAX_NAME);
    const dict = this.dictOf(type);
    const module = dict === 0 ? 0 : objects.entry(dict, '__module__');
    if (module === 0 || !objects.isText(module)) return name;
    const moduleName = objects.text(module, MAX_NAME);
    return moduleName === 'builtins' ? name : `${moduleName}.${name}`;
  }

  private staticName(type: number): string {
    const { memory, layout } = this.objects;
    const at = memory.word(type + layout.at('PyTypeObject.tp_name'));
    const name = at === 0 ? '' : textAt(memory, at);
    if (name !== '') return name.startsWith('builtins.') ? name.slice(9) : name;
    this.namesElsewhere ??= this.namesInModules();
    const found = this.namesElsewhere.get(type) ?? this.nameByMember(type);
    if (found === '') this.namelessTypes++;
    return found;
  }

  /** Names under which modules have types: for those whose own names are in a file that is not here. */
  private namesInModules(): Map<number, string> {
    const { objects } = this;
    const names = new Map<number, string>();
    this.eachModule((module, dict) => {
      objects.eachEntry(dict, (key, value) => {
        if (names.has(value) || value % 8 !== 0 || !objects.isTypeObject(value)) return true;
        if (!objects.isText(key)) return true;
        const name = objects.text(key, MAX_NAME);
        if (module === 'builtins') names.set(value, name);
        else if (module === 'types') names.set(value, NAMES_IN_TYPES.get(name) ?? `types.${name}`);
        else names.set(value, `${module}.${name}`);
        return true;
      });
    });
    return names;
  }

  private nameByMember(type: number): string {
    const found = NAMES_BY_MEMBER.find(([member]) => this.has(type, member));
    return found?.[1] ?? '';
  }

  /** Name and namespace of each module that is loaded; `builtins` and `types` first. */
  eachModule(visit: (name: string, dict: number, module: number) => void): void {
    const { objects, interpreter } = this;
    const found: { name: string; dict: number; module: number }[] = [];
    objects.eachEntry(interpreter.modules, (key, module) => {
      if (!objects.isText(key) || !objects.isObject(module)) return true;
      const dict = objects.memory.word(module + objects.layout.at('PyModuleObject.md_dict'));
      if (objects.isDict(dict)) found.push({ name: objects.text(key, MAX_NAME), dict, module });
      return found.length < MAX_MODULES;
    });
    const rank = ({ name }: { name: string }): number =>
      name === 'builtins' ? 0 : name === 'types' ? 1 : 2;
    found.sort((a, b) => rank(a) - rank(b));
    for (const { name, dict, module } of found) visit(name, dict, module);
  }

  /** How a class written in Python is destroyed: the function that all of them have. */
  private findPythonDealloc(): number {
    const { objects, interpreter } = this;
    for (const [module, name] of PYTHON_CLASSES) {
      const at = objects.entry(interpreter.modules, module);
      if (at === 0) continue;
      const dict = objects.memory.word(at + objects.layout.at('PyModuleObject.md_dict'));
      if (!objects.isDict(dict)) continue;
      const found = objects.entry(dict, name);
      if (found !== 0 && objects.isTypeObject(found)) {
        return objects.memory.word(found + objects.layout.at('PyTypeObject.tp_dealloc'));
      }
    }
    return 0;
  }
}

const MAX_MODULES = 1 << 18;
/** Suspended, they run code when they are destroyed. */
const FINALIZED: ReadonlySet<string> = new Set(['generator', 'coroutine', 'async_generator']);
