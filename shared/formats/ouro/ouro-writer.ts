import type { Job } from '../../base/job.ts';
import { edgeLabel } from '../../heap/edge-label.ts';
import type { FactColumn } from '../../heap/fact-table.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Codecs } from '../bytes/byte-source.ts';
import { crc32 } from '../bytes/crc32.ts';
import type { DumpOrigin } from '../importer.ts';
import { encodeFactTable } from './fact-tables.ts';
import { FILE_HEADER_BYTES, OURO_MAGIC, OURO_VERSION } from './ouro-layout.ts';
import { LayoutWriter, NO_LAYOUT } from './ouro-layout-writer.ts';
import { encodeOrigin } from './ouro-origin.ts';
import { encodeMeta } from './ouro-process.ts';
import { concatenate, SectionWriter } from './ouro-section-writer.ts';

export interface WriteOptions {
  readonly job: Job;
  readonly codecs: Codecs;
  /** zlib on every section that gains from it: a third to a tenth of the size, slower to open. */
  readonly compress: boolean;
  /** Objects per batch; what a file that is cut off loses at most. */
  readonly batchNodes?: number;
  /** Where the graph comes from, with what was lost on the way. */
  readonly origin?: DumpOrigin;
}

const BATCH_NODES = 1 << 18;
/** A batch ends early when its references reach this many per object, so that it stays small. */
const BATCH_EDGES_PER_NODE = 8;
/** Strings, types, roots and details per section. */
const TABLE_ROWS = 1 << 20;
const TABLE_BYTES = 1 << 26;

/**
 * A graph as an `.ouro` file, references as indices, in chunks to be written one after the other.
 *
 * Whatever the graph came from, reading the file gives it back: objects, references, kinds, labels,
 * roots, details and the count of dangling references. O(nodes + edges) time; memory for one batch
 * and for the layouts.
 */
export function* writeOuro(graph: HeapGraph, options: WriteOptions): Generator<Uint8Array> {
  const writer = new SectionWriter(options);
  yield fileHeader();
  yield* writer.section('META', encodeMeta(graph.process, 'Ouroboros', graph.danglingReferences));
  if (options.origin !== undefined) {
    yield* writer.section('ORIG', encodeOrigin(options.origin));
  }
  yield* writeStrings(writer, graph);
  const { typeNames } = graph;
  for (let from = 0; from < typeNames.length; from += TABLE_ROWS) {
    const names = typeNames.subarray(from, from + TABLE_ROWS);
    const noFacts = new Uint32Array(3 * names.length);
    yield* writer.section('TYPE', concatenate(Uint32Array.of(names.length), names, noFacts));
  }
  const totals = yield* writeBatches(writer, graph, options);
  yield* writeFacts(writer, graph);
  yield* writeTables(writer, graph);
  yield* writer.totals(
    'END ',
    0,
    graph.nodeCount,
    graph.edgeCount,
    graph.strings.count,
    typeNames.length,
    totals.layouts,
    totals.batches,
  );
}

function fileHeader(): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER_BYTES);
  bytes.set(OURO_MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, OURO_VERSION, true);
  view.setUint32(12, crc32(bytes.subarray(0, 12)), true);
  return bytes;
}

function* writeStrings(writer: SectionWriter, graph: HeapGraph): Generator<Uint8Array> {
  const { bytes, offset, count } = graph.strings;
  let from = 0;
  while (from < count) {
    let to = from + 1;
    while (to < count && to - from < TABLE_ROWS && offset[to + 1] - offset[from] <= TABLE_BYTES) {
      to++;
    }
    const lengths = new Uint32Array(to - from);
    for (let row = 0; row < lengths.length; row++) {
      lengths[row] = offset[from + row + 1] - offset[from + row];
    }
    const text = bytes.subarray(offset[from], offset[to]);
    yield* writer.section('STRS', concatenate(Uint32Array.of(lengths.length), lengths, text));
    from = to;
  }
}

function* writeBatches(
  writer: SectionWriter,
  graph: HeapGraph,
  options: WriteOptions,
): Generator<Uint8Array, { readonly batches: number; readonly layouts: number }> {
  const { nodeCount, firstEdge, edgeLabels } = graph;
  const layouts = edgeLabels?.form === 'layouts' ? new LayoutWriter(graph, edgeLabels) : null;
  const batchNodes = options.batchNodes ?? BATCH_NODES;
  const batchEdges = batchNodes * BATCH_EDGES_PER_NODE;
  let batch = 0;
  let from = 0;
  while (from < nodeCount) {
    let to = from + 1;
    while (
      to < nodeCount &&
      to - from < batchNodes &&
      firstEdge[to + 1] - firstEdge[from] <= batchEdges
    ) {
      to++;
    }
    options.job.report({ phase: 'Writing objects', done: from, total: nodeCount, unit: 'objects' });
    options.job.checkpoint();
    yield* writeBatch(writer, graph, layouts, ++batch, from, to);
    from = to;
  }
  return { batches: batch, layouts: layouts?.count ?? 0 };
}

/** The largest double that two words hold; a size beyond is none, but must not come back as 0. */
const MAX_SIZE = 2 ** 64 - 2 ** 11;

