import { verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { nodeAddressText } from '../../heap/address.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../../heap/heap-graph.ts';
import type { ObjectDetails } from '../../heap/object-details.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { ObjectRow } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from './names.ts';

const MAX_PREVIEW = 120;
/** Names of columns in the preview of a block. */
const MAX_NAMES = 5;

/** An object as a row of any list. Retained size only if dominators are there already. */
export function objectRow(derived: DerivedColumns, node: NodeIndex, job: Job): ObjectRow {
  const { graph } = derived;
  return {
    node,
    address: nodeAddressText(graph, node),
    type: typeNameOf(graph, node),
    preview: previewOf(graph, node),
    path: derived.namer(job).text(node),
    shallowSize: graph.shallowSize[node],
    retainedSize: derived.dominatorsIfKnown?.retainedSize[node] ?? null,
    refcount: refcountOf(graph, node),
    verdict: verdictName(derived.verdicts(job).verdict[node]),
  };
}

/** Short text of an object: its shape, else its value or name, else its length. Safe to show. */
export function previewOf(graph: HeapGraph, node: NodeIndex): string {
  const details = objectDetails(graph, node);
  const shape = details === null ? '' : shapeText(details);
  if (shape !== '') return shape;
  const columns = details === null ? '' : columnNames(details);
  if (columns !== '') return columns;
  if (details?.isDetached === true) return 'detached';
  const preview = graph.preview?.[node] ?? NO_STRING;
  if (preview !== NO_STRING) return clip(showable(graph.strings.get(preview)), MAX_PREVIEW);
  const length = graph.length?.[node] ?? NO_COUNT;
  return length === NO_COUNT ? '' : formatQuantity(length, 'item');
}

/** The first columns of a DataFrame by name: "price, volume, … 12 columns"; '' where it has none. */
export function frameColumnsText(graph: HeapGraph, node: NodeIndex): string {
  const details = objectDetails(graph, node);
  if (details === null || details.shape === null) return '';
  const names = details.columns.map(({ name }) => name).filter((name) => name !== '');
  const all = details.columnCount ?? names.length;
  const shown = clip(showable(names.slice(0, MAX_NAMES).join(', ')), MAX_PREVIEW);
  return names.length === 0 || Math.min(names.length, MAX_NAMES) >= all
    ? shown
    : `${shown} … ${formatQuantity(all, 'column')}`;
}

/** The columns of a block of a DataFrame: "price, volume … 12 columns"; '' where they have no names. */
function columnNames({ columns, places }: ObjectDetails): string {
  if (places === null) return '';
  const names = columns.map(({ name }) => name).filter((name) => name !== '');
  const all = places.length;
  const shown = clip(showable(names.slice(0, MAX_NAMES).join(', ')), MAX_PREVIEW);
  const isWhole = names.length === 0 || Math.min(names.length, MAX_NAMES) >= all;
  return isWhole ? shown : `${shown} … ${formatQuantity(all, 'column')}`;
}

/** "1,200,000 × 34", with the element type where there is one. */
export function shapeText(details: ObjectDetails): string {
  if (details.shape === null) return '';
  const text = details.shape.map(formatCount).join(' × ');
  const dtype = details.dtype === null ? '' : ` ${clip(showable(details.dtype), 40)}`;
  return text === '' ? `scalar${dtype}` : `${text}${dtype}`;
}

/** The reference count as the process had it; null if unknown or immortal. */
export function refcountOf(graph: HeapGraph, node: NodeIndex): number | null {
  const count = graph.refcount?.[node] ?? NO_COUNT;
  return count === NO_COUNT || count === IMMORTAL_COUNT ? null : count;
}
