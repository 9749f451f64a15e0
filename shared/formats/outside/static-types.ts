import type { Interpreter } from './find-interpreter.ts';
import { hasFlag, type PythonObjects, TypeFlag } from './python-objects.ts';

/** What an interpreter keeps of a type that all interpreters share. */
export interface StaticTypeState {
  readonly dict: number;
  readonly subclasses: number;
}

/** Where releases keep the first row, from the interpreter's state on: the first place to look. */
const FIRST_ROW: Readonly<Record<number, number>> = {
  12: 373704,
  13: 182968,
  14: 180240,
  15: 180264,
};
const MAX_STATE_BYTES = 600_000;
const MAX_ROWS = 600;
/** A row of 3.12 has five words, of later versions six; debug builds may add one. */
const ROW_WORDS = [5, 6, 7];
/** From a table of extension modules' types to its first row: two counters. */
const EXTENSION_HEAD = 16;
const EXTENSION_ROWS = 10;

/**
 * Dictionaries of static types: since 3.12 the interpreter keeps them in tables of its own, found by
 * the shape of their rows. Empty before 3.12, and where the tables are not found.
 */
export function staticTypeStates(
  objects: PythonObjects,
  interpreter: Interpreter,
): ReadonlyMap<number, StaticTypeState> {
  const states = new Map<number, StaticTypeState>();
  const { layout, state } = interpreter;
  if (layout.minor < 12) return states;
  const table = findTable(
    objects,
    state,
    FIRST_ROW[layout.minor] ?? 0,
    dictBase(objects, interpreter),
  );
  if (table === null) return states;
  readRows(objects, table, MAX_ROWS, states);
  const extensions = layout.at('PyInterpreterState.types.for_extensions');
  if (extensions >= 0) {
    const start = state + extensions + EXTENSION_HEAD;
    readRows(objects, { ...table, start }, EXTENSION_ROWS, states);
  }
  return states;
}

interface RowTable {
  readonly start: number;
  /** Bytes of a row, and of its dict within it; the list of subclasses follows. */
  readonly step: number;
  readonly dictAt: number;
}

/** `object`: the base of `dict`. */
function dictBase(objects: PythonObjects, { modules, layout }: Interpreter): number {
  return objects.memory.word(objects.typeOf(modules) + layout.at('PyTypeObject.tp_base'));
}

function findTable(
  objects: PythonObjects,
  state: number,
  usual: number,
  object: number,
): RowTable | null {
  const { memory } = objects;
  const there = tableAt(objects, state + usual);
  let found = there;
  for (let at = state; found === null && at < state + MAX_STATE_BYTES; at += 8) {
    const word = memory.word(at);
    if (word === object || word === objects.type) found = tableAt(objects, at);
  }
  if (found === null) return null;
  let { start } = found;
  while (objects.isType(memory.word(start - found.step))) start -= found.step;
  return { ...found, start };
}

/** The shape of the rows that begin at an address: three of them start with a type. */
function tableAt(objects: PythonObjects, start: number): RowTable | null {
  const { memory } = objects;
  if (!objects.isType(memory.word(start))) return null;
  for (const words of ROW_WORDS) {
    const step = 8 * words;
    const second = memory.word(start + step);
    if (second === memory.word(start) || !objects.isType(second)) continue;
    if (!objects.isType(memory.word(start + 2 * step))) continue;
    for (let dictAt = 8; dictAt < step; dictAt += 8) {
      const dicts = [memory.word(start + dictAt), memory.word(start + step + dictAt)];
      if (dicts.every((dict) => objects.isDict(dict))) return { start, step, dictAt };
    }
  }
  return null;
}

function readRows(
  objects: PythonObjects,
  table: RowTable,
  rows: number,
  states: Map<number, StaticTypeState>,
): void {
  const { memory } = objects;
  for (let row = 0; row < rows; row++) {
    const at = table.start + row * table.step;
    const type = memory.word(at);
    if (type === 0) continue;
    if (!objects.isType(type) || hasFlag(objects.flagsOf(type), TypeFlag.heapType)) break;
    const dict = memory.word(at + table.dictAt);
    if (dict !== 0 && !objects.isDict(dict)) break;
    states.set(type, { dict, subclasses: memory.word(at + table.dictAt + 8) });
  }
}
