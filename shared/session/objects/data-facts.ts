import type { FrameBytes } from '../../analysis/waste/frame-bytes.ts';
import { FrameMeasure } from '../../analysis/waste/frame-bytes.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { nativeMemoryOf, nativeOfObject } from '../../heap/native-memory.ts';
import type { ObjectDetails } from '../../heap/object-details.ts';
import { objectDetails } from '../../heap/object-details.ts';
import type { ObjectFacts } from '../../protocol/schemas.ts';
import { typeNameOf } from '../rows/names.ts';
import { shapeText } from '../rows/rows.ts';

type DataFacts = Pick<ObjectFacts, 'details' | 'columns' | 'dataNotes'>;

/** Types one expects to be told more of than their size. */
const DATA_TYPES: ReadonlySet<string> = new Set(['DataFrame', 'Series', 'ndarray', 'Tensor']);

/** What a dump says of a DataFrame, Series, array or tensor, and what it does not say. */
export function dataFacts(graph: HeapGraph, node: NodeIndex, job: Job): DataFacts {
  const details = objectDetails(graph, node);
  const native = nativeFacts(graph, node);
  if (details === null) {
    return { details: native, columns: [], dataNotes: absentNotes(graph, node) };
  }
  const frame = details.columns.length === 0 ? null : new FrameMeasure(graph).measure(node, job);
  const columns = details.columns.map(({ name, dtype, bytes }, at) => ({
    name: clip(showable(name), 200),
    dtype: clip(showable(dtype), 80),
    ...(frame?.columns[at] ?? withoutObjects(dtype, bytes)),
  }));
  return {
    details: [...detailFacts(details, frame), ...native],
    columns,
    dataNotes: frameNotes(details, columns, frame),
  };
}

/** What it holds outside of Python's objects, beside its shallow size. */
function nativeFacts(graph: HeapGraph, node: NodeIndex): DataFacts['details'] {
  const native = nativeMemoryOf(graph);
  const own = native === null ? null : nativeOfObject(native, node);
  if (own === null) return [];
  const facts: DataFacts['details'][number][] = [];
  const unknown = own.isUnknown ? 'some, of a size that could not be told' : '';
  const shared =
    own.sharedBytes > 0 ? `, ${formatBytes(own.sharedBytes)} of it held by others too` : '';
  const known = own.bytes > 0 ? formatBytes(own.bytes) + shared : '';
  const value = [known, unknown].filter((text) => text !== '').join(', and ');
  if (value !== '') facts.push({ label: 'Native memory', value });
  if (own.deviceBytes > 0) {
    facts.push({ label: 'On accelerators', value: formatBytes(own.deviceBytes) });
  }
  return facts;
}

/** The bytes of a column whose objects are not known: right only where it has none. */
function withoutObjects(
  dtype: string,
  bytes: number | null,
): { trueBytes: number | null; deepBytes: number | null } {
  const known = dtype === 'object' || bytes === 0 ? null : bytes;
  return { trueBytes: known, deepBytes: known };
}

function detailFacts(details: ObjectDetails, frame: FrameBytes | null): DataFacts['details'] {
  const atLeast = frame?.isComplete === false ? 'at least ' : '';
  const facts: [string, string | null][] = [
    ['Document', details.isDetached ? 'none: it is detached' : null],
    ['Shape', shapeText(details) || null],
    ['True size', frame === null ? null : atLeast + formatBytes(frame.trueBytes)],
    ['Deep count', frame === null ? null : atLeast + formatBytes(frame.deepBytes)],
    ['Data in its buffers', details.dataBytes === null ? null : formatBytes(details.dataBytes)],
    ['Owns its data', details.ownsData === null ? null : details.ownsData ? 'yes' : 'no, a view'],
    ['Data owned by', details.owner === null ? null : clip(showable(details.owner), 40)],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}

function absentNotes(graph: HeapGraph, node: NodeIndex): string[] {
  const type = shortTypeName(typeNameOf(graph, node));
  return DATA_TYPES.has(type)
    ? ['This dump does not describe its data: shape, types and bytes are not in it.']
    : [];
}

function frameNotes(
  details: ObjectDetails,
  columns: DataFacts['columns'],
  frame: FrameBytes | null,
): string[] {
  if (columns.length === 0) return [];
  const notes: string[] = [];
  if (frame !== null && frame.deepBytes > frame.trueBytes) {
    notes.push(
      'The deep count is that of memory_usage(deep=True): an object that many rows share counts once for each. The true size counts it once.',
    );
  }
  if ((details.columnCount ?? 0) > columns.length) {
    notes.push(
      `The dump lists the first ${formatCount(columns.length)} of ${formatCount(details.columnCount ?? 0)} columns.`,
    );
  }
  if (columns.every(({ name }) => name === '')) {
    notes.push('Column names were left out of this dump.');
  }
  if (columns.some(({ trueBytes }) => trueBytes === null)) {
    notes.push(
      'Where bytes are missing, the dump does not hold them: Arrow and other extension types keep data outside of Python, and some layouts do not tell whose objects are whose.',
    );
  }
  if (frame !== null) notes.push('The row index is not counted.');
  return notes;
}
