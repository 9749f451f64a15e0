import { ByteWriter, ParquetWriter, type Writer } from 'hyparquet-writer';
import type { ColumnType, ColumnValues, Table } from '../../shared/session/tables/table.ts';

/**
 * A table as a Parquet file, in chunks to be written one after the other: a row group per batch.
 *
 * Format: parquet.apache.org; columns are compressed with Snappy, which every reader knows. Holds
 * one batch and what it comes to.
 */
export function* parquetChunks(table: Table): Generator<Uint8Array> {
  const writer: Writer & { index: number } = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [
      { name: 'root', num_children: table.columns.length },
      ...table.columns.map(({ name, type, isNullable }) => ({
        name,
        repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
        ...(type === 'STRING'
          ? { type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const }
          : { type }),
      })),
    ],
    createdBy: 'ouroboros',
  });
  for (const batch of table.batches()) {
    const rows = batch[0]?.length ?? 0;
    if (rows > 0) {
      file.write({
        columnData: table.columns.map(({ name, type, isRepetitive }, at) => ({
          name,
          data: valuesOf(batch[at] ?? [], type),
          // The writer would look for a dictionary in every column, which takes half of the time.
          ...(isRepetitive ? {} : { encoding: 'PLAIN' as const, statistics: type !== 'STRING' }),
        })),
        rowGroupSize: rows,
      });
    }
    yield taken(writer);
  }
  file.finish();
  yield taken(writer);
}

/** What has been written so far; the writer goes on with an empty buffer. */
function taken(writer: Writer & { index: number }): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** Whole numbers of 64 bits are `bigint` to the writer. */
function valuesOf(values: ColumnValues, type: ColumnType): unknown[] {
  if (type !== 'INT64') return [...values];
  return values.map((value) => (typeof value === 'number' ? BigInt(Math.round(value)) : null));
}
