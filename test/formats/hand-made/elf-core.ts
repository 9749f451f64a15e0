/** A piece of memory in a made-up core; `held` below `bytes.length` leaves the rest out. */
export interface CorePiece {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly held?: number;
  readonly isWritable?: boolean;
}

export interface CoreFile {
  readonly start: number;
  readonly end: number;
  readonly page: number;
  readonly path: string;
}

const PAGE = 4096;

/** A 64-bit core file with notes as the kernel writes them, from a description. */
export function elfCore(
  pieces: readonly CorePiece[],
  files: readonly CoreFile[] = [],
  signal = 6,
): Uint8Array {
  const notes = concat([
    note(1, statusNote(signal)),
    note(3, infoNote(4321, 'python3 leak.py')),
    note(0x46494c45, filesNote(files)),
  ]);
  const headersEnd = 64 + 56 * (pieces.length + 1);
  let at = Math.ceil((headersEnd + notes.length) / PAGE) * PAGE;
  const placed = pieces.map((piece) => {
    const held = piece.held ?? piece.bytes.length;
    const offset = at;
    at += Math.ceil(held / PAGE) * PAGE;
    return { ...piece, held, offset };
  });
  const core = new Uint8Array(at);
  const view = new DataView(core.buffer);
  core.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 4, true);
  view.setUint16(18, 62, true);
  setWord(view, 32, 64);
  view.setUint16(54, 56, true);
  view.setUint16(56, pieces.length + 1, true);
  segment(view, 64, {
    type: 4,
    flags: 4,
    offset: headersEnd,
    address: 0,
    file: notes.length,
    memory: 0,
  });
  core.set(notes, headersEnd);
  placed.forEach(({ address, bytes, held, offset, isWritable = true }, index) => {
    segment(view, 64 + 56 * (index + 1), {
      type: 1,
      flags: isWritable ? 6 : 4,
      offset,
      address,
      file: held,
      memory: bytes.length,
    });
    core.set(bytes.subarray(0, held), offset);
  });
  return core;
}

/** An ELF file of one page that carries a build id. */
export function elfImage(buildId: readonly number[], size = 2 * PAGE): Uint8Array {
  const image = new Uint8Array(size);
  const view = new DataView(image.buffer);
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true);
  view.setUint16(18, 62, true);
  setWord(view, 32, 64);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  const id = note(3, Uint8Array.from(buildId), 'GNU');
  segment(view, 64, {
    type: 4,
    flags: 4,
    offset: 256,
    address: 256,
    file: id.length,
    memory: id.length,
  });
  image.set(id, 256);
  return image;
}

function segment(
  view: DataView,
  at: number,
  head: {
    type: number;
    flags: number;
    offset: number;
    address: number;
    file: number;
    memory: number;
  },
): void {
  view.setUint32(at, head.type, true);
  view.setUint32(at + 4, head.flags, true);
  setWord(view, at + 8, head.offset);
  setWord(view, at + 16, head.address);
  setWord(view, at + 32, head.file);
  setWord(view, at + 40, head.memory);
}

function note(type: number, data: Uint8Array, name = 'CORE'): Uint8Array {
  const nameBytes = new TextEncoder().encode(`${name}\0`);
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setUint32(0, nameBytes.length, true);
  view.setUint32(4, data.length, true);
  view.setUint32(8, type, true);
  return concat([head, padded(nameBytes), padded(data)]);
}

function statusNote(signal: number): Uint8Array {
  const data = new Uint8Array(336);
  new DataView(data.buffer).setUint16(12, signal, true);
  return data;
}

function infoNote(pid: number, command: string): Uint8Array {
  const data = new Uint8Array(136);
  new DataView(data.buffer).setUint32(24, pid, true);
  data.set(new TextEncoder().encode(command), 56);
  return data;
}

function filesNote(files: readonly CoreFile[]): Uint8Array {
  const head = new Uint8Array(16 + 24 * files.length);
  const view = new DataView(head.buffer);
  setWord(view, 0, files.length);
  setWord(view, 8, PAGE);
  files.forEach(({ start, end, page }, index) => {
    setWord(view, 16 + 24 * index, start);
    setWord(view, 24 + 24 * index, end);
    setWord(view, 32 + 24 * index, page);
  });
  return concat([head, ...files.map(({ path }) => new TextEncoder().encode(`${path}\0`))]);
}

function setWord(view: DataView, at: number, value: number): void {
  view.setBigUint64(at, BigInt(value), true);
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return whole;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
