import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { FactTable } from '../../heap/fact-table.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { lineRanges } from './code-lines.ts';
import { Instructions } from './instructions.ts';
import { nameUses, type ReadCode, type UseOfName } from './name-uses.ts';
import type { VisitContext } from './visit-context.ts';
import { variablesOf } from './visit-frames.ts';

const NO_ROW = 0xffffffff;
const MAX_PATH = 4096;
const MAX_NAME = 1000;
/** Bytes of instructions of one function. */
const MAX_CODE = 1 << 22;
/** Of all functions, their tables included: in a damaged heap thousands may share a huge one. */
const MAX_ALL_BYTES = 1 << 27;
const MAX_ITEMS = 1 << 20;
const BYTES_PER_ITEM = 8;
/** A range of a line, and a variable, as they are held here. */
const BYTES_HELD = 64;
/** Cells of notebooks and the prompt count as files. */
const CELLS = ['<ipython-input-', '<stdin>'];
const PACKAGES: ReadonlySet<string> = new Set(['site-packages', 'dist-packages']);

/** The tables `code` and `uses`: functions of the program, and what their statements do with names. */
export class ProgramStatements {
  private readonly context: VisitContext;
  private readonly instructions: Instructions;
  private readonly isOwn = new Map<number, boolean>();
  private readonly standardLibrary: string;
  private readonly collector: string;
  /** Code objects of the program, by the order of their rows. */
  private readonly codes: number[] = [];
  /** What of `MAX_ALL_BYTES` may still be read. */
  private left = MAX_ALL_BYTES;

  constructor(context: VisitContext) {
    this.context = context;
    this.instructions = new Instructions(context.layout.minor);
    this.standardLibrary = folderOf(this.fileOfModule('os'));
    this.collector = this.fileOfModule('ouroboros_dump');
  }

  /** Takes note of a code object that was met. */
  meet(code: number): void {
    const { memory, layout } = this.context;
    const file = memory.word(code + layout.at('PyCodeObject.co_filename'));
    let isOwn = this.isOwn.get(file);
    if (isOwn === undefined) {
      isOwn = this.isProgramFile(this.text(file));
      this.isOwn.set(file, isOwn);
    }
    if (isOwn) this.codes.push(code);
  }

  /** Not of the standard library, no package's, and a file. */
  private isProgramFile(path: string): boolean {
    if (path === '' || path === this.collector) return false;
    if (path.startsWith('<')) return CELLS.some((start) => path.startsWith(start));
    const folders = path.split('/');
    if (folders.some((folder) => PACKAGES.has(folder))) return false;
    return this.standardLibrary === ''
      ? !path.includes(`/lib/python3.${this.context.layout.minor}/`)
      : !path.startsWith(`${this.standardLibrary}/`);
  }

  private fileOfModule(wanted: string): string {
    const { objects, types } = this.context;
    let file = '';
    types.eachModule((name, dict) => {
      if (name === wanted) file = this.text(objects.entry(dict, '__file__'));
    });
    return file;
  }

  private text(address: number): string {
    const { objects } = this.context;
    if (address === 0 || !objects.isObject(address) || !objects.isText(address)) return '';
    return objects.text(address, MAX_PATH);
  }

  /** The tables by name; none where no function of the program was met. `rowAt` gives an object's row. */
  tables(rowAt: (address: number) => number, job: Job): [string, FactTable][] {
    const { codes, context } = this;
    if (codes.length === 0) return [];
    const { labels, layout, memory } = context;
    const rows = new Map(codes.map((code, row) => [code, row]));
    const parent = new Uint32Array(codes.length).fill(NO_ROW);
    const read = new Uint8Array(codes.length);
    const uses = new UseColumns();
    codes.forEach((code, row) => {
      job.checkpoint();
      for (const constant of this.items(code + layout.at('PyCodeObject.co_consts'))) {
        const inner = rows.get(constant);
        if (inner !== undefined) parent[inner] = row;
      }
      const found = this.usesIn(code);
      if (found === null) return;
      read[row] = 1;
      for (const use of found) uses.add(row, use);
    });
    const nameAt = layout.either('PyCodeObject.co_qualname', 'PyCodeObject.co_name');
    const fileAt = layout.at('PyCodeObject.co_filename');
    const lineAt = layout.at('PyCodeObject.co_firstlineno');
    const textAt = (at: number, limit: number): Uint32Array =>
      Uint32Array.from(codes, (code) => labels.textLabel(memory.word(code + at), limit));
    const code: FactTable = {
      rowCount: codes.length,
      columns: new Map([
        [
          'code',
          {
            form: 'object',
            values: Uint32Array.from(codes, (address) => {
              const found = rowAt(address);
              return found < 0 ? NO_NODE : found;
            }),
          },
        ],
        ['name', { form: 'text', values: textAt(nameAt, MAX_NAME) }],
        ['file', { form: 'text', values: textAt(fileAt, MAX_PATH) }],
        [
          'line',
          { form: 'number', values: Uint32Array.from(codes, (at) => memory.low(at + lineAt)) },
        ],
        ['parent', { form: 'number', values: parent }],
        ['read', { form: 'number', values: read }],
      ]),
    };
    return [
      ['code', code],
      ['uses', uses.table()],
    ];
  }

