import type { Job } from '../base/job.ts';
import type { HeapGraph, SparseStrings } from '../heap/heap-graph.ts';
import { addressInWord } from './address-conditions.ts';
import type { Condition, NodeTest } from './condition.ts';
import { anyOf, Cost, conditionOn, marked, NEVER } from './condition.ts';
import type { Literal, PatternLiteral } from './expression.ts';
import type { BytesTest } from './text-test.ts';
import {
  equalityTest,
  JobMeter,
  modulePart,
  nameOrLastPart,
  RememberedTest,
  searchTest,
  withOrWithoutQuotes,
} from './text-test.ts';

/** What a text is compared with: something to find in it, or what it may equal. */
export interface TextChoice {
  readonly isSearch: boolean;
  readonly values: readonly Literal[];
}

export type TextField = 'type' | 'module' | 'text' | 'path' | 'site' | 'attr' | 'label';

/** The test of one text, `~` or `=` and `in`, in the form that the field has. */
export function bytesTestOf(field: TextField, choice: TextChoice, job: Job): BytesTest {
  const [wanted] = choice.values;
  const test =
    choice.isSearch && wanted !== undefined
      ? searchTest(wanted, new JobMeter(job))
      : equalityTest(choice.values);
  if (field === 'module') return modulePart(test);
  if (choice.isSearch) return test;
  if (field === 'type') return nameOrLastPart(test);
  return field === 'attr' || field === 'label' ? withOrWithoutQuotes(test) : test;
}

/** `type` and `module`: decided once per type. */
export function typeCondition(
  graph: HeapGraph,
  field: 'type' | 'module',
  choice: TextChoice,
): Condition {
  return conditionOn(Cost.column, (job) => typeTest(graph, bytesTestOf(field, choice, job)));
}

/** `text`: an object's value or name. */
export function previewCondition(graph: HeapGraph, choice: TextChoice): Condition {
  const { preview } = graph;
  if (preview === null) return NEVER;
  return conditionOn(Cost.texts, (job) => {
    const texts = new RememberedTest(graph.strings, bytesTestOf('text', choice, job));
    return (node) => texts.passes(preview[node]);
  });
}

/** `site`: where it was allocated. */
export function siteCondition(graph: HeapGraph, choice: TextChoice): Condition {
  return conditionOn(Cost.texts, (job) =>
    sparseTest(
      graph,
      graph.allocationSite,
      new RememberedTest(graph.strings, bytesTestOf('site', choice, job)),
      job,
    ),
  );
}

/** A bare word: the type, the text or the address contains it. */
export function wordCondition(graph: HeapGraph, text: string): Condition {
  const choice: TextChoice = { isSearch: true, values: [{ form: 'text', text }] };
  const address = addressInWord(graph, text);
  return anyOf([
    ...(address === null ? [] : [address]),
    typeCondition(graph, 'type', choice),
    previewCondition(graph, choice),
  ]);
}

/** A bare pattern: the type or the text matches. */
export function patternCondition(graph: HeapGraph, pattern: PatternLiteral): Condition {
  const choice: TextChoice = { isSearch: true, values: [pattern] };
  return anyOf([typeCondition(graph, 'type', choice), previewCondition(graph, choice)]);
}

function typeTest(graph: HeapGraph, test: BytesTest): NodeTest {
  const { type, typeNames, strings } = graph;
  const names = new RememberedTest(strings, test);
  const passes = Uint8Array.from(typeNames, (name) => (names.passes(name) ? 1 : 0));
  return (node) => passes[type[node]] === 1;
}

function sparseTest(
  graph: HeapGraph,
  column: SparseStrings,
  texts: RememberedTest,
  job: Job,
): NodeTest {
  const marks = new Uint8Array(graph.nodeCount);
  for (let at = 0; at < column.node.length; at++) {
    if ((at & ROWS_PER_CHECK) === 0) job.checkpoint();
    if (texts.passes(column.value[at])) marks[column.node[at]] = 1;
  }
  return marked(marks);
}

const ROWS_PER_CHECK = 0x3fff;
