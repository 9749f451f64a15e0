import { verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { nodeAddressText } from '../../heap/address.ts';
import { EDGE_KIND_MASK, EdgeKind, isStrongKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { chargeNative, nativeMemoryOf } from '../../heap/native-memory.ts';
import { sparseString } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Cause } from '../../protocol/cause-schemas.ts';
import type { Family } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { TypeTotals } from '../rows/type-totals.ts';
import type { ColumnValues, Table } from './table.ts';
import { column, smallTable } from './table.ts';

export interface TableChoice {
  /** Leaves out texts that the program made: previews, keys, file names of the command line. */
  readonly redact: boolean;
  /** Names every object; some microseconds each. */
  readonly names: boolean;
}

const NULLABLE = { isNullable: true } as const;
const REPETITIVE = { isRepetitive: true } as const;

/** Rows told at a time: some ten megabytes of them. */
const BATCH_ROWS = 65_536;

/** Everything a dump holds, as tables. O(objects + references) each, a batch at a time. */
export function dumpTables(
  derived: DerivedColumns,
  totals: TypeTotals,
  { causes, families }: { readonly causes: readonly Cause[]; readonly families: readonly Family[] },
  choice: TableChoice,
  job: Job,
): readonly Table[] {
  return [
    objectsTable(derived, choice, job),
    referencesTable(derived.graph, choice, job),
    typesTable(derived.graph, totals),
    causesTable(causes, choice),
    familiesTable(families, choice),
    processTable(derived.graph, choice),
  ];
}

function objectsTable(derived: DerivedColumns, choice: TableChoice, job: Job): Table {
  const { graph } = derived;
  return {
    name: 'objects',
    columns: [
      column('id', 'INT32'),
      column('address', 'STRING'),
      column('type', 'STRING', REPETITIVE),
      column('shallow_bytes', 'INT64'),
      column('retained_bytes', 'INT64'),
      column('native_bytes', 'INT64', NULLABLE),
      column('dominator', 'INT32', NULLABLE),
      column('verdict', 'STRING', REPETITIVE),
      column('referents', 'INT32'),
      column('refcount', 'INT64', NULLABLE),
      column('length', 'INT64', NULLABLE),
      column('is_class', 'BOOLEAN'),
      column('text', 'STRING', NULLABLE),
      column('site', 'STRING', { ...NULLABLE, ...REPETITIVE }),
      column('name', 'STRING', NULLABLE),
    ],
    *batches() {
      const { verdict } = derived.verdicts(job);
      const { immediateDominator, retainedSize } = derived.dominators(job);
      const native = nativeMemoryOf(graph);
      const charged = native === null ? null : chargeNative(native, graph.nodeCount);
      const namer = choice.names ? derived.namer(job) : null;
      const typeNames = Array.from(graph.typeNames, (name) => graph.strings.get(name));
      for (let from = 0; from < graph.nodeCount; from += BATCH_ROWS) {
        const nodes = range(from, Math.min(graph.nodeCount, from + BATCH_ROWS));
        report(job, 'Writing objects', from, graph.nodeCount, 'objects');
        yield [
          nodes,
          nodes.map((node) => nodeAddressText(graph, node)),
          nodes.map((node) => typeNames[graph.type[node]] ?? ''),
          nodes.map((node) => graph.shallowSize[node]),
          nodes.map((node) => retainedSize[node]),
          nodes.map((node) => charged?.[node] ?? null),
          nodes.map((node) => indexOrNull(immediateDominator[node], graph.nodeCount)),
          nodes.map((node) => verdictName(verdict[node])),
          nodes.map((node) => graph.firstEdge[node + 1] - graph.firstEdge[node]),
          nodes.map((node) => countOrNull(graph.refcount?.[node])),
          nodes.map((node) => countOrNull(graph.length?.[node])),
          nodes.map((node) => (graph.flags[node] & NodeFlag.isType) !== 0),
          nodes.map((node) => (choice.redact ? null : textAt(graph, graph.preview?.[node]))),
          nodes.map((node) => textAt(graph, sparseString(graph.allocationSite, node))),
          nodes.map((node) => (choice.redact ? null : (namer?.text(node) ?? null))),
        ];
      }
    },
  };
}

function referencesTable(graph: HeapGraph, choice: TableChoice, job: Job): Table {
  return {
    name: 'references',
    columns: [
      column('source', 'INT32'),
      column('target', 'INT32'),
      column('kind', 'STRING', REPETITIVE),
      column('label', 'STRING', { ...NULLABLE, ...REPETITIVE }),
      column('is_strong', 'BOOLEAN'),
    ],
    *batches() {
      let node: NodeIndex = 0;
      for (let from = 0; from < graph.edgeCount; from += BATCH_ROWS) {
        report(job, 'Writing references', from, graph.edgeCount, 'references');
        const edges = range(from, Math.min(graph.edgeCount, from + BATCH_ROWS));
        const sources = edges.map((edge) => {
          while (graph.firstEdge[node + 1] <= edge) node++;
          return node;
        });
        yield [
          sources,
          edges.map((edge) => graph.edgeTarget[edge]),
          edges.map((edge) => KIND_NAMES[graph.edgeKind[edge] & EDGE_KIND_MASK] ?? 'unlabelled'),
          edges.map((edge, at) => {
            const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
            if (choice.redact && (kind === EdgeKind.key || kind === EdgeKind.value)) return null;
            return edgeLabelText(graph, sources[at] ?? 0, edge) || null;
          }),
          edges.map((edge) => isStrongKind(graph.edgeKind[edge])),
        ];
      }
    },
  };
}

const KIND_NAMES: readonly string[] = Object.entries(EdgeKind)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

function typesTable(graph: HeapGraph, { count, shallow, garbage }: TypeTotals): Table {
  const columns = [
    column('type', 'STRING', REPETITIVE),
    column('objects', 'INT64'),
    column('shallow_bytes', 'INT64'),
    column('garbage_objects', 'INT64'),
  ];
  const rows = Array.from(
    graph.typeNames,
    (name, type): ColumnValues => [
      graph.strings.get(name),
      count[type],
      shallow[type],
      garbage[type],
    ],
  );
  return smallTable('types', columns, rows);
}

function causesTable(causes: readonly Cause[], choice: TableChoice): Table {
  const columns = [
    column('rank', 'INT32'),
    column('kind', 'STRING'),
    column('bytes', 'INT64'),
    column('share', 'DOUBLE'),
    column('holder', 'STRING', NULLABLE),
    column('subjects', 'STRING'),
    column('place', 'STRING', NULLABLE),
    column('advice', 'STRING', NULLABLE),
    column('confidence', 'STRING'),
    column('signature', 'STRING', NULLABLE),
  ];
  const rows = causes.map((cause, at): ColumnValues => {
    const [place] = cause.places;
    return [
      at + 1,
      cause.kind,
      cause.bytes,
      cause.share,
      choice.redact || cause.holder === '' ? null : cause.holder,
      cause.subjects.join(', '),
      place === undefined ? null : `${place.file}:${place.line}`,
      choice.redact || cause.advice === '' ? null : cause.advice,
      cause.confidence,
      choice.redact ? null : cause.signature,
    ];
  });
  return smallTable('causes', columns, rows);
}

function familiesTable(families: readonly Family[], choice: TableChoice): Table {
  const columns = [
    column('number', 'INT32'),
    column('text', 'STRING', NULLABLE),
    column('verdict', 'STRING', REPETITIVE),
    column('cycles', 'INT64'),
    column('objects', 'INT64'),
    column('shallow_bytes', 'INT64'),
    column('retained_bytes', 'INT64', NULLABLE),
  ];
  const rows = families.map(
    (family): ColumnValues => [
      family.id + 1,
      choice.redact ? null : family.text,
      family.verdict,
      family.count,
      family.objects,
      family.shallowBytes,
      family.retainedBytes,
    ],
  );
  return smallTable('families', columns, rows);
}

function processTable({ process }: HeapGraph, choice: TableChoice): Table {
  const rows = Object.entries(process)
    .filter(([key]) => !(choice.redact && key === 'commandLine'))
    .map(
      ([key, value]): ColumnValues => [
        key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        typeof value === 'string' ? value : JSON.stringify(value),
      ],
    );
  return smallTable('process', [column('fact', 'STRING'), column('value', 'STRING')], rows);
}

function range(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, at) => from + at);
}

function report(
  job: Job,
  phase: string,
  done: number,
  total: number,
  unit: 'objects' | 'references',
): void {
  job.report({ phase, done, total, unit });
  job.checkpoint();
}

function indexOrNull(node: number, nodeCount: number): number | null {
  return node < nodeCount ? node : null;
}

function countOrNull(count: number | undefined): number | null {
  return count === undefined || count === NO_COUNT || count === IMMORTAL_COUNT ? null : count;
}

function textAt(graph: HeapGraph, text: number | undefined): string | null {
  return text === undefined || text === NO_STRING ? null : graph.strings.get(text);
}
