import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { nativeMemoryOf, nativeOfObject } from '../../heap/native-memory.ts';
import type { HeapReader } from './heap-reader.ts';

/** Types of the interpreter that have no module in their names. */
const BUILTIN_TYPES =
  /^(function|list|cell|tuple|dict|type|object|module|generator|coroutine|async_generator\w*|static_?method|class_?method|property|frozenset|set|method|mappingproxy|frame|code|str|bytes|bytearray|int|bool|float|complex|ellipsis|slice|range|super|traceback|memoryview|managedbuffer|weakref|weakproxy|weakcallableproxy|stderrprinter|moduledef|PyCapsule|StgDict|CField|CThunkObject|hamt\w*|keys|items|values|Context|Token|ContextVar|\w*(_descriptor|-wrapper|_iterator|iterator|_function_or_method|_dataobject|_keys|_values|_items|Type|Error|Exception|Warning|Exit|Interrupt|Iteration))$/;
/** Modules whose types own nothing of note, or whose bytes the dump counts. */
const QUIET_MODULES =
  /^(builtins|_?weakref|_?collections|_?functools|itertools|_?operator|_?thread(ing)?|_?io|_?struct|re|_sre|_?abc|types|typing|enum|os|posix|sys|_?ast|_?datetime|decimal|_?random|_?pickle|zip(import|file)|importlib.*|_frozen.*|ouroboros_dump|numpy|array|_?contextvars|_?csv|_?json|_?hashlib|select|_?socket|_?queue|_?asyncio|signal|time|unicodedata|_?string|symtable|_?tracemalloc|_?warnings|inspect|dis|opcode|token(ize)?|logging|_?ctypes(\..*)?|_cython.*|pybind11.*|pandas\._libs.*|scipy.*|greenlet.*|gevent.*)(\.|$)/;
const ALWAYS_NATIVE = /^(_?ctypes\.|mmap\.mmap$)|(^|\.)c_\w+_Array_\d+$/;
const NATIVE_BASES = /^(_?ctypes\.|torch\._C|mmap\.)/;

/**
 * Which types may own memory that is not Python's: those of extension modules, and classes that
 * derive from one. A class whose namespace has method descriptors and no Python function is one;
 * a name without a module is no proof, since many extensions have none.
 */
export class NativeTypes {
  private readonly heap: HeapReader;
  private readonly known = new Map<TypeIndex, boolean>();

  constructor(heap: HeapReader) {
    this.heap = heap;
  }

  /** Whether an object is of such a type, and the dump does not tell all that it owns. */
  ownsUnknown(node: NodeIndex): boolean {
    if (!this.owns(node)) return false;
    const native = nativeMemoryOf(this.heap.graph);
    const told = native === null ? null : nativeOfObject(native, node);
    return told?.isUnknown ?? true;
  }

  private owns(node: NodeIndex): boolean {
    const type = this.heap.graph.type[node];
    let owns = this.known.get(type);
    if (owns === undefined) {
      owns = this.isNative(node);
      this.known.set(type, owns);
    }
    return owns;
  }

  private isNative(node: NodeIndex): boolean {
    const { heap } = this;
    const text = heap.type(node);
    if (ALWAYS_NATIVE.test(text)) return true;
    if (QUIET_MODULES.test(text) || isBuiltin(text)) return false;
    if (heap.isUserType[heap.graph.type[node]] === 0) return true;
    const module = heap.modules.byName.get(text.slice(0, text.lastIndexOf('.')));
    if (module !== undefined && /\.(so|pyd)$/.test(module.file)) return true;
    return this.hasNativeBase(node);
  }

  private hasNativeBase(node: NodeIndex): boolean {
    const { heap } = this;
    const { firstEdge, edgeTarget } = heap.graph;
    const cls = heap.classOf(node);
    const mro = heap.referent(cls, '__mro__');
    if (mro === NO_NODE) return false;
    for (let edge = firstEdge[mro]; edge < firstEdge[mro + 1]; edge++) {
      const base = edgeTarget[edge];
      const name = heap.preview(base);
      if (NATIVE_BASES.test(name)) return true;
      if (name === 'object' || QUIET_MODULES.test(name) || isBuiltin(name)) continue;
      if (this.isMadeInC(base)) return true;
    }
    return false;
  }

  private isMadeInC(cls: NodeIndex): boolean {
    const { heap } = this;
    const { firstEdge, edgeTarget } = heap.graph;
    const namespace = heap.referent(cls, '__dict__');
    if (namespace === NO_NODE) return false;
    let hasDescriptor = false;
    for (let edge = firstEdge[namespace]; edge < firstEdge[namespace + 1]; edge++) {
      const bare = heap.bare(edgeTarget[edge]);
      if (bare === 'function') return false;
      if (bare === 'method_descriptor' || bare === 'cython_function_or_method')
        hasDescriptor = true;
    }
    return hasDescriptor;
  }
}

function isBuiltin(text: string): boolean {
  return !text.includes('.') && BUILTIN_TYPES.test(text);
}
