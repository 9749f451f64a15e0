import { byName } from '../../base/by-name.ts';
import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind, isPositionKind } from '../../heap/edge-kind.ts';
import type { FactColumn, FactTable, FactTables } from '../../heap/fact-table.ts';
import type {
  HeapGraph,
  LayoutLabels,
  PerEdgeLabels,
  ProcessFacts,
  Roots,
  SparseStrings,
} from '../../heap/heap-graph.ts';
import { RootKind } from '../../heap/heap-graph.ts';
import { parseDetails } from '../../heap/object-details.ts';
import { NO_STRING, type StringIndex, StringTable } from '../../heap/string-table.ts';
import { nodesWithNames } from './named-texts.ts';
import { AliasBook, TextAliases } from './text-aliases.ts';

/** What is left out of a dump. */
export interface Redaction {
  /** What the program holds: texts, numbers, keys, columns, the command line. */
  readonly values: boolean;
  /** What the program's own code is called, and where it lies. */
  readonly names: boolean;
}

/** Makes one text of another; each use of texts has its own. */
type Rewrite = (text: string) => string;

/** Objects between two reports of progress. */
const STEP = 1 << 18;

/**
 * A graph of equal objects and references with less text: see README.md for what goes. Columns
 * without text are shared with `graph`; `book` has the aliases given so far. O(objects +
 * references), 5 bytes per object and the labels beside it.
 */
export function redactGraph(
  graph: HeapGraph,
  redaction: Redaction,
  job: Job,
  book = new AliasBook(),
): HeapGraph {
  const aliases = new TextAliases(graph, redaction.names, book);
  const texts = new RewrittenTexts(graph.strings);
  const rewrites = rewritesOf(aliases, redaction);
  return {
    ...graph,
    preview: previewsOf(graph, redaction, texts, rewrites.code, job),
    edgeLabels: labelsOf(graph, texts, rewrites, job),
    roots: graph.roots === null ? null : rootsOf(graph.roots, graph.strings, texts, rewrites),
    details: sparse(graph.details, texts, rewrites.details),
    allocationSite: sparse(graph.allocationSite, texts, rewrites.site),
    tables: tablesOf(graph.tables, texts, rewrites),
    typeNames: graph.typeNames.map((name) => texts.rewrite(name, rewrites.name)),
    process: processOf(graph.process, redaction, aliases),
    // Last: it holds what the others asked for.
    strings: texts.toTable(),
  };
}

interface Rewrites {
  readonly name: Rewrite;
  readonly code: Rewrite;
  readonly file: Rewrite;
  readonly site: Rewrite;
  readonly key: Rewrite;
  readonly attribute: Rewrite;
  readonly internal: Rewrite;
  readonly thread: Rewrite;
  readonly details: Rewrite;
}

function rewritesOf(aliases: TextAliases, { values }: Redaction): Rewrites {
  return {
    name: (text) => aliases.name(text),
    code: (text) => aliases.codeText(text),
    file: (text) => aliases.file(text),
    site: (text) => aliases.site(text),
    key: (text) => (values ? aliases.key(text) : text),
    attribute: (text) => aliases.attribute(text, values),
    internal: (text) => text,
    thread: (text) => {
      // "MainThread: main()"
      const cut = text.lastIndexOf(': ');
      const name = cut < 0 ? text : text.slice(0, cut);
      const rest = cut < 0 ? '' : aliases.name(text.slice(cut));
      return (values ? aliases.thread(name) : name) + rest;
    },
    details: (text) => detailsText(text, values, aliases),
  };
}

/** Texts of a new table, each made when it is first asked for. */
class RewrittenTexts {
  private readonly old: StringTable;
  private readonly made: string[] = [];
  private readonly index = new Map<string, StringIndex>();
  private readonly known = new Map<Rewrite, Map<StringIndex, StringIndex>>();

  constructor(old: StringTable) {
    this.old = old;
  }

