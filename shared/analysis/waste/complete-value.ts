import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** How the value of a type stands in its preview. */
export const ValueForm = {
  /** Characters as they are. */
  text: 1,
  /** `b'…'`, as Python writes bytes. */
  bytes: 2,
  /** Decimal digits. */
  integer: 3,
  /** Whatever the language writes for a number: never cut. */
  number: 4,
} as const;
export type ValueFormByte = number;

const FORMS: ReadonlyMap<string, ValueFormByte> = new Map<string, ValueFormByte>([
  ['str', ValueForm.text],
  ['unicode', ValueForm.text],
  ['bytes', ValueForm.bytes],
  ['int', ValueForm.integer],
  ['long', ValueForm.integer],
  ['float', ValueForm.number],
  ['complex', ValueForm.number],
]);

/** Per type, the form of its values; 0 for types whose objects are not equal by their text. */
export function valueForms(graph: HeapGraph): Uint8Array {
  return Uint8Array.from(
    graph.typeNames,
    (name) => FORMS.get(graph.strings.get(name).replace(/^builtins\./, '')) ?? 0,
  );
}

const BACKSLASH = 0x5c;
const QUOTES = [0x27, 0x22];

/**
 * Whether an object's preview is all of its value, so that equal previews mean equal objects.
 *
 * Text is complete when it has as many characters as the object; one that ends in an ellipsis is
 * never trusted, since that is how a dump writes what it cut. O(bytes of the preview).
 */
export function isCompleteValue(graph: HeapGraph, node: NodeIndex, form: ValueFormByte): boolean {
  const index = graph.preview?.[node] ?? NO_STRING;
  if (index === NO_STRING) return false;
  const { bytes, offset } = graph.strings;
  const from = offset[index];
  const to = offset[index + 1];
  const length = graph.length?.[node] ?? NO_COUNT;
  switch (form) {
    case ValueForm.text:
      return (
        length !== NO_COUNT &&
        !endsInEllipsis(bytes, from, to) &&
        characters(bytes, from, to) === length
      );
    case ValueForm.bytes:
      return length !== NO_COUNT && writtenBytes(bytes, from, to) === length;
    case ValueForm.integer:
      return isDecimal(bytes, from, to);
    default:
      return to > from;
  }
}

/** Code points of UTF-8 text: its bytes less those that go on from another. */
function characters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if ((bytes[at] & 0xc0) !== 0x80) count++;
  return count;
}

function endsInEllipsis(bytes: Uint8Array, from: number, to: number): boolean {
  return (
    to - from >= 3 && bytes[to - 3] === 0xe2 && bytes[to - 2] === 0x80 && bytes[to - 1] === 0xa6
  );
}

/** How many bytes a literal like `b'a\x00'` stands for; −1 when it is none. */
function writtenBytes(bytes: Uint8Array, from: number, to: number): number {
  const start = bytes[from] === 0x62 ? from + 1 : from;
  if (to - start < 2 || !QUOTES.includes(bytes[start]) || bytes[to - 1] !== bytes[start]) return -1;
  let count = 0;
  for (let at = start + 1; at < to - 1; at++, count++) {
    if (bytes[at] === BACKSLASH) at += bytes[at + 1] === 0x78 ? 3 : 1;
  }
  return count;
}

function isDecimal(bytes: Uint8Array, from: number, to: number): boolean {
  const start = bytes[from] === 0x2d ? from + 1 : from;
  for (let at = start; at < to; at++) if (bytes[at] < 0x30 || bytes[at] > 0x39) return false;
  return to > start;
}
