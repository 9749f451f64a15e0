import type { Job } from '../../base/job.ts';
import { showable } from '../../base/text.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { ContentReader } from '../rows/contents.ts';
import { typeNameOf } from '../rows/names.ts';
import { BRIEF, isCutText, reprOf, WHOLE } from '../rows/repr.ts';
import { objectRow } from '../rows/rows.ts';

const MAX_TEXT = 1_000_000;

/** A page of what is in an object, each with its value at sight. */
export function contentsPage(
  derived: DerivedColumns,
  contents: ContentReader,
  { node, offset, limit }: DumpRequest<'contents'>,
  job: Job,
): DumpResponse<'contents'> {
  const { graph } = derived;
  const { total, rows } = contents.page(node, { offset, limit }, job);
  return {
    total,
    rows: rows.map(({ kind, name, source, edge }) => {
      const target = graph.edgeTarget[edge];
      const length = graph.length?.[target] ?? NO_COUNT;
      return {
        kind,
        name,
        value: reprOf(graph, contents, target, BRIEF, job).text,
        opens: contents.opens(target),
        isWeak: (graph.edgeKind[edge] & EdgeMark.weak) !== 0,
        isHidden: (graph.edgeKind[edge] & EdgeMark.hidden) !== 0,
        length: length === NO_COUNT ? null : length,
        object: objectRow(derived, target, job),
        reference: { source, position: edge - graph.firstEdge[source] },
      };
    }),
  };
}

/** One object in full, as far as the dump holds it. */
export function wholeValue(
  graph: HeapGraph,
  contents: ContentReader,
  node: NodeIndex,
  job: Job,
): DumpResponse<'wholeValue'> {
  const { text: repr, isWhole } = reprOf(graph, contents, node, WHOLE, job);
  const length = graph.length?.[node] ?? NO_COUNT;
  const text = textOf(graph, node);
  return {
    repr,
    isWhole,
    text: text === null ? null : text.slice(0, MAX_TEXT).split('\n').map(showable).join('\n'),
    isTextWhole:
      text === null ||
      (text.length <= MAX_TEXT && (length === NO_COUNT || !isCutText(text, length))),
    length: length === NO_COUNT ? null : length,
  };
}

/** The text that an object is, as far as the dump holds it. */
function textOf(graph: HeapGraph, node: NodeIndex): string | null {
  const type = typeNameOf(graph, node);
  if (type !== 'str' && type !== 'string' && type !== 'String') return null;
  const stored = graph.preview?.[node] ?? NO_STRING;
  return stored === NO_STRING ? null : graph.strings.get(stored);
}
