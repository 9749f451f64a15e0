import { GrowableUint32 } from '../../base/growable.ts';
import type { RecordWindow } from '../bytes/record-window.ts';

/** Something that is not a map of msgpack as dump-heap writes them. */
export class NotARecord extends Error {}

const MAX_TEXT_BYTES = 4096;
const MAX_DEPTH = 16;

/** One map of a dump-heap stream, whose members are told apart by their names. */
export class MsgpackRecord {
  kind = '';
  typeName = '';
  /** Low and high words. */
  readonly typeAddress: [number, number] = [0, 0];
  readonly address: [number, number] = [0, 0];
  size = 0;
  isThreadRoot = false;
  payload: Uint8Array = new Uint8Array(0);
  /** Low and high words, two per address. */
  readonly children = new GrowableUint32(64);

  /** Reads one map from the window. Throws `NotARecord`, and what the window throws. */
  read(window: RecordWindow): void {
    this.kind = '';
    this.typeName = '';
    this.size = 0;
    this.isThreadRoot = false;
    this.payload = new Uint8Array(0);
    this.children.length = 0;
    const first = window.u8();
    const members = (first & 0xf0) === 0x80 ? first & 0x0f : first === 0xde ? window.u16() : -1;
    if (members < 0) throw new NotARecord();
    for (let left = members; left > 0; left--) this.readMember(window);
  }

  private readMember(window: RecordWindow): void {
    const key = decoder.decode(readBytes(window, window.u8()));
    const lead = window.u8();
    switch (key) {
      case 't':
        this.kind = decoder.decode(readBytes(window, lead));
        return;
      case 'typename':
        this.typeName = decoder.decode(readBytes(window, lead).subarray(0, MAX_TEXT_BYTES));
        return;
      case 'objtype_addr':
        readAddress(window, lead, this.typeAddress);
        return;
      case 'addr':
        readAddress(window, lead, this.address);
        return;
      case 'size':
        readAddress(window, lead, words);
        this.size = words[1] * 0x1_0000_0000 + words[0];
        return;
      case 'thread_root':
        this.isThreadRoot = lead === 0xc3;
        return;
      case 'payload':
        if (lead === 0xc0) return;
        this.payload = readBytes(window, lead).slice(0, MAX_TEXT_BYTES);
        return;
      case 'child_addrs':
        this.readChildren(window, lead);
        return;
      default:
        skipValue(window, lead, 0);
    }
  }

  private readChildren(window: RecordWindow, lead: number): void {
    const count = arrayLength(window, lead);
    if (count < 0) throw new NotARecord();
    window.need(count);
    for (let index = 0; index < count; index++) {
      readAddress(window, window.u8(), words);
      this.children.push(words[0]);
      this.children.push(words[1]);
    }
  }
}

const decoder = new TextDecoder();
const words: [number, number] = [0, 0];

/** Text or bytes whose first byte has been read. */
function readBytes(window: RecordWindow, lead: number): Uint8Array {
  const length = bytesLength(window, lead);
  if (length < 0) throw new NotARecord();
  return window.take(length);
}

function bytesLength(window: RecordWindow, lead: number): number {
  if ((lead & 0xe0) === 0xa0) return lead & 0x1f;
  if (lead === 0xd9 || lead === 0xc4) return window.u8();
  if (lead === 0xda || lead === 0xc5) return window.u16();
  if (lead === 0xdb || lead === 0xc6) return window.u32();
  return -1;
}

function arrayLength(window: RecordWindow, lead: number): number {
  if ((lead & 0xf0) === 0x90) return lead & 0x0f;
  if (lead === 0xdc) return window.u16();
  return lead === 0xdd ? window.u32() : -1;
}

/** A whole number of any width, as low and high words. */
function readAddress(window: RecordWindow, lead: number, into: [number, number]): void {
  into[1] = 0;
  if (lead < 0x80) into[0] = lead;
  else if (lead === 0xcc) into[0] = window.u8();
  else if (lead === 0xcd) into[0] = window.u16();
  else if (lead === 0xce) into[0] = window.u32();
  else if (lead === 0xcf || lead === 0xd3) {
    window.u64();
    into[0] = window.low;
    into[1] = window.high;
  } else throw new NotARecord();
}

const FIXED_BYTES: Readonly<Record<number, number>> = {
  192: 0,
  194: 0,
  195: 0,
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
};

/** Passes over a value that no reader asks for. */
function skipValue(window: RecordWindow, lead: number, depth: number): void {
  if (depth > MAX_DEPTH) throw new NotARecord();
  if (lead < 0x80 || lead >= 0xe0) return;
  if (Object.hasOwn(FIXED_BYTES, lead)) {
    window.take(FIXED_BYTES[lead]);
    return;
  }
  const bytes = bytesLength(window, lead);
  if (bytes >= 0) {
    window.take(bytes);
    return;
  }
  const isMap = (lead & 0xf0) === 0x80 || lead === 0xde || lead === 0xdf;
  const items = isMap ? mapLength(window, lead) * 2 : arrayLength(window, lead);
  if (items < 0) throw new NotARecord();
  for (let left = items; left > 0; left--) skipValue(window, window.u8(), depth + 1);
}

function mapLength(window: RecordWindow, lead: number): number {
  if ((lead & 0xf0) === 0x80) return lead & 0x0f;
  return lead === 0xde ? window.u16() : window.u32();
}
