/**
 * An `.ouro` file made by hand, byte for byte after the specification and without the writer, so
 * that the writer's mistakes cannot hide the reader's.
 */
import { crc32, deflateSync } from 'node:zlib';

export interface HandSection {
  readonly tag: string;
  readonly batch: number;
  readonly payload: Uint8Array;
  readonly zlib: boolean;
}

export class HandFile {
  private readonly sections: HandSection[] = [];
  private readonly strings: string[] = [];
  version = 1;

  add(tag: string, payload: Uint8Array, batch = 0, zlib = false): this {
    this.sections.push({ tag, batch, payload, zlib });
    return this;
  }

  /** Index of a text; the `STRS` section is added by `table`. */
  string(text: string): number {
    const known = this.strings.indexOf(text);
    return known >= 0 ? known : this.strings.push(text) - 1;
  }

  strs(...texts: readonly string[]): this {
    this.strings.push(...texts);
    const encoded = texts.map((text) => new TextEncoder().encode(text));
    return this.add(
      'STRS',
      bytes(u32(texts.length), ...encoded.map((text) => u32(text.length)), ...encoded),
    );
  }

  types(...names: readonly string[]): this {
    return this.add(
      'TYPE',
      bytes(
        u32(names.length),
        ...names.map((name) => u32(this.string(name))),
        ...names.map(() => u32(0)),
        ...names.map(() => u64(0n)),
      ),
    );
  }

  /** A `TABL` section; each column is its name, its form and its values one after the other. */
  table(
    name: string,
    rows: number,
    ...columns: readonly (readonly [string, number, Uint8Array])[]
  ): this {
    const names = new TextEncoder().encode([name, ...columns.map(([label]) => label)].join('\0'));
    const padded = (part: Uint8Array) => bytes(part, new Uint8Array((8 - (part.length % 8)) % 8));
    return this.add(
      'TABL',
      bytes(
        padded(
          bytes(
            ...[rows, columns.length, names.length, 0].map(u32),
            ...columns.map(([, form]) => u32(form)),
            names,
          ),
        ),
        ...columns.map(([, , values]) => padded(values)),
      ),
    );
  }

  end(nodes: number, edges: number, batches: number): this {
    return this.add(
      'END ',
      bytes(...[nodes, edges, this.strings.length, 1, 0, batches].map((n) => u64(BigInt(n)))),
    );
  }

  /** Where each section begins, and where the file ends. */
  boundaries(): readonly number[] {
    const ends = [16];
    for (const section of this.sections) {
      ends.push((ends.at(-1) ?? 0) + encodeSection(section).length);
    }
    return ends;
  }

  encode(): Uint8Array {
    const header = bytes(
      Uint8Array.of(0x8f, 0x4f, 0x55, 0x52, 0x4f, 0x0d, 0x0a, 0x1a),
      Uint8Array.of(this.version, 0, 0, 0),
    );
    return bytes(header, u32(crc32(header)), ...this.sections.map(encodeSection));
  }
}

/** One row of a batch, for `batchOf`. */
export interface HandObject {
  readonly address: bigint;
  readonly type?: number;
  readonly size?: number;
  readonly flags?: number;
  readonly refcount?: number;
  readonly layout?: number;
  readonly targets: readonly bigint[];
  readonly kinds?: readonly number[];
  readonly labels?: readonly number[];
}

export interface HandBatch {
  readonly number: number;
  readonly objects: readonly HandObject[];
  readonly targets: 'eADR' | 'eIDX';
  /** Which of the optional columns to write. */
  readonly columns?: readonly ('nLAY' | 'nRFC' | 'eKND' | 'eLBL')[];
  readonly leaveOut?: string;
  readonly zlib?: boolean;
}

export function addBatch(file: HandFile, batch: HandBatch): HandFile {
  const { objects, columns = [] } = batch;
  const targets = objects.flatMap((object) => object.targets);
  const perEdge = (
    read: (object: HandObject) => readonly number[] | undefined,
    otherwise: number,
  ) =>
    objects.flatMap((object) =>
      object.targets.map((_, index) => read(object)?.[index] ?? otherwise),
    );
  const sections: [string, Uint8Array][] = [
    ['nADR', bytes(...objects.map((object) => u64(object.address)))],
    ['nTYP', bytes(...objects.map((object) => u32(object.type ?? 0)))],
    ['nSIZ', bytes(...objects.map((object) => u64(BigInt(object.size ?? 16))))],
    ['nFLG', bytes(...objects.map((object) => u16(object.flags ?? 0)))],
    ['nCNT', bytes(...objects.map((object) => u32(object.targets.length)))],
    ['nLAY', bytes(...objects.map((object) => u32(object.layout ?? 0xffffffff)))],
    ['nRFC', bytes(...objects.map((object) => u32(object.refcount ?? 1)))],
    batch.targets === 'eADR'
      ? ['eADR', bytes(...targets.map((target) => u64(target)))]
      : ['eIDX', bytes(...targets.map((target) => u32(Number(target))))],
    ['eKND', Uint8Array.from(perEdge((object) => object.kinds, 0))],
    ['eLBL', bytes(...perEdge((object) => object.labels, 0xffffffff).map((label) => u32(label)))],
    ['nEND', bytes(u64(BigInt(objects.length)), u64(BigInt(targets.length)))],
  ];
  for (const [tag, payload] of sections) {
    const isOptional = ['nLAY', 'nRFC', 'eKND', 'eLBL'].includes(tag);
    if (isOptional && !columns.some((column) => column === tag)) continue;
    if (tag === batch.leaveOut) continue;
    file.add(tag, payload, batch.number, batch.zlib);
  }
  return file;
}

function encodeSection({ tag, batch, payload, zlib }: HandSection): Uint8Array {
  const stored = zlib ? deflateSync(payload) : payload;
  const padding = new Uint8Array((8 - (stored.length % 8)) % 8);
  return bytes(
    new TextEncoder().encode(tag),
    Uint8Array.of(zlib ? 1 : 0, 0, 0, 0),
    u32(batch),
    u32(crc32(stored)),
    u64(BigInt(stored.length)),
    u64(BigInt(payload.length)),
    stored,
    padding,
  );
}

export function bytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

export function u32(value: number): Uint8Array {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}

export function u64(value: bigint): Uint8Array {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer;
}
