import { GrowableFloat64, GrowableUint16, GrowableUint32 } from '../../base/growable.ts';
import { StringInterner } from '../../heap/string-interner.ts';
import { numberField } from './number-field.ts';

/** Seconds since 1970 in the year 10000: what is later is no time. */
const LAST_TIME = 253_402_300_800;
/** An exabyte: what is more is no measurement. */
const MAX_MIB = 2 ** 40;
const MIB = 2 ** 20;
export const MAX_CHILDREN = 65_535;
/** A name of a function is clipped for people anyway. */
const MAX_NAME_LENGTH = 2000;
const MAX_FIELDS = 7;

/**
 * What the lines of a `.dat` come to, column by column, in the order of the file.
 *
 * O(bytes of the line) per line; 16 bytes per measurement, 2 more for a child's, 36 per call.
 */
export class MprofLines {
  command: Uint8Array | null = null;
  /** How often a command line turned up: `mprof run` may go on in a file that is there. */
  runs = 0;
  readonly time = new GrowableFloat64(1024);
  readonly bytes = new GrowableFloat64(1024);
  readonly pids: number[] = [];
  readonly child = new GrowableUint16(16);
  readonly childTime = new GrowableFloat64(16);
  readonly childBytes = new GrowableFloat64(16);
  readonly names = new StringInterner();
  readonly callName = new GrowableUint32(16);
  readonly callStart = new GrowableFloat64(16);
  readonly callEnd = new GrowableFloat64(16);
  readonly callStartBytes = new GrowableFloat64(16);
  readonly callEndBytes = new GrowableFloat64(16);
  skipped = 0;
  firstSkippedAt = 0;
  /** Where the last line begins if it is not whole. */
  truncatedAt: number | null = null;
  /** Measurements of children beyond those that are told apart. */
  leftOut = 0;
  /** Whether the children had more than the process at some moment: then it does not count them. */
  areApart = false;
  togetherTime = 0;
  togetherBytes = 0;
  private momentBytes = -1;
  private momentTime = 0;
  private momentChildren = 0;
  private readonly childOf = new Map<number, number>();
  private readonly fieldStart = new Uint32Array(MAX_FIELDS);
  private readonly fieldEnd = new Uint32Array(MAX_FIELDS);

  /** Bytes held now. */
  get memory(): number {
    const columns = [
      this.time,
      this.bytes,
      this.child,
      this.childTime,
      this.childBytes,
      this.callName,
      this.callStart,
      this.callEnd,
      this.callStartBytes,
      this.callEndBytes,
    ];
    const held = columns.reduce((sum, { values }) => sum + values.byteLength, 0);
    return held + this.names.byteLength + this.pids.length * 100;
  }

  /** The measurements so far are this share of all: columns grow to what is to be expected. */
  expectByShare(share: number): void {
    const expected = share > 0.01 ? Math.ceil((this.time.length / share) * 1.02) : 0;
    this.time.expected = expected;
    this.bytes.expected = expected;
  }

  take(line: Uint8Array, start: number, end: number, isEnded: boolean, offset: number): void {
    let from = start;
    if (offset === 0 && line[from] === 0xef && line[from + 1] === 0xbb) from += 3;
    if (isBlank(line, from, end)) return;
    // mprof writes times with four decimals: what has less was cut off within the number.
    if ((isEnded || endsWhole(line, from, end)) && this.isTaken(line, from, end)) return;
    if (!isEnded) {
      this.truncatedAt = offset;
      return;
    }
    if (this.skipped++ === 0) this.firstSkippedAt = offset;
  }

  /** The last moment counts too. */
  finish(): void {
    this.endMoment();
  }

  private isTaken(line: Uint8Array, start: number, end: number): boolean {
    if (startsWith(line, start, end, 'MEM ')) return this.takeMeasurement(line, start + 4, end);
    if (startsWith(line, start, end, 'CHLD ')) return this.takeChild(line, start + 5, end);
    if (startsWith(line, start, end, 'FUNC ')) return this.takeCall(line, start + 5, end);
    if (!startsWith(line, start, end, 'CMDLINE')) return false;
    this.runs++;
    this.command ??= line.slice(Math.min(start + 8, end), end);
    return true;
  }

  private takeMeasurement(line: Uint8Array, start: number, end: number): boolean {
    if (this.splitFromEnd(line, start, end) !== 2) return false;
    const memory = this.memoryField(line, 1);
    const time = this.instant(line, 0);
    if (Number.isNaN(memory) || Number.isNaN(time)) return false;
    this.endMoment();
    this.momentBytes = memory;
    this.momentTime = time;
    this.time.push(time);
    this.bytes.push(memory);
    return true;
  }

