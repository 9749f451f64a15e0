import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './random.ts';

/** Numbers at which readers break: around the widths of words, beyond doubles, no numbers. */
const NUMBERS =
  '0 -1 1 255 256 65535 65536 2147483647 2147483648 4294967295 4294967296 9007199254740991 9007199254740993 18446744073709551615 18446744073709551616 1e308 1e999 -0 0.5 NaN null true [] {} ""'.split(
    ' ',
  );
/** Names that every object has, and texts that end up in HTML, SVG, DOT and terminals. */
const TEXTS = [
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"hasOwnProperty"',
  '"\\ud800"',
  '"\\u0000"',
  '"\u202e<script>"',
  '"]]>--><!--"',
  '"\\u001b]8;;x\\u0007"',
];

/** One change of a dump; what it makes is a dump no more, or one that lies. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const changes = [
    flip,
    cut,
    splice,
    repeat,
    fill,
    overwriteWord,
    (b: Uint8Array) => join(b, other, random),
  ];
  const textual = [replaceNumber, replaceText, nest];
  const isText = !bytes.subarray(0, 256).some((byte) => byte === 0);
  let changed = bytes;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const change = random.pick(isText ? [...changes, ...textual, ...textual] : changes);
    changed = change(changed, random);
    if (changed.length === 0) return changed;
  }
  return changed;
}

function flip(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  for (let left = 1 + random.below(4); left > 0; left--) {
    changed[random.below(changed.length)] ^= 1 << random.below(8);
  }
  return changed;
}

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, 1 + random.below(bytes.length));
}

/** Takes a piece out. */
function splice(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, end] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(end)]);
}

function repeat(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, end] = range(bytes, random);
  const piece = bytes.subarray(from, end);
  const times = 1 + random.below(3);
  const pieces = Array.from({ length: times }, () => piece);
  return Buffer.concat([bytes.subarray(0, end), ...pieces, bytes.subarray(end)]);
}

function fill(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, end] = range(bytes, random);
  return bytes.slice().fill(random.pick([0, 0x20, 0x5b, 0x7b, 0x7f, 0x80, 0xff]), from, end);
}

/** A count or a length that lies. */
function overwriteWord(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  if (changed.length < 8) return changed;
  const view = new DataView(changed.buffer, changed.byteOffset, changed.length);
  const value = random.pick([0, 1, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]);
  view.setUint32(random.below(changed.length - 4), value, random.below(2) === 0);
  return changed;
}

function join(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const [from] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), other.subarray(random.below(other.length))]);
}

function replaceNumber(bytes: Uint8Array, random: Random): Uint8Array {
  return replaceMatch(bytes, /-?\d+(?:\.\d+)?/g, random.pick(NUMBERS), random);
}

function replaceText(bytes: Uint8Array, random: Random): Uint8Array {
  return replaceMatch(bytes, /"(?:[^"\\]|\\.){0,200}"/g, random.pick(TEXTS), random);
}

function nest(bytes: Uint8Array, random: Random): Uint8Array {
  const bracket = random.pick(['[', '{"a":']);
  return replaceMatch(bytes, /[[{]/g, bracket.repeat(1 + random.below(20_000)), random);
}

function replaceMatch(bytes: Uint8Array, form: RegExp, by: string, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const matches = [...text.matchAll(form)];
  if (matches.length === 0) return bytes;
  const match = random.pick(matches);
  const end = match.index + match[0].length;
  return Buffer.concat([
    Buffer.from(text.slice(0, match.index), 'latin1'),
    Buffer.from(by),
    Buffer.from(text.slice(end), 'latin1'),
  ]);
}

function range(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = random.below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + random.below(Math.min(4096, bytes.length)))];
}

const FILE_HEADER = 16;
const SECTION_HEADER = 32;

/**
 * One change of an `.ouro` dump within its structure: a section's payload changed, sections swapped,
 * doubled, left out or of a lying length, and every checksum made right again, so that what is
 * behind the checksums is reached.
 */
export function mutateOuro(bytes: Uint8Array, random: Random): Uint8Array {
  const sections = sectionsOf(bytes);
  if (sections.length < 3) return bytes;
  const at = random.below(sections.length - 1);
  const changed = sections.slice();
  switch (random.below(5)) {
    case 0:
      changed.splice(at, 1);
      break;
    case 1:
      changed.splice(at, 0, random.pick(sections));
      break;
    case 2:
      changed.splice(at, 2, ...changed.slice(at, at + 2).reverse());
      break;
    default:
      changed[at] = changedSection(changed[at] ?? bytes, random);
  }
  return Buffer.concat([bytes.subarray(0, FILE_HEADER), ...changed]);
}

/** Whole sections with their headers and padding; tag at 0, codec at 4, CRC at 12, lengths behind. */
function sectionsOf(bytes: Uint8Array): Uint8Array[] {
  const sections: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = FILE_HEADER;
  while (at + SECTION_HEADER <= bytes.length) {
    const stored = view.getUint32(at + 16, true);
    const end = at + SECTION_HEADER + Math.ceil(stored / 8) * 8;
    sections.push(bytes.subarray(at, Math.min(end, bytes.length)));
    at = end;
  }
  return sections;
}

function changedSection(section: Uint8Array, random: Random): Uint8Array {
  const old = new DataView(section.buffer, section.byteOffset, section.length);
  const stored = Math.min(old.getUint32(16, true), section.length - SECTION_HEADER);
  const isRaw = old.getUint8(4) === 0;
  if (!isRaw || stored <= 0) return section;
  const payload = section.subarray(SECTION_HEADER, SECTION_HEADER + stored);
  const change = random.pick([flip, overwriteWord, overwriteWord, splice, repeat, fill]);
  const raw = change(payload, random);
  const isPacked = random.below(4) === 0;
  const body = isPacked ? deflateSync(raw) : raw;
  const header = Buffer.from(section.subarray(0, SECTION_HEADER));
  header[4] = isPacked ? 1 : 0;
  header.writeUInt32LE(crc32(body), 12);
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(random.below(12) === 0 ? random.below(0xffffffff) : raw.length, 24);
  return Buffer.concat([header, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
}
