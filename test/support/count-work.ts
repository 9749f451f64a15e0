import type { ByteSource } from '../../shared/formats/bytes/byte-source.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';

/** What a piece of work did: the same on every machine, however busy it is. */
export interface Work {
  /** Entries of the graph's columns that were looked at, by the name of the column. */
  readonly reads: Record<string, number>;
  /** Typed arrays and memories of WebAssembly that were made, and their bytes. */
  arrays: number;
  arrayBytes: number;
  /** Bytes that were read of a file. */
  fileBytes: number;
}

type AnyArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Columns of a graph whose reads are counted: those that every pass over it goes through. */
const COLUMNS = ['firstEdge', 'edgeTarget', 'edgeKind', 'type', 'shallowSize', 'flags'] as const;

/** Counts work from when it is made until `stop`. */
export class WorkCounter {
  private readonly work: Work = { reads: {}, arrays: 0, arrayBytes: 0, fileBytes: 0 };
  private readonly restore: (() => void)[] = [];

  constructor() {
    for (const name of ['Uint8Array', 'Uint16Array', 'Uint32Array', 'Int32Array'] as const) {
      this.countArraysOf(name);
    }
    this.countArraysOf('Float64Array');
    this.countCopies();
    this.countMemories();
  }

  /** What was done since the last time. */
  take(): Work {
    const { reads, arrays, arrayBytes, fileBytes } = this.work;
    const taken = { reads: { ...reads }, arrays, arrayBytes, fileBytes };
    for (const column of Object.keys(reads)) delete reads[column];
    Object.assign(this.work, { arrays: 0, arrayBytes: 0, fileBytes: 0 });
    return taken;
  }

  stop(): void {
    for (const undo of this.restore) undo();
  }

  /** The graph, with reads of its columns counted. */
  watch(graph: HeapGraph): HeapGraph {
    const watched: Record<string, AnyArray> = {};
    for (const column of COLUMNS) watched[column] = this.watchColumn(column, graph[column]);
    return { ...graph, ...watched };
  }

  /** The source, with the bytes that are read of it counted. */
  watchSource(source: ByteSource): ByteSource {
    return {
      name: source.name,
      size: source.size,
      read: async (offset, length) => {
        const bytes = await source.read(offset, length);
        this.work.fileBytes += bytes.length;
        return bytes;
      },
    };
  }

  private watchColumn<A extends AnyArray>(name: string, values: A): A {
    const { reads } = this.work;
    const count = (entries: number): void => {
      reads[name] = (reads[name] ?? 0) + entries;
    };
    return new Proxy(values, {
      get: (target, key) => {
        if (typeof key === 'string' && key.charCodeAt(0) <= 0x39) {
          count(1);
          return target[Number(key)];
        }
        if (key === 'subarray') {
          return (from?: number, to?: number) =>
            this.watchColumn(name, target.subarray(from, to) as A);
        }
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function' || key === 'constructor') return value;
        // A method goes over all of it.
        return (...args: readonly unknown[]) => {
          count(target.length);
          return Reflect.apply(value, target, args);
        };
      },
    });
  }

  private countArraysOf(
    name: 'Uint8Array' | 'Uint16Array' | 'Uint32Array' | 'Int32Array' | 'Float64Array',
  ): void {
    const original = globalThis[name];
    const counting = new Proxy(original, {
      construct: (target, args, newTarget) => {
        const made: AnyArray = Reflect.construct(target, args, newTarget);
        // A view of a buffer that is there takes nothing.
        if (!(args[0] instanceof ArrayBuffer)) this.count(made);
        return made;
      },
    });
    Object.assign(globalThis, { [name]: counting });
    this.restore.push(() => Object.assign(globalThis, { [name]: original }));
  }

  private countCopies(): void {
    const prototype = Object.getPrototypeOf(Uint8Array.prototype);
    const original = prototype.slice;
    const count = (made: AnyArray): AnyArray => {
      this.count(made);
      return made;
    };
    prototype.slice = function slice(this: AnyArray, from?: number, to?: number): AnyArray {
      return count(original.call(this, from, to));
    };
    this.restore.push(() => {
      prototype.slice = original;
    });
  }

  private countMemories(): void {
    const { Memory } = WebAssembly;
    WebAssembly.Memory = new Proxy(Memory, {
      construct: (target, args, newTarget) => {
        const made: WebAssembly.Memory = Reflect.construct(target, args, newTarget);
        this.count(made.buffer);
        return made;
      },
    });
    this.restore.push(() => {
      WebAssembly.Memory = Memory;
    });
  }

  private count({ byteLength }: { readonly byteLength: number }): void {
    this.work.arrays++;
    this.work.arrayBytes += byteLength;
  }
}
