import { MAX_TEXT_BYTES } from '../../heap/string-table.ts';
import { asUint32 } from './ouro-layout.ts';

interface StringSection {
  /** Number of its first string. */
  readonly first: number;
  readonly offset: Float64Array;
  readonly text: Uint8Array;
}

/**
 * The strings of the last `STRS` sections, as many as fit. A writer defines the name of a type
 * right before the type, so that those are the ones that are asked for.
 */
export class RecentStrings {
  /** Bytes held now. */
  bytes = 0;
  private readonly limit: number;
  private readonly sections: StringSection[] = [];
  private count = 0;
  private isBroken = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Adds a payload, or null for one that is lost; false when it cannot be read, and nothing behind
   * it has its number any more.
   */
  add(payload: Uint8Array | null): boolean {
    const section = this.isBroken || payload === null ? null : readSection(payload, this.count);
    this.isBroken = section === null;
    if (section === null) return false;
    this.count += section.offset.length - 1;
    this.sections.push(section);
    this.bytes += bytesOf(section);
    while (this.bytes > this.limit && this.sections.length > 1) {
      const gone = this.sections.shift();
      if (gone !== undefined) this.bytes -= bytesOf(gone);
    }
    return true;
  }

  /** The text of a string; '' for one that is unknown or no longer held. */
  get(index: number): string {
    const section = this.sections.findLast(({ first }) => first <= index);
    if (section === undefined) return '';
    const at = index - section.first;
    const start = section.offset[at];
    const end = section.offset[at + 1];
    if (start === undefined || end === undefined) return '';
    return decoder.decode(section.text.subarray(start, Math.min(end, start + MAX_TEXT_BYTES)));
  }
}

const decoder = new TextDecoder('utf-8');

function bytesOf({ offset, text }: StringSection): number {
  return offset.byteLength + text.length;
}

function readSection(payload: Uint8Array, first: number): StringSection | null {
  if (payload.length < 4) return null;
  const [count = 0] = asUint32(payload.subarray(0, 4));
  if (count > payload.length / 4 - 1) return null;
  const offset = new Float64Array(count + 1);
  const lengths = asUint32(payload.subarray(4, 4 + 4 * count));
  for (let string = 0; string < count; string++)
    offset[string + 1] = offset[string] + lengths[string];
  const text = payload.slice(4 + 4 * count);
  return offset[count] === text.length ? { first, offset, text } : null;
}
