import { GrowableUint32 } from '../base/growable.ts';
import type { Job } from '../base/job.ts';
import { compileFilter } from './compile.ts';
import type { Condition, NodeTest } from './condition.ts';
import { cheapestFirst, everyTest } from './condition.ts';
import type { Expression } from './expression.ts';
import type { QueryColumns } from './query-columns.ts';

/**
 * The objects that satisfy a filter and all further conditions, ascending.
 *
 * O(objects) for each cost level that occurs, and what the columns in use cost; 4 bytes per object
 * found. A level is only prepared when the ones before have left something.
 */
export function selectNodes(
  expression: Expression,
  columns: QueryColumns,
  job: Job,
  further: readonly Condition[] = [],
): Uint32Array {
  const parts = expression.kind === 'and' ? expression.operands : [expression];
  const conditions = [...further, ...parts.map((part) => compileFilter(part, columns))];
  let selected: Uint32Array | null = null;
  for (const level of levelsOf(conditions)) {
    const test = everyTest(level.map((condition) => condition.prepare(job)));
    selected =
      selected === null
        ? selectFromAll(columns.graph.nodeCount, test, job)
        : narrow(selected, test, job);
    if (selected.length === 0) break;
  }
  return selected ?? new Uint32Array(0);
}

/** Conditions of equal cost together, cheapest first. */
function levelsOf(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
  const levels: Condition[][] = [];
  for (const condition of cheapestFirst(conditions)) {
    const last = levels.at(-1);
    if (last?.[0]?.cost === condition.cost) last.push(condition);
    else levels.push([condition]);
  }
  return levels;
}

function selectFromAll(nodeCount: number, test: NodeTest, job: Job): Uint32Array {
  const selected = new GrowableUint32(1024);
  for (let start = 0; start < nodeCount; start += CHUNK) {
    keepPace(job, start, nodeCount);
    const end = Math.min(nodeCount, start + CHUNK);
    for (let node = start; node < end; node++) if (test(node)) selected.push(node);
  }
  return selected.toArray();
}

function narrow(nodes: Uint32Array, test: NodeTest, job: Job): Uint32Array {
  let kept = 0;
  for (let start = 0; start < nodes.length; start += CHUNK) {
    keepPace(job, start, nodes.length);
    const end = Math.min(nodes.length, start + CHUNK);
    for (let at = start; at < end; at++) {
      const node = nodes[at];
      if (test(node)) nodes[kept++] = node;
    }
  }
  return nodes.slice(0, kept);
}

/** Objects between two looks at the job; a test takes some microseconds at worst. */
const CHUNK = 1 << 14;

function keepPace(job: Job, done: number, total: number): void {
  job.checkpoint();
  job.report({ phase: 'Filtering objects', done, total, unit: 'objects' });
}
