import { DumpFormatError } from '../../base/errors.ts';
import { INPUT_AT } from './kernel-memory.ts';
import type { RowScanner } from './row-scanner.ts';
import { Skipper } from './skipper.ts';
import { SnapshotInput } from './snapshot-input.ts';
import { createStringKernel, StringScanner } from './string-scanner.ts';
import type { SnapshotLayout } from './v8-meta.ts';
import { parseLayout } from './v8-meta.ts';

/** The header is a few KB; a "snapshot" member beyond this is no header. */
const MAX_HEADER_BYTES = 1 << 20;
/** No piece that must be seen whole, but the header, is longer: keys, rows, escapes. */
const MAX_PIECE_BYTES = 1 << 16;
type Part = 'between' | 'header' | 'nodes' | 'edges' | 'strings' | 'skipped' | 'over';

/** What takes the rows of a snapshot. */
export interface SnapshotRows {
  /** Bytes held now. */
  readonly bytes: number;
  nodeScanner(): RowScanner;
  edgeScanner(): RowScanner;
}

/** Makes what takes the rows; `rowLimit` is what the file can hold of them, whatever it declares. */
export type MakeRows<R extends SnapshotRows> = (
  layout: SnapshotLayout,
  rowLimit: number,
  memory: WebAssembly.Memory,
) => R;

/** Takes a snapshot apart as its bytes come; no part of it is ever held as text. */
export class SnapshotReader<R extends SnapshotRows> {
  layout: SnapshotLayout | null = null;
  columns: R | null = null;
  readonly strings: StringScanner;
  phase = 'Reading objects';
  private readonly fileBytes: number;
  private readonly makeRows: MakeRows<R>;
  private part: Part = 'between';
  private rows: RowScanner | null = null;
  private readonly skipper: Skipper;
  private readonly input = new SnapshotInput();
  private readonly kernel = createStringKernel(this.input.memory);

  constructor(fileBytes: number, makeRows: MakeRows<R>) {
    this.fileBytes = fileBytes;
    this.makeRows = makeRows;
    this.skipper = new Skipper(this.kernel);
    this.strings = new StringScanner(this.kernel, this.input.memory);
  }

  /** The closing brace has been passed. */
  get isWhole(): boolean {
    return this.part === 'over';
  }

  /** Offset of the first byte that has not been used. */
  get position(): number {
    return this.input.offsetOf(INPUT_AT);
  }

  get bytes(): number {
    return (this.columns?.bytes ?? 0) + this.strings.byteLength;
  }

  feed(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length; ) {
      taken = this.input.add(chunk, taken);
      this.readInput();
    }
  }

  private readInput(): void {
    const { input } = this;
    const { buffer } = input;
    let at = INPUT_AT;
    while (at < buffer.length) {
      const next = this.step(buffer, at);
      if (next === at) break;
      at = next;
    }
    const limit = this.part === 'header' ? MAX_HEADER_BYTES : MAX_PIECE_BYTES;
    if (this.part !== 'over' && buffer.length - at > limit) throw this.malformed(at);
    input.drop(at);
  }

  /** Nothing more will come. */
  end(): void {
    this.strings.isLastChunk = true;
    this.readInput();
    this.strings.finish();
  }

  /** Uses up what it can of one part; the position behind it. */
  private step(buffer: Uint8Array, at: number): number {
    switch (this.part) {
      case 'between':
        return this.readKey(buffer, at);
      case 'header':
        return this.readHeader(buffer, at);
      case 'nodes':
      case 'edges':
        return this.readRows(buffer, at);
      case 'strings': {
        const end = this.strings.scan(at, buffer.length);
        if (this.strings.isDone) this.part = 'between';
        return end;
      }
      case 'skipped': {
        const end = this.skipper.skip(buffer, at);
        if (this.skipper.isDone) this.part = 'between';
        return end;
      }
      default:
        return buffer.length;
    }
  }

  private readKey(buffer: Uint8Array, at: number): number {
    const byte = buffer[at];
    if (byte === CLOSE_BRACE) this.part = 'over';
    if (byte !== QUOTE) {
      const isBetween = byte <= 0x20 || byte === COMMA || byte === OPEN_BRACE;
      if (!isBetween && this.part !== 'over') throw this.malformed(at);
      return at + 1;
    }
    const close = buffer.indexOf(QUOTE, at + 1);
    if (close < 0) return at;
    let value = close + 1;
    while (isBlank(buffer[value]) || buffer[value] === COLON) value++;
    if (value >= buffer.length) return at;
    const key = new TextDecoder('latin1').decode(buffer.subarray(at + 1, close));
    if (key !== 'snapshot' && this.layout === null) {
      throw new DumpFormatError(
        'dump-unsupported',
        'This heap snapshot does not begin with its layout, so it cannot be read.',
        this.input.offsetOf(at),
      );
    }
    return this.begin(key, buffer, value);
  }

  /** Begins the part that `key` names; `at` is where its value stands. */
  private begin(key: string, buffer: Uint8Array, at: number): number {
    const isArray = buffer[at] === OPEN_BRACKET;
    const { columns } = this;
    if (key === 'snapshot' && this.layout === null) {
      this.part = 'header';
      return at;
    }
    if (key === 'strings' && isArray) {
      this.part = 'strings';
      this.phase = 'Reading names';
      // They come last; no text is longer than how it is written.
      if (Number.isFinite(this.fileBytes)) {
        const rest = this.fileBytes - this.input.offsetOf(at);
        this.strings.reserve(Math.min(rest, MAX_TEXT_EXPECTED));
      }
      return at + 1;
    }
    if ((key === 'nodes' || key === 'edges') && isArray && columns !== null) {
      this.part = key;
      this.phase = key === 'nodes' ? 'Reading objects' : 'Reading references';
      this.rows = key === 'nodes' ? columns.nodeScanner() : columns.edgeScanner();
      return at + 1;
    }
    this.part = 'skipped';
    this.skipper.reset();
    return at;
  }

  private readHeader(buffer: Uint8Array, at: number): number {
    const skipper = new Skipper(this.kernel);
    const end = skipper.skip(buffer, at);
    if (!skipper.isDone) return at;
    this.layout = parseLayout(new TextDecoder().decode(buffer.subarray(at, end)));
    const { nodeFields, edgeFields } = this.layout;
    const rows = this.fileBytes / (2 * Math.min(nodeFields, edgeFields));
    const rowLimit = Number.isFinite(rows) ? rows : MAX_ROWS_UNSEEN;
    this.columns = this.makeRows(this.layout, rowLimit, this.input.memory);
    this.part = 'between';
    return end;
  }

  private readRows(buffer: Uint8Array, at: number): number {
    const { rows } = this;
    if (rows === null) return at;
    const end = rows.scan(at, buffer.length);
    if (end < 0) throw this.malformed(-1 - end);
    if (rows.isDone) {
      this.part = 'between';
      this.rows = null;
    }
    return end;
  }

  private malformed(at: number): DumpFormatError {
    return new DumpFormatError(
      'dump-malformed',
      'The heap snapshot is damaged: it is not the JSON that V8 writes.',
      this.input.offsetOf(at),
    );
  }
}

/** Of a file whose size is not known, room for this many rows is made beforehand at most. */
const MAX_ROWS_UNSEEN = 1 << 24;

/** Nor for more text than this. */
const MAX_TEXT_EXPECTED = 1 << 30;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