function* writeBatch(
  writer: SectionWriter,
  graph: HeapGraph,
  layouts: LayoutWriter | null,
  batch: number,
  from: number,
  to: number,
): Generator<Uint8Array> {
  const { firstEdge } = graph;
  const first = firstEdge[from];
  const end = firstEdge[to];
  const sizes = new Uint32Array(2 * (to - from));
  const counts = new Uint32Array(to - from);
  for (let node = from; node < to; node++) {
    const size = Math.min(graph.shallowSize[node], MAX_SIZE);
    sizes[2 * (node - from)] = size >>> 0;
    sizes[2 * (node - from) + 1] = size / 0x1_0000_0000;
    counts[node - from] = firstEdge[node + 1] - firstEdge[node];
  }
  let needsKinds =
    layouts === null && graph.edgeKind.subarray(first, end).some((kind) => kind !== 0);
  let needsLabels = graph.edgeLabels?.form === 'perEdge';
  let layoutColumn: Uint32Array | null = null;
  if (layouts !== null) {
    layoutColumn = new Uint32Array(to - from);
    for (let node = from; node < to; node++) {
      const layout = layouts.layoutOf(node);
      layoutColumn[node - from] = layout;
      if (layout === NO_LAYOUT) {
        needsKinds = true;
        needsLabels = true;
      }
    }
    const added = layouts.takeNew();
    if (added !== null) yield* writer.section('LAYT', added);
  }
  const { refcount, length, preview } = graph;
  yield* writer.column('nADR', batch, graph.addressWords.subarray(2 * from, 2 * to));
  yield* writer.column('nTYP', batch, graph.type.subarray(from, to));
  yield* writer.column('nSIZ', batch, sizes);
  yield* writer.column('nFLG', batch, graph.flags.subarray(from, to));
  yield* writer.column('nCNT', batch, counts);
  if (layoutColumn !== null) yield* writer.column('nLAY', batch, layoutColumn);
  if (refcount !== null) yield* writer.column('nRFC', batch, refcount.subarray(from, to));
  if (length !== null) yield* writer.column('nLEN', batch, length.subarray(from, to));
  if (preview !== null) yield* writer.column('nPRV', batch, preview.subarray(from, to));
  yield* writer.column('eIDX', batch, graph.edgeTarget.subarray(first, end));
  if (needsKinds || needsLabels) {
    yield* writer.column('eKND', batch, graph.edgeKind.subarray(first, end));
  }
  if (needsLabels) yield* writer.column('eLBL', batch, storedLabels(graph, from, to));
  yield* writer.totals('nEND', batch, to - from, end - first);
}

/** The labels of the references of from … to − 1, one by one. */
function storedLabels(graph: HeapGraph, from: number, to: number): Uint32Array {
  const first = graph.firstEdge[from];
  const { edgeLabels } = graph;
  if (edgeLabels?.form === 'perEdge') {
    return edgeLabels.label.subarray(first, graph.firstEdge[to]);
  }
  const labels = new Uint32Array(graph.firstEdge[to] - first);
  for (let node = from; node < to; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const label = edgeLabel(graph, node, edge);
      labels[edge - first] =
        label.form === 'text' ? label.text : label.form === 'position' ? label.position : NO_STRING;
    }
  }
  return labels;
}

/** Roots, details and allocation sites, which name their objects by address. */
function* writeFacts(writer: SectionWriter, graph: HeapGraph): Generator<Uint8Array> {
  const { roots } = graph;
  if (roots !== null) {
    let from = 0;
    do {
      const to = Math.min(from + TABLE_ROWS, roots.node.length);
      const addresses = addressesOf(graph, roots.node.subarray(from, to));
      const label = roots.label.subarray(from, to);
      const kind = roots.kind.subarray(from, to);
      yield* writer.section('ROOT', concatenate(Uint32Array.of(to - from), addresses, label, kind));
      from = to;
    } while (from < roots.node.length);
  }
  for (const [tag, column] of [
    ['INFO', graph.details],
    ['SITE', graph.allocationSite],
  ] as const) {
    for (let from = 0; from < column.node.length; from += TABLE_ROWS) {
      const nodes = column.node.subarray(from, from + TABLE_ROWS);
      const values = column.value.subarray(from, from + TABLE_ROWS);
      const addresses = addressesOf(graph, nodes);
      yield* writer.section(tag, concatenate(Uint32Array.of(nodes.length), addresses, values));
    }
  }
}

/** Tables in as many sections as their rows need. */
function* writeTables(writer: SectionWriter, graph: HeapGraph): Generator<Uint8Array> {
  for (const [name, { rowCount, columns }] of graph.tables ?? []) {
    let from = 0;
    do {
      const to = Math.min(from + TABLE_ROWS, rowCount);
      const part = new Map(
        Array.from(columns, ([label, column]) => [label, rowsOf(column, from, to)]),
      );
      const rows = { rowCount: to - from, columns: part };
      yield* writer.section('TABL', encodeFactTable(name, rows, graph.addressWords));
      from = to;
    } while (from < rowCount);
  }
}

function rowsOf(column: FactColumn, from: number, to: number): FactColumn {
  if (column.form !== 'number') return { ...column, values: column.values.subarray(from, to) };
  return { form: 'number', values: column.values.subarray(from, to) };
}

function addressesOf(graph: HeapGraph, nodes: Uint32Array): Uint32Array {
  const words = new Uint32Array(2 * nodes.length);
  nodes.forEach((node, index) => {
    words[2 * index] = graph.addressWords[2 * node];
    words[2 * index + 1] = graph.addressWords[2 * node + 1];
  });
  return words;
}
