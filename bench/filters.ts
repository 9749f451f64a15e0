import { computeComponents, NO_COMPONENT } from '../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../shared/analysis/components/cuts.ts';
import { computeDominators } from '../shared/analysis/dominators/dominators.ts';
import { Verdict } from '../shared/analysis/graph/verdict.ts';
import { computeVerdicts } from '../shared/analysis/verdicts/garbage.ts';
import type { Job } from '../shared/base/job.ts';
import { UNATTENDED_JOB } from '../shared/base/job.ts';
import { formatCount } from '../shared/base/units.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../shared/heap/string-table.ts';
import { OBJECT_FIELDS } from '../shared/query/fields.ts';
import type { ObjectOrder } from '../shared/query/order.ts';
import { orderNodes } from '../shared/query/order.ts';
import { parseFilter } from '../shared/query/parser.ts';
import type { QueryColumns } from '../shared/query/query-columns.ts';
import { countReferrers } from '../shared/query/query-columns.ts';
import { selectNodes } from '../shared/query/select.ts';
import { measure } from './measure.ts';
import type { Findings } from './phases.ts';

/** From what a column costs to what texts and labels cost. */
const FILTERS = [
  '',
  'DataFrame',
  'size > 100 and refcount = 1',
  'type = str and size >= 60 or referents > 10',
  'text ~ 77-user',
  'text ~ /^session-\\d*77\\d*-user/',
  '1a2b3c4',
  'referrers > 100',
  'attr = owner',
  'verdict = garbage and type = DataFrame',
  'retained > 1MB',
  'cyclic = yes and not type = Node',
];

const ORDERS: readonly ObjectOrder[] = [
  'shallowSize',
  'retainedSize',
  'referrers',
  'address',
  'type',
];

/**
 * Filters and orders over all objects of a graph. Columns of the whole dump (verdicts, cycles,
 * dominators) are computed beforehand: `runPhases` says what they cost. The facts tell how long
 * each went on at most without looking whether it was cancelled.
 */
export function runFilterPhases(plain: HeapGraph, runs: number): Findings {
  const graph = withTexts(plain);
  const job = new AttentiveJob();
  const facts: string[] = [];
  const columns = keptColumns(graph, job, (name) => {
    facts.push(`${name}: ${job.longestSilence()}`);
    job.begin();
  });
  const filters = FILTERS.map((filter) => {
    const name = filter === '' ? 'everything' : filter;
    const expression = parseFilter(filter, OBJECT_FIELDS);
    const { measurement, result } = measure(name, runs, () => {
      job.begin();
      return selectNodes(expression, columns, job);
    });
    facts.push(`${name}: ${formatCount(result.length)} objects; ${job.longestSilence()}`);
    return measurement;
  });
  const all = selectNodes(parseFilter('', OBJECT_FIELDS), columns, UNATTENDED_JOB);
  const orders = ORDERS.map((order) => {
    const { measurement } = measure(`all by ${order}`, runs, () => {
      job.begin();
      return orderNodes(all, order, true, columns, job);
    });
    facts.push(`all by ${order}: ${job.longestSilence()}`);
    return measurement;
  });
  return { measurements: [...filters, ...orders], facts };
}

/** Notes the longest time between two looks at it: so late a cancel may take effect. */
class AttentiveJob implements Job {
  private lookedAt = performance.now();
  private silence = 0;

  begin(): void {
    this.lookedAt = performance.now();
  }

  report(): void {}

  checkpoint(): void {
    const now = performance.now();
    this.silence = Math.max(this.silence, now - this.lookedAt);
    this.lookedAt = now;
  }

  /** Since this was last asked. */
  longestSilence(): string {
    const { silence } = this;
    this.silence = 0;
    return `at most ${silence.toFixed(0)} ms without a look at the job`;
  }
}

/** The columns as a session keeps them; referrers are counted anew each time. */
function keptColumns(graph: HeapGraph, job: Job, onDone: (name: string) => void): QueryColumns {
  const verdicts = computeVerdicts(graph, job);
  onDone('verdicts');
  const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts);
  onDone('cuts');
  const { component } = computeComponents(graph, cuts, job);
  onDone('components');
  const cyclic = component.map((own) => (own === NO_COMPONENT ? 0 : 1));
  job.checkpoint();
  onDone('marks');
  const { retainedSize } = computeDominators(graph, verdicts, job);
  onDone('dominators and retained');
  return {
    graph,
    verdictBytes: Verdict,
    verdicts: () => verdicts.verdict,
    retainedSizes: () => retainedSize,
    referrerCounts: (own) => countReferrers(graph, own),
    names: () => String,
    cyclic: () => Uint8Array.from(cyclic),
    families: () => [],
  };
}

const TEXT_BYTES = 'session-00000000-user-00000000'.length;

/** A heap in which every `str` has a text of its own. */
function withTexts(graph: HeapGraph): HeapGraph {
  const { nodeCount, type, typeNames, strings } = graph;
  const named = strings.count;
  const strType = typeNames.findIndex((name) => strings.get(name) === 'str');
  const preview = new Uint32Array(nodeCount).fill(NO_STRING);
  let texts = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (type[node] === strType) preview[node] = named + texts++;
  }
  const start = strings.offset[named];
  const bytes = new Uint8Array(start + texts * TEXT_BYTES);
  bytes.set(strings.bytes.subarray(0, start));
  const offset = new Uint32Array(named + texts + 1);
  offset.set(strings.offset);
  const encoder = new TextEncoder();
  for (let text = 0; text < texts; text++) {
    const number = String(text).padStart(8, '0');
    const at = start + text * TEXT_BYTES;
    encoder.encodeInto(`session-${number}-user-${number}`, bytes.subarray(at));
    offset[named + text + 1] = at + TEXT_BYTES;
  }
  return { ...graph, preview, strings: new StringTable(bytes, offset) };
}
