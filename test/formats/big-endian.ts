/** Writes binary dumps by hand, big-endian. */
export class BigEndian {
  private readonly pieces: Buffer[] = [];

  u8(value: number): this {
    return this.add(Buffer.of(value & 0xff));
  }

  u16(value: number): this {
    const piece = Buffer.alloc(2);
    piece.writeUInt16BE(value & 0xffff);
    return this.add(piece);
  }

  u32(value: number): this {
    const piece = Buffer.alloc(4);
    piece.writeUInt32BE(value >>> 0);
    return this.add(piece);
  }

  u64(value: bigint | number): this {
    const piece = Buffer.alloc(8);
    piece.writeBigUInt64BE(BigInt(value));
    return this.add(piece);
  }

  text(value: string): this {
    return this.add(Buffer.from(value));
  }

  add(bytes: Uint8Array): this {
    this.pieces.push(Buffer.from(bytes));
    return this;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}
