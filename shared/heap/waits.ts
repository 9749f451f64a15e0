import { factTable, numbersOf, objectsOf, textsOf } from './fact-table.ts';
import type { HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';
import type { StringIndex } from './string-table.ts';
import { NO_STRING } from './string-table.ts';

/** What a generator, coroutine or task is doing. Values are stored in dumps: never renumber. */
export const WaitState = { notStarted: 1, suspended: 2, running: 3, ended: 4 } as const;
export type WaitStateByte = (typeof WaitState)[keyof typeof WaitState];

/** Where a task, coroutine or generator stands. */
export interface Wait {
  readonly state: WaitStateByte;
  /** Qualified name of its function, and the path of its source; '' where the dump has none. */
  readonly function: string;
  readonly file: string;
  /** The line at which it stands; 0 where that is not known. */
  readonly line: number;
  /** What it awaits, or the generator that it delegates to; `NO_NODE`. */
  readonly awaits: NodeIndex;
}

/** By object; empty for dumps that do not tell. O(rows). */
export function waitsOf(graph: HeapGraph): ReadonlyMap<NodeIndex, Wait> {
  const found = new Map<NodeIndex, Wait>();
  const table = factTable(graph, 'waits');
  const object = table && objectsOf(table, 'object');
  const state = table && numbersOf(table, 'state');
  if (!table || !object || !state) return found;
  const functions = textsOf(table, 'function');
  const file = textsOf(table, 'file');
  const line = numbersOf(table, 'line');
  const awaits = objectsOf(table, 'awaits');
  for (let row = 0; row < table.rowCount; row++) {
    const known = stateOf(state[row]);
    if (object[row] === NO_NODE || known === null) continue;
    found.set(object[row], {
      state: known,
      function: textAt(graph, functions, row),
      file: textAt(graph, file, row),
      line: line?.[row] ?? 0,
      awaits: awaits?.[row] ?? NO_NODE,
    });
  }
  return found;
}

function stateOf(value: number): WaitStateByte | null {
  return Object.values(WaitState).find((state) => state === value) ?? null;
}

function textAt(graph: HeapGraph, column: Uint32Array | null, row: number): string {
  const text: StringIndex = column?.[row] ?? NO_STRING;
  return text === NO_STRING ? '' : graph.strings.get(text);
}
