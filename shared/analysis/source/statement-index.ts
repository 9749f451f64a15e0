import { type FactTable, factTable, numbersOf, objectsOf, textsOf } from '../../heap/fact-table.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';

const SCOPES = ['attribute', 'global', 'closure', 'local'] as const;
/** Whose name it is. */
export type NameScope = (typeof SCOPES)[number];

const ACTIONS = [
  ...(['load', 'store', 'delete', 'item-load', 'item-store', 'item-delete'] as const),
  ...(['update', 'method', 'call'] as const),
] as const;
/**
 * What is done with the name: `x`, `x = …`, `del x`, `x[k]`, `x[k] = …`, `del x[k]`, `x += …`,
 * `x.append(…)`, `x(…)`.
 */
export type NameAction = (typeof ACTIONS)[number];

/** A code object of the program. */
export interface StatementFunction {
  readonly code: NodeIndex;
  /** Qualified on Python 3.11 and later: "Session.__init__", "load.<locals>.<lambda>". */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** False where nothing is known of what its lines do: the dump left it out, its program being large. */
  readonly isRead: boolean;
  /** What it is written in: a lambda's or comprehension's function. */
  readonly parent: StatementFunction | null;
}

/** One thing that a line of the program does with a name. */
export interface SourceStatement {
  readonly function: StatementFunction;
  readonly line: number;
  readonly name: string;
  readonly scope: NameScope;
  readonly action: NameAction;
  /** What an attribute was taken of: "self"; '' where that has no name. */
  readonly of: string;
  /** Of `method`, which: "append". */
  readonly method: string;
}

/**
 * Which lines of the program store, fill and load a name: read off the program's own instructions
 * by whoever took the dump (tables `code` and `uses` of an `.ouro` file).
 *
 * Empty for dumps without them. O(rows) when made, O(found) a question.
 */
export class StatementIndex {
  /** In the order of the dump. */
  readonly functions: readonly StatementFunction[];
  private readonly graph: HeapGraph;
  private readonly uses: UsesColumns | null;
  private readonly rowsOf: ReadonlyMap<string, readonly number[]>;
  private readonly callsOf: ReadonlyMap<string, readonly number[]>;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.functions = readFunctions(graph);
    this.uses = this.functions.length === 0 ? null : usesOf(factTable(graph, 'uses'));
    this.rowsOf = groupByText(graph, this.uses?.name ?? NO_ROWS);
    this.callsOf = groupByText(graph, this.uses?.method ?? NO_ROWS);
  }

  get isEmpty(): boolean {
    return this.uses === null;
  }

  /** What is done with a name, whoever's it is, in the order of the dump. */
  of(name: string): readonly SourceStatement[] {
    return this.told(this.rowsOf.get(name) ?? []);
  }

  /** Where a method of this name is called on a variable or an attribute: `name` is what on. */
  callsOfMethod(method: string): readonly SourceStatement[] {
    return this.told(this.callsOf.get(method) ?? []);
  }

  private told(rows: readonly number[]): readonly SourceStatement[] {
    return rows.flatMap((row) => this.statement(row) ?? []);
  }

  /** Null for a row that says what nobody knows. */
  private statement(row: number): SourceStatement | null {
    const { uses, functions } = this;
    if (uses === null) return null;
    const written = functions[uses.code[row]];
    const scope = SCOPES[uses.scope[row] - 1];
    const action = ACTIONS[uses.action[row] - 1];
    if (written === undefined || scope === undefined || action === undefined) return null;
    return {
      function: written,
      line: uses.line[row],
      name: textAt(this.graph, uses.name[row]),
      scope,
      action,
      of: textAt(this.graph, uses.of?.[row]),
      method: textAt(this.graph, uses.method?.[row]),
    };
  }
}

type Numbers = Uint8Array | Uint32Array | Float64Array;

interface UsesColumns {
  readonly code: Numbers;
  readonly name: Uint32Array;
  readonly scope: Numbers;
  readonly action: Numbers;
  readonly line: Numbers;
  readonly of: Uint32Array | null;
  readonly method: Uint32Array | null;
}

const NO_ROWS = new Uint32Array(0);

function usesOf(table: FactTable | null): UsesColumns | null {
  if (table === null) return null;
  const code = numbersOf(table, 'code');
  const name = textsOf(table, 'name');
  const scope = numbersOf(table, 'scope');
  const action = numbersOf(table, 'action');
  const line = numbersOf(table, 'line');
  if (!code || !name || !scope || !action || !line) return null;
  return {
    code,
    name,
    scope,
    action,
    line,
    of: textsOf(table, 'of'),
    method: textsOf(table, 'method'),
  };
}

function readFunctions(graph: HeapGraph): readonly StatementFunction[] {
  const table = factTable(graph, 'code');
  if (table === null) return [];
  const code = objectsOf(table, 'code');
  const name = textsOf(table, 'name');
  const file = textsOf(table, 'file');
  const line = numbersOf(table, 'line');
  const parent = numbersOf(table, 'parent');
  const read = numbersOf(table, 'read');
  const functions: { -readonly [K in keyof StatementFunction]: StatementFunction[K] }[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    functions.push({
      code: code?.[row] ?? NO_NODE,
      name: textAt(graph, name?.[row]),
      file: textAt(graph, file?.[row]),
      line: line?.[row] ?? 0,
      isRead: read === null || read[row] === 1,
      parent: null,
    });
  }
  functions.forEach((own, row) => {
    const outer = functions[parent?.[row] ?? table.rowCount];
    if (outer !== undefined && mayStandIn(outer, own)) own.parent = outer;
  });
  return functions;
}

/** Nobody nests functions deeper; a hostile dump might. */
const MAX_NESTING = 32;

/** Whether `own` may stand in `outer`: no ring of parents, and none without end. */
function mayStandIn(outer: StatementFunction, own: StatementFunction): boolean {
  let at: StatementFunction | null = outer;
  for (let level = 0; level < MAX_NESTING; level++) {
    if (at === own) return false;
    at = at.parent;
    if (at === null) return true;
  }
  return false;
}

function groupByText(
  graph: HeapGraph,
  column: Uint32Array,
): ReadonlyMap<string, readonly number[]> {
  const rowsByString = new Map<StringIndex, number[]>();
  column.forEach((text, row) => {
    if (text === NO_STRING) return;
    const known = rowsByString.get(text);
    if (known === undefined) rowsByString.set(text, [row]);
    else known.push(row);
  });
  // A dump may have one text as several strings.
  const byText = new Map<string, number[]>();
  for (const [index, rows] of rowsByString) {
    const text = graph.strings.get(index);
    const known = byText.get(text);
    byText.set(text, known === undefined ? rows : merged(known, rows));
  }
  return byText;
}

function merged(one: readonly number[], other: readonly number[]): number[] {
  return [...one, ...other].sort((a, b) => a - b);
}

function textAt(graph: HeapGraph, text: StringIndex | undefined): string {
  return text === undefined || text === NO_STRING ? '' : graph.strings.get(text);
}
