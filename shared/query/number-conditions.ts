import type { Job } from '../base/job.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../heap/heap-graph.ts';
import type { ObjectDetails } from '../heap/object-details.ts';
import { parseDetails } from '../heap/object-details.ts';
import type { Condition, NodeTest } from './condition.ts';
import { Cost, conditionOn, marked, NEVER } from './condition.ts';
import type { Operator } from './fields.ts';
import type { QueryColumns } from './query-columns.ts';

/** What a number is compared with: one bound, or any of several numbers. */
export interface NumberChoice {
  /** Never `!=`, which is the negation of `=`. */
  readonly operator: Operator;
  readonly values: readonly number[];
}

/** The numbers an object has, by the field that names them. */
export type NumberField =
  | 'size'
  | 'retained'
  | 'refcount'
  | 'length'
  | 'referrers'
  | 'referents'
  | 'rows'
  | 'columns'
  | 'data'
  | 'family';

/** `field operator value`. Unknown numbers satisfy nothing. */
export function numberCondition(
  columns: QueryColumns,
  field: NumberField,
  choice: NumberChoice,
): Condition {
  const { graph } = columns;
  switch (field) {
    case 'size':
      return conditionOn(Cost.column, () => columnTest(graph.shallowSize, choice));
    case 'refcount':
      return optionalColumn(graph.refcount, choice, IMMORTAL_COUNT);
    case 'length':
      return optionalColumn(graph.length, choice, NO_COUNT);
    case 'referents':
      return conditionOn(Cost.column, () => referentsTest(graph, choice));
    case 'referrers':
      return conditionOn(Cost.references, (job) => columnTest(columns.referrerCounts(job), choice));
    case 'retained':
      return conditionOn(Cost.dominators, (job) => columnTest(columns.retainedSizes(job), choice));
    case 'rows':
      return detailCondition(graph, ({ shape }) => shape?.[0] ?? null, choice);
    case 'columns':
      return detailCondition(
        graph,
        ({ columnCount, shape }) => columnCount ?? shape?.[1] ?? null,
        choice,
      );
    case 'data':
      return detailCondition(graph, ({ dataBytes }) => dataBytes, choice);
    case 'family':
      return conditionOn(Cost.cycles, (job) => familyTest(columns, choice, job));
  }
}

/** Whether one number satisfies a choice. */
export function numberTest({ operator, values }: NumberChoice): (value: number) => boolean {
  const [bound = 0] = values;
  switch (operator) {
    case '<':
      return (value) => value < bound;
    case '<=':
      return (value) => value <= bound;
    case '>':
      return (value) => value > bound;
    case '>=':
      return (value) => value >= bound;
    default:
      return (value) => values.includes(value);
  }
}

/** One closure per operator, so that the loop over ten million objects calls nothing further. */
function columnTest(
  column: Uint32Array | Float64Array,
  { operator, values }: NumberChoice,
  unknownFrom = Number.POSITIVE_INFINITY,
): NodeTest {
  const [bound = 0] = values;
  switch (operator) {
    case '<':
      return (node) => column[node] < bound && column[node] < unknownFrom;
    case '<=':
      return (node) => column[node] <= bound && column[node] < unknownFrom;
    case '>':
      return (node) => column[node] > bound && column[node] < unknownFrom;
    case '>=':
      return (node) => column[node] >= bound && column[node] < unknownFrom;
    default:
      return (node) => values.includes(column[node]) && column[node] < unknownFrom;
  }
}

function optionalColumn(
  column: Uint32Array | null,
  choice: NumberChoice,
  unknownFrom: number,
): Condition {
  if (column === null) return NEVER;
  return conditionOn(Cost.column, () => columnTest(column, choice, unknownFrom));
}

function referentsTest(graph: HeapGraph, choice: NumberChoice): NodeTest {
  const { firstEdge } = graph;
  const test = numberTest(choice);
  return (node) => test(firstEdge[node + 1] - firstEdge[node]);
}

/** Of what few objects have, the whole column is looked at once. */
function detailCondition(
  graph: HeapGraph,
  numberOf: (details: ObjectDetails) => number | null,
  choice: NumberChoice,
): Condition {
  return conditionOn(Cost.texts, (job) => {
    const test = numberTest(choice);
    const { node, value } = graph.details;
    const marks = new Uint8Array(graph.nodeCount);
    for (let at = 0; at < node.length; at++) {
      if ((at & DETAILS_PER_CHECK) === 0) job.checkpoint();
      const details = parseDetails(graph.strings.get(value[at]));
      const number = details === null ? null : numberOf(details);
      if (number !== null && test(number)) marks[node[at]] = 1;
    }
    return marked(marks);
  });
}

const DETAILS_PER_CHECK = 0xff;

function familyTest(columns: QueryColumns, choice: NumberChoice, job: Job): NodeTest {
  const test = numberTest(choice);
  const marks = new Uint8Array(columns.graph.nodeCount);
  columns.families(job).forEach(({ instances }, index) => {
    if (!test(index + 1)) return;
    for (const node of instances) marks[node] = 1;
  });
  return marked(marks);
}
