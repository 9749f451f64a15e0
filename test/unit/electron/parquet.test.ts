import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { parquetChunks } from '../../../electron/cli/parquet.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { Table } from '../../../shared/session/tables/table.ts';
import { column } from '../../../shared/session/tables/table.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { sessionOf } from '../../support/session-of.ts';

async function rowsOf(table: Table): Promise<Record<string, unknown>[]> {
  const bytes = Buffer.concat([...parquetChunks(table)]);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  return parquetReadObjects({ file: file as ArrayBuffer });
}

const job = UNATTENDED_JOB;
const open = { redact: false, names: true };

describe('tables of a dump as Parquet', () => {
  const session = sessionOf(
    graphFromText("root!; root -.first> a; a -.next> b; b -.back> a; b -['secret']> c").graph,
  );
  const tables = new Map(session.tables(open, job).map((table) => [table.name, table]));
  const named = (name: string) => tables.get(name) ?? tables.values().next().value;

  test('hold every object with its size, what dominates it and its name', async () => {
    const table = named('objects');
    if (table === undefined) throw new Error('there is no table of objects');
    const rows = await rowsOf(table);
    expect(rows).toHaveLength(session.graph.nodeCount);
    expect(rows.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    for (const row of rows) {
      const node = Number(row.id);
      expect(Number(row.shallow_bytes)).toBe(session.graph.shallowSize[node]);
      expect(Number(row.retained_bytes)).toBeGreaterThanOrEqual(Number(row.shallow_bytes));
      expect(String(row.address)).toMatch(/^0x[0-9a-f]+$/);
    }
  });

  test('hold every reference with its label', async () => {
    const table = named('references');
    if (table === undefined) throw new Error('there is no table of references');
    const rows = await rowsOf(table);
    expect(rows).toHaveLength(session.graph.edgeCount);
    const labels = rows.map(({ source, target, label }) => [source, target, label]);
    expect(labels).toContainEqual([1, 2, 'next']);
    expect(labels).toContainEqual([2, 1, 'back']);
  });

  test('leave out keys, texts and names when they are redacted', async () => {
    const written = session
      .tables({ redact: true, names: false }, job)
      .map((table) => Buffer.concat([...parquetChunks(table)]).toString('latin1'))
      .join('');
    expect(written).not.toContain('secret');
    const whole = [...tables.values()].map((table) =>
      Buffer.concat([...parquetChunks(table)]).toString('latin1'),
    );
    expect(whole.join('')).toContain('secret');
  });

  test('have the columns that their description promises, in its order', () => {
    const text = readFileSync('docs/tables.md', 'utf8');
    for (const { name, columns } of tables.values()) {
      const section = text.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
      const promised = [...section.matchAll(/^\| `(\w+)` \| (\w+)/gm)].map(([, one, type]) => [
        one,
        type,
      ]);
      expect([name, promised]).toEqual([name, columns.map((one) => [one.name, one.type])]);
    }
  });

  test('come in batches of any number, with nothing where there is nothing', async () => {
    const table: Table = {
      name: 'numbers',
      columns: [column('n', 'INT64'), column('text', 'STRING', { isNullable: true })],
      batches: () => [
        [
          [1, 2 ** 53 - 1],
          ['a', null],
        ],
        [[], []],
        [[3], ['ü😀']],
      ],
    };
    expect(await rowsOf(table)).toEqual([
      { n: 1n, text: 'a' },
      { n: 9007199254740991n, text: null },
      { n: 3n, text: 'ü😀' },
    ]);
    expect(await rowsOf({ ...table, batches: () => [] })).toEqual([]);
  });
});
