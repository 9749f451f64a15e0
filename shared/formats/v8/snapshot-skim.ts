import { NO_NODE, type ProcessFacts } from '../../heap/heap-graph.ts';
import { HeapTally } from '../../heap/heap-tally.ts';
import { MAX_TEXT_BYTES, NO_STRING } from '../../heap/string-table.ts';
import type { Skim } from '../importer.ts';
import { RowScanner } from './row-scanner.ts';
import { nodeViews, prepareEdgeTypes } from './snapshot-columns.ts';
import { createEdgeModule, createNodeModule } from './snapshot-kernels.ts';
import type { StringScanner } from './string-scanner.ts';
import type { SnapshotLayout } from './v8-meta.ts';

/** About what a type that is named takes in the maps. */
const BYTES_PER_TYPE = 200;

/** Counts the nodes and edges of a snapshot as its kernels deliver them, and keeps none. */
export class SnapshotSkim {
  edgeCount = 0;
  private readonly layout: SnapshotLayout;
  private readonly memory: WebAssembly.Memory;
  private readonly tally = new HeapTally();
  /** Per V8 type of the file: whether its objects are of the type that they are named after. */
  private readonly isNamed: readonly boolean[];
  /** By the number of the string. */
  private readonly typeOfName = new Map<number, number>();
  private readonly typeNames: string[];
  private wordsOfNames = 0;

  constructor(layout: SnapshotLayout, memory: WebAssembly.Memory) {
    this.layout = layout;
    this.memory = memory;
    this.isNamed = layout.nodeTypes.map((name) => name === 'object' || name === 'native');
    this.typeNames = [...layout.nodeTypes.map((name) => `(${name})`), '(unknown)'];
  }

  get nodeCount(): number {
    return this.tally.objects;
  }

  get bytes(): number {
    return this.tally.byteLength + BYTES_PER_TYPE * this.typeOfName.size + this.wordsOfNames;
  }

  nodeScanner(): RowScanner {
    const { layout, memory, tally } = this;
    const { type, name, id, size } = nodeViews(memory);
    return new RowScanner(createNodeModule(layout), memory, layout.nodeFields, 0, (rows) => {
      for (let row = 0; row < rows; row++) {
        tally.add(id[2 * row], id[2 * row + 1], this.typeOf(type[row], name[row]), size[row]);
      }
    });
  }

  edgeScanner(): RowScanner {
    const { layout, memory } = this;
    prepareEdgeTypes(layout, memory);
    return new RowScanner(createEdgeModule(layout), memory, layout.edgeFields, NO_NODE, (rows) => {
      this.edgeCount += rows;
    });
  }

  private typeOf(own: number, name: number): number {
    const unknown = this.isNamed.length;
    if (own >= unknown) return unknown;
    if (!this.isNamed[own]) return own;
    if (name === NO_STRING) return unknown;
    const known = this.typeOfName.get(name);
    if (known !== undefined) return known;
    const type = this.typeNames.length;
    this.typeNames.push(`#${name}`);
    this.typeOfName.set(name, type);
    return type;
  }

  /** Takes of the strings read so far what types are called, and lets the others go. */
  takeNames(strings: StringScanner): void {
    strings.drain((index, text) => {
      const type = this.typeOfName.get(index);
      if (type === undefined) return;
      this.typeNames[type] = decoder.decode(text.subarray(0, MAX_TEXT_BYTES));
      this.wordsOfNames += 2 * text.length;
    });
  }

  finish(): Skim {
    const { tally, typeNames } = this;
    tally.references = this.edgeCount;
    return { tally, typeName: (type) => typeNames[type] ?? '?', roots: 1, process: V8 };
  }
}

const V8: ProcessFacts = { runtime: 'V8' };
const decoder = new TextDecoder('utf-8');