  rewrite(index: StringIndex, rewrite: Rewrite): StringIndex {
    if (index === NO_STRING) return NO_STRING;
    let known = this.known.get(rewrite);
    if (known === undefined) {
      known = new Map();
      this.known.set(rewrite, known);
    }
    const before = known.get(index);
    if (before !== undefined) return before;
    const after = this.intern(rewrite(this.old.get(index)));
    known.set(index, after);
    return after;
  }

  private intern(text: string): StringIndex {
    const known = this.index.get(text);
    if (known !== undefined) return known;
    this.index.set(text, this.made.length);
    this.made.push(text);
    return this.made.length - 1;
  }

  toTable(): StringTable {
    return StringTable.fromStrings(this.made);
  }
}

function previewsOf(
  graph: HeapGraph,
  { values }: Redaction,
  texts: RewrittenTexts,
  code: Rewrite,
  job: Job,
): Uint32Array | null {
  const { preview, nodeCount } = graph;
  if (preview === null) return null;
  const isNamed = nodesWithNames(graph);
  const asItIs: Rewrite = (text) => text;
  const redacted = new Uint32Array(nodeCount).fill(NO_STRING);
  for (let node = 0; node < nodeCount; node++) {
    if (node % STEP === 0) {
      job.report({ phase: 'Leaving texts out', done: node, total: nodeCount, unit: 'objects' });
      job.checkpoint();
    }
    if (isNamed[node] === 1) redacted[node] = texts.rewrite(preview[node], code);
    else if (!values) redacted[node] = texts.rewrite(preview[node], asItIs);
  }
  return redacted;
}

/** How the label of a reference is rewritten; null for a position, which is a number. */
function rewriteOfKind(kind: number, rewrites: Rewrites): Rewrite | null {
  if (isPositionKind(kind)) return null;
  switch (kind & EDGE_KIND_MASK) {
    case EdgeKind.attribute:
    case EdgeKind.slot:
    case EdgeKind.local:
    case EdgeKind.cell:
    case EdgeKind.global:
      return rewrites.attribute;
    case EdgeKind.internal:
    case EdgeKind.class:
      return rewrites.internal;
    default:
      return rewrites.key;
  }
}

function labelsOf(
  graph: HeapGraph,
  texts: RewrittenTexts,
  rewrites: Rewrites,
  job: Job,
): PerEdgeLabels | LayoutLabels | null {
  const { edgeLabels, edgeKind, edgeCount, firstEdge, nodeCount } = graph;
  if (edgeLabels === null) return null;
  if (edgeLabels.form === 'perEdge') {
    const label = new Uint32Array(edgeCount);
    for (let edge = 0; edge < edgeCount; edge++) {
      if (edge % STEP === 0) job.checkpoint();
      const rewrite = rewriteOfKind(edgeKind[edge], rewrites);
      const stored = edgeLabels.label[edge];
      label[edge] = rewrite === null ? stored : texts.rewrite(stored, rewrite);
    }
    return { form: 'perEdge', label };
  }
  const { layout, layoutFirstSlot, slotLabel } = edgeLabels;
  // A slot says nothing of its kind: the references of every object with the layout do.
  const rewritten = new Uint32Array(slotLabel.length).fill(NO_STRING);
  const isKey = new Uint8Array(slotLabel.length);
  for (let node = 0; node < nodeCount; node++) {
    if (node % STEP === 0) job.checkpoint();
    const firstSlot = layoutFirstSlot[layout[node]];
    const slots = layoutFirstSlot[layout[node] + 1] - firstSlot;
    const first = firstEdge[node];
    const count = Math.min(slots, firstEdge[node + 1] - first);
    for (let at = 0; at < count; at++) {
      const slot = firstSlot + at;
      if (isKey[slot] === 1) continue;
      const rewrite = rewriteOfKind(edgeKind[first + at], rewrites);
      // Used as a key anywhere, it is one everywhere.
      if (rewrite === rewrites.key) isKey[slot] = 1;
      rewritten[slot] =
        rewrite === null ? slotLabel[slot] : texts.rewrite(slotLabel[slot], rewrite);
    }
  }
  return { form: 'layouts', layout, layoutFirstSlot, slotLabel: rewritten };
}

