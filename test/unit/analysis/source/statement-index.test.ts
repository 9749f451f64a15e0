import { describe, expect, test } from 'vitest';
import {
  type StatementFunction,
  StatementIndex,
} from '../../../../shared/analysis/source/statement-index.ts';
import type { FactColumn, FactTables } from '../../../../shared/heap/fact-table.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { NO_NODE } from '../../../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../../../shared/heap/string-table.ts';
import { WaitState, waitsOf } from '../../../../shared/heap/waits.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

/** A graph of two objects with the tables given as rows of values; texts are written as such. */
function graphWith(tables: Readonly<Record<string, Readonly<Record<string, Column>>>>): HeapGraph {
  const { graph } = graphFromText`a -.b> b`;
  const texts: string[] = [];
  const built = new Map(
    Object.entries(tables).map(([name, columns]) => {
      const entries = Object.entries(columns);
      const rowCount = entries[0]?.[1].values.length ?? 0;
      return [
        name,
        { rowCount, columns: new Map(entries.map(([key, column]) => [key, build(column)])) },
      ];
    }),
  ) satisfies FactTables;
  function build({ form, values }: Column): FactColumn {
    if (form !== 'text') return { form, values: Uint32Array.from(values as number[]) };
    // Equal texts are stored twice on purpose, as a dump may.
    const index = (text: unknown) => (text === '' ? NO_STRING : texts.push(String(text)) - 1);
    return { form, values: Uint32Array.from(values, index) };
  }
  return { ...graph, tables: built, strings: StringTable.fromStrings(texts) };
}

interface Column {
  readonly form: FactColumn['form'];
  readonly values: readonly (number | string)[];
}

const text = (...values: string[]): Column => ({ form: 'text', values });
const number = (...values: number[]): Column => ({ form: 'number', values });
const object = (...values: number[]): Column => ({ form: 'object', values });

const CODE = {
  code: object(0, 1, NO_NODE),
  name: text('Cache.put', '<lambda>', 'Cache.get'),
  file: text('app.py', 'app.py', 'app.py'),
  line: number(10, 12, 20),
  parent: number(0xffffffff, 0, 0xffffffff),
  read: number(1, 1, 0),
};

describe('the statements of a dump', () => {
  const index = new StatementIndex(
    graphWith({
      code: CODE,
      uses: {
        code: number(0, 1, 2, 0, 7, 0),
        name: text('items', 'items', 'items', 'log', 'items', 'items'),
        scope: number(1, 1, 1, 2, 1, 9),
        action: number(5, 8, 1, 8, 1, 1),
        line: number(11, 12, 21, 13, 30, 31),
        of: text('self', 'self', 'self', '', '', ''),
        method: text('', 'append', '', 'append', '', ''),
      },
    }),
  );

  test('are found by the name that they use, whoever stored its text', () => {
    const found = index
      .of('items')
      .map(({ function: { name }, line, action, of, method, scope }) =>
        [name, line, scope, action, of, method].join(' '),
      );
    // Rows of a function or scope that does not exist say nothing.
    expect(found).toEqual([
      'Cache.put 11 attribute item-store self ',
      '<lambda> 12 attribute method self append',
      'Cache.get 21 attribute load self ',
    ]);
    expect(index.of('nothing')).toEqual([]);
  });

  test('are found by the method that they call', () => {
    expect(index.callsOfMethod('append').map(({ name, line }) => [name, line])).toEqual([
      ['items', 12],
      ['log', 13],
    ]);
  });

  test('tell in which function a nested one is written', () => {
    const lambda = index.functions[1];
    expect(lambda?.parent?.name).toBe('Cache.put');
    expect(index.functions.map(({ code }) => code)).toEqual([0, 1, NO_NODE]);
    expect(index.functions.map(({ isRead }) => isRead)).toEqual([true, true, false]);
  });

  test('of a dump without them are none', () => {
    expect(new StatementIndex(graphFromText`a -.b> b`.graph).isEmpty).toBe(true);
    expect(new StatementIndex(graphWith({ code: CODE })).of('items')).toEqual([]);
  });

  test('make no ring of functions within one another, whatever the dump says', () => {
    const count = 100_000;
    const rows = Array.from({ length: count }, (_, row) => row);
    const { functions } = new StatementIndex(
      graphWith({
        code: {
          line: number(...rows),
          parent: { form: 'number', values: rows.map((row) => (row + 1) % count) },
        },
      }),
    );
    let levels = 0;
    for (
      let at: StatementFunction | null = functions[0] ?? null;
      at !== null && levels <= count;
      at = at.parent
    )
      levels++;
    expect(levels).toBeLessThanOrEqual(count);
    expect(functions).toHaveLength(count);
  });
});

test('what tasks and generators wait for is read by object, unknown states left out', () => {
  const waits = waitsOf(
    graphWith({
      waits: {
        object: object(1, 0, NO_NODE),
        state: number(2, 9, 2),
        function: text('worker', 'odd', 'gone'),
        file: text('app.py', '', ''),
        line: number(7, 0, 0),
        awaits: object(0, NO_NODE, NO_NODE),
      },
    }),
  );
  expect([...waits]).toEqual([
    [1, { state: WaitState.suspended, function: 'worker', file: 'app.py', line: 7, awaits: 0 }],
  ]);
  expect(waitsOf(graphFromText`a -.b> b`.graph).size).toBe(0);
});
