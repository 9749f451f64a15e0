import { GrowableUint32 } from '../../base/growable.ts';

const NOTHING = 0xffffffff;

/** A column that some batches may lack: `NOTHING` stands where nothing is known. */
export class OptionalColumn {
  /** Rows to make room for once the column appears; 0 where that is not known. */
  expectedRows = 0;
  private column: GrowableUint32 | null = null;

  get values(): Uint32Array | null {
    return this.column?.values ?? null;
  }

  /** Makes the column, for `rows` rows. */
  prepare(rows: number): void {
    this.column = new GrowableUint32(rows);
  }

  /** The rows before … before + count − 1. */
  add(values: Uint32Array | null, before: number, count: number): void {
    if (values === null && this.column === null) return;
    if (this.column === null) {
      this.column = new GrowableUint32(Math.max(this.expectedRows, before + count));
      this.column.values.fill(NOTHING, 0, before);
      this.column.length = before;
    }
    if (values !== null) {
      this.column.append(values);
      return;
    }
    this.column.reserve(before + count);
    this.column.values.fill(NOTHING, before, before + count);
    this.column.length = before + count;
  }

  toArray(): Uint32Array | null {
    return this.column?.toArray() ?? null;
  }
}