function rootsOf(
  { node, kind, label }: Roots,
  strings: StringTable,
  texts: RewrittenTexts,
  rewrites: Rewrites,
): Roots {
  const rewriteOf = (at: number): Rewrite => {
    switch (kind[at]) {
      case RootKind.threadFrame:
        return rewrites.thread;
      case RootKind.module:
        return rewrites.name;
      case RootKind.other:
        // What a tool calls its roots is a word of its own, or, where it has no other, a text.
        return /^[\w .()-]{1,40}$/.test(strings.get(label[at])) ? rewrites.internal : rewrites.key;
      default:
        return rewrites.internal;
    }
  };
  return { node, kind, label: label.map((text, at) => texts.rewrite(text, rewriteOf(at))) };
}

function sparse(
  { node, value }: SparseStrings,
  texts: RewrittenTexts,
  rewrite: Rewrite,
): SparseStrings {
  return { node, value: value.map((text) => texts.rewrite(text, rewrite)) };
}

/** Types of elements that say nothing of the data: not those of records, which name its fields. */
const PLAIN_DTYPE = /^[a-z]+\d{0,3}(\[[a-z]{1,2}\])?$/i;

/** Details without the names of columns, and without whatever is not known. */
function detailsText(text: string, hidesValues: boolean, aliases: TextAliases): string {
  if (!hidesValues) return text;
  const details = parseDetails(text);
  if (details === null) return '{}';
  const dtypeOf = (dtype: string): string => (PLAIN_DTYPE.test(dtype) ? dtype : 'other');
  const { dtype, columns, isDetached, ...rest } = details;
  return JSON.stringify({
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    ...(isDetached ? { detached: true } : {}),
    ...(dtype === null ? {} : { dtype: dtypeOf(dtype) }),
    columns: columns.map((column) => ({
      name: aliases.key(column.name),
      dtype: dtypeOf(column.dtype),
      ...(column.bytes === null ? {} : { bytes: column.bytes }),
    })),
  });
}

/** Tables whose texts are known, column by column; what the program's names are needed for. */
const KNOWN_TABLES = byName<ReadonlyMap<string, 'name' | 'file'>>({
  code: byName({ name: 'name', file: 'file' }),
  uses: byName({ name: 'name', of: 'name', method: 'name' }),
  waits: byName({ function: 'name', file: 'file' }),
  native: byName({}),
});

function tablesOf(
  tables: FactTables | undefined,
  texts: RewrittenTexts,
  rewrites: Rewrites,
): FactTables {
  const redacted = new Map<string, FactTable>();
  for (const [name, { rowCount, columns }] of tables ?? []) {
    const known = KNOWN_TABLES.get(name);
    // Of a table that nobody here knows, nobody knows what its texts are.
    if (known === undefined && hasTexts(columns)) continue;
    const kept = [...columns].flatMap(([title, column]): [string, FactColumn][] => {
      if (column.form !== 'text') return [[title, column]];
      const use = known?.get(title);
      if (use === undefined) return [];
      const rewrite = rewrites[use];
      const values = column.values.map((text) => texts.rewrite(text, rewrite));
      return [[title, { form: 'text', values }]];
    });
    redacted.set(name, { rowCount, columns: new Map(kept) });
  }
  return redacted;
}

function hasTexts(columns: FactTable['columns']): boolean {
  return [...columns.values()].some(({ form }) => form === 'text');
}

function processOf(
  { commandLine, threads, ...facts }: ProcessFacts,
  { values, names }: Redaction,
  aliases: TextAliases,
): ProcessFacts {
  // The command line names the program and says what it was started with.
  const command = values || names || commandLine === undefined ? {} : { commandLine };
  if (threads === undefined) return { ...facts, ...command };
  return {
    ...facts,
    ...command,
    threads: threads.map((thread) => ({
      ...thread,
      name: values ? aliases.thread(thread.name) : thread.name,
      stack: thread.stack.map((line) => aliases.codeText(line)),
    })),
  };
}