  /** Null where the instructions cannot be read, and where too much was read before. */
  private usesIn(code: number): readonly UseOfName[] | null {
    const bytes = this.bytesOf(code);
    if (bytes === null || !this.mayRead(bytes.length)) return null;
    const read = this.readCode(code, bytes);
    return this.left === 0 ? null : nameUses(read, this.instructions);
  }

  private mayRead(bytes: number): boolean {
    const isLittle = bytes <= this.left;
    this.left = isLittle ? this.left - bytes : 0;
    return isLittle;
  }

  private readCode(code: number, bytes: Uint8Array): ReadCode {
    const { context } = this;
    const { labels, layout, memory, objects } = context;
    const names = this.items(code + layout.at('PyCodeObject.co_names'));
    const variables = this.left === 0 ? [] : variablesOf(context, code);
    this.mayRead(BYTES_HELD * variables.length);
    const lines = this.left === 0 ? [] : [...lineRanges(objects, code)];
    this.mayRead(BYTES_HELD * lines.length);
    const firstCell = layout.minor >= 11 ? 0 : this.localCount(code);
    const own = memory.word(code + layout.at('PyCodeObject.co_name'));
    return {
      bytes,
      lines,
      isModule: this.text(own) === '<module>',
      name: (index) => (index < names.length ? labels.name(names[index]) : NO_STRING),
      variable: (index) => variables[index]?.label ?? NO_STRING,
      closureVariable: (index) => variables[firstCell + index]?.label ?? NO_STRING,
    };
  }

  /** Until 3.10 cells are counted from the end of a function's own variables. */
  private localCount(code: number): number {
    return this.items(code + this.context.layout.at('PyCodeObject.co_varnames')).length;
  }

  /** Items of the tuple that a field holds. */
  private items(at: number): number[] {
    const { memory, objects, layout } = this.context;
    const tuple = memory.word(at);
    if (tuple === 0 || !objects.isObject(tuple)) return [];
    const count = objects.sizeOf(tuple, false);
    if (count > MAX_ITEMS || !this.mayRead(BYTES_PER_ITEM * count)) return [];
    const first = tuple + layout.hot.tupleItems;
    return Array.from({ length: count }, (_, index) => memory.word(first + 8 * index));
  }

  /** A function's instructions as the interpreter keeps them; null where they cannot be. */
  private bytesOf(code: number): Uint8Array | null {
    const { memory, objects, layout } = this.context;
    const field = layout.at('PyCodeObject.co_code');
    const inside = layout.at('PyCodeObject.co_code_adaptive');
    const held = field < 0 ? 0 : memory.word(code + field);
    if (field >= 0 && !objects.isObject(held)) return null;
    const length = field < 0 ? 2 * objects.sizeOf(code, false) : objects.sizeOf(held, false);
    if (length > MAX_CODE || length % 2 !== 0) return null;
    const bytes = new Uint8Array(length);
    memory.copy(field < 0 ? code + inside : held + layout.at('PyBytesObject.ob_sval'), bytes);
    return bytes;
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

interface UseRow {
  readonly name: number;
  readonly scope: number;
  readonly action: number;
  readonly line: number;
  readonly of: number;
  readonly method: number;
}

class UseColumns {
  private readonly code = new GrowableUint32(64);
  private readonly name = new GrowableUint32(64);
  private readonly scope = new GrowableUint8(64);
  private readonly action = new GrowableUint8(64);
  private readonly line = new GrowableUint32(64);
  private readonly of = new GrowableUint32(64);
  private readonly method = new GrowableUint32(64);

  add(row: number, use: UseRow): void {
    this.code.push(row);
    this.name.push(use.name);
    this.scope.push(use.scope);
    this.action.push(use.action);
    this.line.push(use.line);
    this.of.push(use.of);
    this.method.push(use.method);
  }

  table(): FactTable {
    return {
      rowCount: this.code.length,
      columns: new Map([
        ['code', { form: 'number', values: this.code.take() }],
        ['name', { form: 'text', values: this.name.take() }],
        ['scope', { form: 'number', values: this.scope.take() }],
        ['action', { form: 'number', values: this.action.take() }],
        ['line', { form: 'number', values: this.line.take() }],
        ['of', { form: 'text', values: this.of.take() }],
        ['method', { form: 'text', values: this.method.take() }],
      ]),
    };
  }
}