  private takeChild(line: Uint8Array, start: number, end: number): boolean {
    if (this.splitFromEnd(line, start, end) !== 3) return false;
    const pid = numberField(line, this.fieldStart[2], this.fieldEnd[2]);
    const memory = this.memoryField(line, 1);
    const time = this.instant(line, 0);
    if (!Number.isSafeInteger(pid) || Number.isNaN(memory) || Number.isNaN(time)) return false;
    this.momentChildren += memory;
    const child = this.childNamed(pid);
    if (child === null) {
      this.leftOut++;
      return true;
    }
    this.child.push(child);
    this.childTime.push(time);
    this.childBytes.push(memory);
    return true;
  }

  /** `name startMiB start endMiB end [level]`; the name may hold blanks. */
  private takeCall(line: Uint8Array, start: number, end: number): boolean {
    if (this.splitFromEnd(line, start, end) < 5) return false;
    // Times have decimals, the level has none.
    const level = line.indexOf(POINT, this.fieldStart[0]);
    const first = level < 0 || level >= this.fieldEnd[0] ? 1 : 0;
    const nameEnd = this.fieldStart[first + 3] - 1;
    if (first + 4 >= MAX_FIELDS || nameEnd <= start) return false;
    const endTime = this.instant(line, first);
    const endMemory = this.memoryField(line, first + 1);
    const startTime = this.instant(line, first + 2);
    const startMemory = this.memoryField(line, first + 3);
    if ([endTime, endMemory, startTime, startMemory].some(Number.isNaN) || endTime < startTime) {
      return false;
    }
    this.callName.push(this.names.intern(line, start, Math.min(nameEnd, start + MAX_NAME_LENGTH)));
    this.callStart.push(startTime);
    this.callEnd.push(endTime);
    this.callStartBytes.push(startMemory);
    this.callEndBytes.push(endMemory);
    return true;
  }

  /** Marks up to seven fields, the last one first; how many there are. */
  private splitFromEnd(line: Uint8Array, start: number, end: number): number {
    let count = 0;
    for (let stop = end; stop > start && count < MAX_FIELDS; ) {
      let from = stop;
      while (from > start && line[from - 1] !== BLANK) from--;
      if (from < stop) {
        this.fieldStart[count] = from;
        this.fieldEnd[count++] = stop;
      }
      stop = from - 1;
    }
    return count;
  }

  /** Whole bytes: the file has a millionth of a MiB. */
  private memoryField(line: Uint8Array, field: number): number {
    const value = numberField(line, this.fieldStart[field], this.fieldEnd[field]);
    return value <= MAX_MIB ? Math.round(value * MIB) : Number.NaN;
  }

  private instant(line: Uint8Array, field: number): number {
    const value = numberField(line, this.fieldStart[field], this.fieldEnd[field]);
    return value < LAST_TIME ? value : Number.NaN;
  }

  private childNamed(pid: number): number | null {
    const known = this.childOf.get(pid);
    if (known !== undefined) return known;
    if (this.pids.length >= MAX_CHILDREN) return null;
    const child = this.pids.push(pid) - 1;
    this.childOf.set(pid, child);
    return child;
  }

  /** A measurement of the process and those of its children after it are one moment. */
  private endMoment(): void {
    if (this.momentBytes >= 0 && this.momentChildren > 0) {
      if (this.momentChildren > this.momentBytes) this.areApart = true;
      const sum = this.momentBytes + this.momentChildren;
      if (sum > this.togetherBytes) {
        this.togetherBytes = sum;
        this.togetherTime = this.momentTime;
      }
    }
    this.momentChildren = 0;
  }
}

const BLANK = 0x20;
const POINT = 0x2e;

function startsWith(line: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start < word.length) return false;
  for (let at = 0; at < word.length; at++) {
    if (line[start + at] !== word.charCodeAt(at)) return false;
  }
  return true;
}

function isBlank(line: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (line[at] > BLANK) return false;
  return true;
}

/** Whether a line without its end still ends in a time, or a level after one. */
function endsWhole(line: Uint8Array, start: number, end: number): boolean {
  const tail = String.fromCharCode(...line.subarray(Math.max(start, end - 24), end));
  return /\.\d{4}(?: \d+)?$/.test(tail);
}
