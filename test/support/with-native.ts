import type { FactColumn } from '../../shared/heap/fact-table.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';

export type NativeRow = readonly [object: number, storage: number, bytes: number];

/** A graph whose objects hold memory outside of Python's objects. */
export function withNative(graph: HeapGraph, rows: readonly NativeRow[]): HeapGraph {
  const number = (values: readonly number[]): FactColumn => ({
    form: 'number',
    values: Float64Array.from(values),
  });
  const columns = new Map<string, FactColumn>([
    ['object', { form: 'object', values: Uint32Array.from(rows, ([object]) => object) }],
    ['storage', number(rows.map(([, storage]) => storage))],
    ['bytes', number(rows.map(([, , bytes]) => bytes))],
    ['marks', number(rows.map(() => 0))],
  ]);
  return { ...graph, tables: new Map([['native', { rowCount: rows.length, columns }]]) };
}
