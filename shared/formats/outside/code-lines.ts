import type { PythonObjects } from './python-objects.ts';

const MAX_TABLE = 1 << 20;

/** Bytes of instructions up to `end` are of one line; 0 where they are of none. */
export interface LineRange {
  readonly end: number;
  readonly line: number;
}

/**
 * The line of an instruction, which is `offset` bytes from the code's first; the first line of the
 * function where its table does not tell.
 */
export function lineOfInstruction(objects: PythonObjects, code: number, offset: number): number {
  const first = objects.memory.signed32(code + objects.layout.at('PyCodeObject.co_firstlineno'));
  if (offset < 0) return first;
  for (const { end, line } of lineRanges(objects, code)) {
    if (offset < end) return line > 0 ? line : first;
  }
  return first;
}

/** The lines of a code object's instructions, in their order. */
export function lineRanges(objects: PythonObjects, code: number): Iterable<LineRange> {
  const { memory, layout } = objects;
  const first = memory.signed32(code + layout.at('PyCodeObject.co_firstlineno'));
  const at = layout.either('PyCodeObject.co_linetable', 'PyCodeObject.co_lnotab');
  const table = memory.word(code + at);
  const length = objects.isObject(table) ? objects.sizeOf(table, false) : 0;
  if (length > MAX_TABLE) return [];
  const bytes = new Uint8Array(length);
  memory.copy(table + layout.at('PyBytesObject.ob_sval'), bytes);
  const { minor } = layout;
  if (minor >= 11) return locations(bytes, first);
  return minor === 10 ? steps(bytes, first) : oldSteps(bytes, first);
}

const ENTRY = 0x80;
const NO_LOCATION = 15;
const LONG = 14;
const NO_COLUMN = 13;
const ONE_LINE = 10;

/** `co_linetable` of 3.11 and later: an entry for each run of instructions. */
function* locations(bytes: Uint8Array, first: number): Generator<LineRange> {
  let line = first;
  let end = 0;
  let at = 0;
  while (at < bytes.length) {
    const head = bytes[at++];
    if ((head & ENTRY) === 0) return;
    end += 2 * ((head & 7) + 1);
    const form = (head >>> 3) & 15;
    if (form === LONG || form === NO_COLUMN) {
      let value = 0;
      for (let shift = 0; at < bytes.length; shift += 6) {
        const part = bytes[at++];
        value |= (part & 63) << shift;
        if ((part & 64) === 0) break;
      }
      line += (value & 1) === 1 ? -(value >>> 1) : value >>> 1;
    } else if (form >= ONE_LINE && form < NO_COLUMN) {
      line += form - ONE_LINE;
    }
    // What else an entry says are columns: no byte of them begins an entry.
    while (at < bytes.length && (bytes[at] & ENTRY) === 0) at++;
    yield { end, line: form === NO_LOCATION ? 0 : line };
  }
}

/** `co_linetable` of 3.10: bytes of instructions, and the step to their line; −128 for none. */
function* steps(bytes: Uint8Array, first: number): Generator<LineRange> {
  let line = first;
  let end = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    end += bytes[at];
    const step = (bytes[at + 1] << 24) >> 24;
    if (step !== -128) line += step;
    yield { end, line: step === -128 ? 0 : line };
  }
}

/** `co_lnotab` until 3.9: where the next line begins, and the step to it. */
function* oldSteps(bytes: Uint8Array, first: number): Generator<LineRange> {
  let line = first;
  let end = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    end += bytes[at];
    if (bytes[at] > 0) yield { end, line };
    line += (bytes[at + 1] << 24) >> 24;
  }
  yield { end: Number.POSITIVE_INFINITY, line };
}
