/** What is known of an object when its references have been read, a row each. */
export interface NodeColumns {
  /** Low and high half, two per object. */
  readonly addressWords: Uint32Array;
  readonly type: Uint32Array;
  readonly shallowSize: Float64Array;
  readonly flags: Uint16Array;
  readonly length: Uint32Array;
  readonly preview: Uint32Array;
  /** One row more than there are objects. */
  readonly firstEdge: Uint32Array;
}

const BYTES_PER_ROW = 8 + 4 + 8 + 2 + 4 + 4 + 4;

/** Columns of objects whose number is not known beforehand; one comparison serves all seven. */
export class NodeRows {
  length = 0;
  /** How many there will be, as far as that can be told; asked when there is no more room. */
  expected = 0;
  private columns = newColumns(1024);
  private capacity = 1024;

  /** Bytes of the rows that there are. */
  get bytes(): number {
    return this.length * BYTES_PER_ROW;
  }

  push(
    low: number,
    high: number,
    type: number,
    shallowSize: number,
    flags: number,
    length: number,
    preview: number,
    firstEdge: number,
  ): void {
    const row = this.length;
    if (row === this.capacity) this.grow();
    const { columns } = this;
    columns.addressWords[2 * row] = low;
    columns.addressWords[2 * row + 1] = high;
    columns.type[row] = type;
    columns.shallowSize[row] = shallowSize;
    columns.flags[row] = flags;
    columns.length[row] = length;
    columns.preview[row] = preview;
    columns.firstEdge[row] = firstEdge;
    this.length = row + 1;
  }

  /**
   * The columns, as they lie; this is empty after. Nothing is copied: what was reserved beyond the
   * last row has never been touched, and memory that has not been touched is only a promise.
   */
  take(edgeCount: number): NodeColumns {
    const { columns, length } = this;
    this.columns = newColumns(0);
    this.capacity = 0;
    this.length = 0;
    columns.firstEdge[length] = edgeCount;
    return {
      addressWords: columns.addressWords.subarray(0, 2 * length),
      type: columns.type.subarray(0, length),
      shallowSize: columns.shallowSize.subarray(0, length),
      flags: columns.flags.subarray(0, length),
      length: columns.length.subarray(0, length),
      preview: columns.preview.subarray(0, length),
      firstEdge: columns.firstEdge.subarray(0, length + 1),
    };
  }

  private grow(): void {
    this.capacity = Math.max(this.expected, Math.ceil(this.capacity * 1.5), 1024);
    const old = this.columns;
    this.columns = newColumns(this.capacity);
    for (const name of COLUMN_NAMES) this.columns[name].set(old[name]);
  }
}

const COLUMN_NAMES = [
  'addressWords',
  'type',
  'shallowSize',
  'flags',
  'length',
  'preview',
  'firstEdge',
] as const;

function newColumns(rows: number): NodeColumns {
  return {
    addressWords: new Uint32Array(2 * rows),
    type: new Uint32Array(rows),
    shallowSize: new Float64Array(rows),
    flags: new Uint16Array(rows),
    length: new Uint32Array(rows),
    preview: new Uint32Array(rows),
    firstEdge: new Uint32Array(rows + 1),
  };
}
