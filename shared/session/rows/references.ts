import { listReferents, listReferrers } from '../../analysis/graph/neighbours.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { objectRow } from './rows.ts';

const MAX_LABEL = 120;

/** A reference's label as a person reads it, safe to show: `.ww`, `[3]`, `local df`. */
export function shownLabel(graph: HeapGraph, source: NodeIndex, edge: EdgeIndex): string {
  const text = clip(showable(edgeLabelText(graph, source, edge)), MAX_LABEL);
  return decorateEdgeLabel(graph.edgeKind[edge], text);
}

/** One page of an object's referrers or referents, parallel references each in a row. */
export function referencePage(
  derived: DerivedColumns,
  request: DumpRequest<'references'>,
  job: Job,
): DumpResponse<'references'> {
  const { graph } = derived;
  const { node, direction } = request;
  const page = { offset: request.offset, limit: request.limit };
  const isReferrers = direction === 'referrers';
  const first = isReferrers ? derived.referrers(job).firstReferrer : graph.firstEdge;
  const found = isReferrers
    ? listReferrers(graph, derived.referrers(job), node, page)
    : listReferents(graph, node, page);
  const rows = Array.from(found.node, (other, index) => {
    const edge = found.edge[index];
    const kind = graph.edgeKind[edge];
    const source = isReferrers ? other : node;
    return {
      label: shownLabel(graph, source, edge),
      isWeak: (kind & EdgeMark.weak) !== 0,
      isHidden: (kind & EdgeMark.hidden) !== 0,
      opens: first[other + 1] > first[other],
      object: objectRow(derived, other, job),
      reference: { source, position: edge - graph.firstEdge[source] },
    };
  });
  return { total: found.total, rows };
}
