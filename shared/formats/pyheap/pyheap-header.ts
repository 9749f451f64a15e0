import { DumpFormatError } from '../../base/errors.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import type { StringInterner } from '../../heap/string-interner.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { RecordWindow } from '../bytes/record-window.ts';

/** A thread of the dumped process, and what the variables of its frames hold. */
export interface PyHeapThread {
  readonly name: string;
  readonly isDaemon: boolean;
  /** Innermost first: "load.py:41 in main". */
  readonly stack: readonly string[];
}

/** A variable of a running frame, as a root. */
export interface PyHeapLocal {
  readonly low: number;
  readonly high: number;
  /** "MainThread: main() local df". */
  readonly label: StringIndex;
}

/** Attributes of one object, three words each: name (a string), address low, address high. */
export type Attributes = GrowableUint32;

const VERSION = 1;
const HAS_TEXTS = 1;
const MAX_THREADS_TOLD = 4096;

/** What stands in a PyHeap dump before its objects. */
export class PyHeapHeader {
  takenAt = '';
  hasTexts = false;
  /** Name of a well-known type by its address, as `addressKey` writes it. */
  readonly wellKnown = new Map<string, string>();
  readonly threads: PyHeapThread[] = [];
  readonly locals: PyHeapLocal[] = [];
  /** Common types by address: their objects carry no attributes of their own. */
  readonly commonTypes = new Set<string>();
  private readonly frequent: StringIndex[] = [];
  private readonly window: RecordWindow;
  private readonly strings: StringInterner;
  private readonly scratch: Attributes = new GrowableUint32(256);

  constructor(window: RecordWindow, strings: StringInterner) {
    this.window = window;
    this.strings = strings;
  }

  /** False when the dump ends within it. Throws `dump-unsupported` for another version. */
  async read(pause: () => void): Promise<boolean> {
    const { window } = this;
    const steps: readonly (() => Promise<boolean>)[] = [
      () => this.window.readOne(pause, () => this.readStart()),
      () => this.list(pause, () => this.readWellKnown()),
      () => this.list(pause, () => this.readThread()),
      () => this.list(pause, () => void this.frequent.push(this.shortText(window.i16()))),
      () => this.list(pause, () => this.readCommonType()),
    ];
    for (const step of steps) if (!(await step())) return false;
    return true;
  }

  /** Attributes as they stand; a negative length is a place in the table of frequent names. */
  readAttributes(into: Attributes): void {
    const { window } = this;
    into.length = 0;
    for (let left = window.u32(); left > 0; left--) {
      const length = window.i16();
      const name = length >= 0 ? this.shortText(length) : (this.frequent[-length - 1] ?? NO_STRING);
      window.u64();
      into.push(name);
      into.push(window.low);
      into.push(window.high);
    }
  }

  /** Text with a length of two bytes, interned. */
  longText(): StringIndex {
    return this.shortText(this.window.u16());
  }

  private readStart(): void {
    const { window } = this;
    window.u64();
    const version = window.u32();
    if (version !== VERSION) {
      throw new DumpFormatError(
        'dump-unsupported',
        `This PyHeap dump is of version ${version}; Ouroboros reads version ${VERSION}.`,
      );
    }
    this.takenAt = this.text();
    window.u64();
    this.hasTexts = (window.low & HAS_TEXTS) !== 0;
  }

  private readWellKnown(): void {
    const name = this.text();
    this.window.u64();
    this.wellKnown.set(addressKey(this.window.low, this.window.high), name);
  }

  private readThread(): void {
    const { window, strings } = this;
    const name = this.text();
    window.u8();
    const isDaemon = window.u8() !== 0;
    const stack: string[] = [];
    const locals: PyHeapLocal[] = [];
    for (let frames = window.u32(); frames > 0; frames--) {
      const file = this.text();
      const line = window.u32();
      const code = this.text();
      stack.push(`${file}:${line} in ${code}`);
      for (let left = window.u32(); left > 0; left--) {
        const label = `${name}: ${code}() local ${this.text()}`;
        window.u64();
        locals.push({ low: window.low, high: window.high, label: strings.internText(label) });
      }
    }
    this.locals.push(...locals);
    if (this.threads.length < MAX_THREADS_TOLD) this.threads.push({ name, isDaemon, stack });
  }

  private readCommonType(): void {
    const { window } = this;
    window.u64();
    const key = addressKey(window.low, window.high);
    this.readAttributes(this.scratch);
    this.commonTypes.add(key);
  }

  private text(): string {
    return new TextDecoder().decode(this.window.take(this.window.u16()));
  }

  private shortText(length: number): StringIndex {
    const bytes = this.window.take(Math.max(0, length));
    return this.strings.intern(bytes, 0, bytes.length);
  }

  private async list(pause: () => void, read: () => void): Promise<boolean> {
    let count = 0;
    const isCounted = await this.window.readOne(pause, () => {
      count = this.window.u32();
    });
    if (!isCounted) return false;
    const done = await this.window.readAll(count, {
      read: () => {
        read();
        return true;
      },
      undo: () => {},
      pause,
    });
    return done.records === count;
  }
}

/** An address as a key of a `Map`, for the few that are looked up so. */
export function addressKey(low: number, high: number): string {
  return `${high.toString(16)}:${low.toString(16)}`;
}
