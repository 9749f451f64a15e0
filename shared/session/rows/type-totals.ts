import { Verdict } from '../../analysis/graph/verdict.ts';
import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import type { Job } from '../../base/job.ts';
import { compareText } from '../../base/text.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { TypeRow } from '../../protocol/schemas.ts';
import { typeName } from './names.ts';

/** Per type: how many, how large, how many of them garbage. Columns over type indices. */
export interface TypeTotals {
  readonly count: Uint32Array;
  readonly shallow: Float64Array;
  readonly garbage: Uint32Array;
  readonly shallowBytes: number;
  /** Pairs of referrer and referent, parallel references counted once. */
  readonly distinctReferences: number;
}

/** One pass over objects and one over references. O(n + m), 4 bytes per object while it runs. */
export function totalTypes(graph: HeapGraph, verdicts: Verdicts, job: Job): TypeTotals {
  const types = graph.typeNames.length;
  const count = new Uint32Array(types);
  const shallow = new Float64Array(types);
  const garbage = new Uint32Array(types);
  let shallowBytes = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = graph.type[node];
    const size = graph.shallowSize[node];
    const verdict = verdicts.verdict[node];
    count[type]++;
    shallow[type] += size;
    shallowBytes += size;
    if (verdict === Verdict.garbage || verdict === Verdict.never) garbage[type]++;
  }
  return {
    count,
    shallow,
    garbage,
    shallowBytes,
    distinctReferences: countDistinctReferences(graph, job),
  };
}

function countDistinctReferences(graph: HeapGraph, job: Job): number {
  const { firstEdge, edgeTarget } = graph;
  // lastReferrer[t] holds 1 + the last node seen to refer to t, so that no set is needed.
  const lastReferrer = new Uint32Array(graph.nodeCount);
  let distinct = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & 0xffff) === 0) job.checkpoint();
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (lastReferrer[target] === node + 1) continue;
      lastReferrer[target] = node + 1;
      distinct++;
    }
  }
  return distinct;
}

/** All types that have objects, most bytes first. Types that share a name stay apart. */
export function typeRows(graph: HeapGraph, totals: TypeTotals): TypeRow[] {
  const rows: TypeRow[] = [];
  for (let type = 0; type < totals.count.length; type++) {
    const count = totals.count[type];
    if (count === 0) continue;
    rows.push({
      typeIndex: type,
      type: typeName(graph, type),
      count,
      shallowBytes: totals.shallow[type],
      garbageCount: totals.garbage[type],
    });
  }
  return rows.sort((a, b) => b.shallowBytes - a.shallowBytes || compareText(a.type, b.type));
}
