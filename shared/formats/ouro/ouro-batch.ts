import { asUint16, asUint32, readU64 } from './ouro-layout.ts';

/** The columns of one whole batch, every length checked against its counts. */
export interface Batch {
  readonly nodes: number;
  readonly edges: number;
  readonly address: Uint32Array;
  readonly type: Uint32Array;
  /** Shallow sizes as pairs of words, low then high. */
  readonly size: Uint32Array;
  readonly flags: Uint16Array;
  readonly edgeCount: Uint32Array;
  readonly layout: Uint32Array | null;
  readonly refcount: Uint32Array | null;
  readonly length: Uint32Array | null;
  readonly preview: Uint32Array | null;
  /** Addresses of the targets as pairs of words; null when `targetIndex` is there. */
  readonly targetAddress: Uint32Array | null;
  readonly targetIndex: Uint32Array | null;
  readonly edgeKind: Uint8Array | null;
  readonly edgeLabel: Uint32Array | null;
}

/** The sections of the batch that is being read. */
export class BatchSections {
  readonly number: number;
  /** Bytes of the payloads held. */
  bytes = 0;
  isDamaged = false;
  private readonly pieces = new Map<string, Uint8Array[]>();

  constructor(number: number) {
    this.number = number;
  }

  /** A payload, or null for one that is damaged. A column may come in several sections. */
  add(tag: string, payload: Uint8Array | null): void {
    if (payload === null) {
      this.isDamaged = true;
      return;
    }
    const before = this.pieces.get(tag);
    if (before === undefined) this.pieces.set(tag, [payload]);
    else before.push(payload);
    this.bytes += payload.length;
  }

  /** The batch that `nEND`'s payload closes, or null when something in it is wrong. */
  close(end: Uint8Array | null): Batch | null {
    if (this.isDamaged || end === null || end.length !== 16) return null;
    const view = new DataView(end.buffer, end.byteOffset, 16);
    const nodes = readU64(view, 0);
    const edges = readU64(view, 8);
    const payloads = new Map<string, Uint8Array>();
    for (const [tag, pieces] of this.pieces) payloads.set(tag, joined(pieces));
    this.pieces.clear();
    const u32s = (tag: string, count: number): Uint32Array | null => {
      const payload = payloads.get(tag);
      return payload?.length === 4 * count ? asUint32(payload) : null;
    };
    const address = u32s('nADR', 2 * nodes);
    const type = u32s('nTYP', nodes);
    const size = u32s('nSIZ', 2 * nodes);
    const edgeCount = u32s('nCNT', nodes);
    const flags = payloads.get('nFLG');
    const edgeKind = payloads.get('eKND') ?? null;
    const targetAddress = u32s('eADR', 2 * edges);
    const targetIndex = u32s('eIDX', edges);
    const hasOneTarget = (targetAddress === null) !== (targetIndex === null);
    if (address === null || type === null || size === null || edgeCount === null) return null;
    if (flags === undefined || flags.length !== 2 * nodes || !hasOneTarget) return null;
    if (edgeKind !== null && edgeKind.length !== edges) return null;
    if (sum(edgeCount) !== edges) return null;
    const optional = {
      layout: u32s('nLAY', nodes),
      refcount: u32s('nRFC', nodes),
      length: u32s('nLEN', nodes),
      preview: u32s('nPRV', nodes),
      edgeLabel: u32s('eLBL', edges),
    };
    for (const [name, tag] of OPTIONAL_TAGS) {
      if (payloads.has(tag) && optional[name] === null) return null;
    }
    return {
      nodes,
      edges,
      address,
      type,
      size,
      flags: asUint16(flags),
      edgeCount,
      ...optional,
      targetAddress,
      targetIndex,
      edgeKind,
    };
  }
}

const OPTIONAL_TAGS = [
  ['layout', 'nLAY'],
  ['refcount', 'nRFC'],
  ['length', 'nLEN'],
  ['preview', 'nPRV'],
  ['edgeLabel', 'eLBL'],
] as const;

function sum(values: Uint32Array): number {
  let total = 0;
  for (let row = 0; row < values.length; row++) total += values[row];
  return total;
}

/**
 * The pieces of a column behind each other: where they lie when they were read behind each other,
 * else copied once, so that a column of a million pieces stays linear.
 */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (first !== undefined && areAdjacent(pieces)) {
    return new Uint8Array(first.buffer, first.byteOffset, length);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

function areAdjacent(pieces: readonly Uint8Array[]): boolean {
  return pieces.every((piece, index) => {
    const before = pieces[index - 1];
    if (before === undefined) return true;
    return piece.buffer === before.buffer && piece.byteOffset === before.byteOffset + before.length;
  });
}
