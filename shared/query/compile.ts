import { NodeFlag } from '../heap/heap-graph.ts';
import { addressCondition, addressSearch } from './address-conditions.ts';
import type { Condition } from './condition.ts';
import { ALWAYS, allOf, anyOf, Cost, conditionOn, marked, NEVER, negated } from './condition.ts';
import type { Expression, Literal } from './expression.ts';
import type { FieldName, Operator } from './fields.ts';
import { labelCondition } from './label-conditions.ts';
import { numberCondition } from './number-conditions.ts';
import type { QueryColumns } from './query-columns.ts';
import {
  bytesTestOf,
  patternCondition,
  previewCondition,
  siteCondition,
  type TextChoice,
  typeCondition,
  wordCondition,
} from './text-conditions.ts';

/** A filter of objects as a condition on the columns of a dump; nothing is computed yet. */
export function compileFilter(expression: Expression, columns: QueryColumns): Condition {
  const { graph } = columns;
  switch (expression.kind) {
    case 'everything':
      return ALWAYS;
    case 'and':
      return allOf(expression.operands.map((operand) => compileFilter(operand, columns)));
    case 'or':
      return anyOf(expression.operands.map((operand) => compileFilter(operand, columns)));
    case 'not':
      return negated(compileFilter(expression.operand, columns));
    case 'word':
      return wordCondition(graph, expression.text);
    case 'matches':
      return patternCondition(graph, expression.pattern);
    case 'in': {
      const condition = fieldCondition(columns, expression.field, '=', expression.values);
      return expression.isNegated ? negated(condition) : condition;
    }
    case 'compare': {
      const { field, operator, value } = expression;
      const opposite = operator === '!=' ? '=' : operator === '!~' ? '~' : null;
      const condition = fieldCondition(columns, field, opposite ?? operator, [value]);
      return opposite === null ? condition : negated(condition);
    }
  }
}

/** A comparison without negation; several values where any of them will do. */
function fieldCondition(
  columns: QueryColumns,
  field: FieldName,
  operator: Operator,
  values: readonly Literal[],
): Condition {
  const { graph } = columns;
  const text: TextChoice = { isSearch: operator === '~', values };
  switch (field) {
    case 'type':
    case 'module':
      return typeCondition(graph, field, text);
    case 'text':
      return previewCondition(graph, text);
    case 'path':
      return pathCondition(columns, text);
    case 'site':
      return siteCondition(graph, text);
    case 'attr':
    case 'label':
      return labelCondition(graph, field, text);
    case 'address': {
      const [wanted] = values;
      if (operator === '~') {
        return wanted?.form === 'text' ? addressSearch(graph, wanted.text) : NEVER;
      }
      const addresses = values.filter((value) => value.form === 'address');
      return addressCondition(graph, operator, addresses);
    }
    case 'verdict':
      return verdictCondition(columns, values);
    case 'cyclic':
      return flagged(
        conditionOn(Cost.cycles, (job) => marked(columns.cyclic(job))),
        values,
      );
    case 'root':
      return flagged(rootCondition(columns), values);
    case 'tracked':
      return flagged(flagCondition(columns, NodeFlag.tracked), values);
    case 'user':
      return flagged(flagCondition(columns, NodeFlag.isUserInstance), values);
    case 'finalizer':
      return flagged(flagCondition(columns, NodeFlag.hasFinalizer), values);
    case 'frozen':
      return flagged(flagCondition(columns, NodeFlag.frozen), values);
    case 'count':
    case 'garbage':
      // Of types, not of objects; the parser refuses them in a filter of objects.
      return NEVER;
    default: {
      const numbers = values.flatMap((value) => (value.form === 'number' ? [value.value] : []));
      return numberCondition(columns, field, { operator, values: numbers });
    }
  }
}

function verdictCondition(columns: QueryColumns, values: readonly Literal[]): Condition {
  const wanted = new Uint8Array(256);
  for (const [name, byte] of Object.entries(columns.verdictBytes)) {
    if (values.some((value) => value.form === 'text' && value.text === name)) wanted[byte] = 1;
  }
  return conditionOn(Cost.verdicts, (job) => {
    const verdict = columns.verdicts(job);
    return (node) => wanted[verdict[node]] === 1;
  });
}

/** `path`: the name of each object is written to be compared. */
function pathCondition(columns: QueryColumns, choice: TextChoice): Condition {
  return conditionOn(Cost.names, (job) => {
    const nameOf = columns.names(job);
    const test = bytesTestOf('path', choice, job);
    const encoder = new TextEncoder();
    return (node) => {
      const name = nameOf(node);
      if (name === '') return false;
      const bytes = encoder.encode(name);
      return test(bytes, 0, bytes.length);
    };
  });
}

function flagCondition({ graph }: QueryColumns, flag: number): Condition {
  const { flags } = graph;
  return conditionOn(Cost.column, () => (node) => (flags[node] & flag) !== 0);
}

function rootCondition({ graph }: QueryColumns): Condition {
  return conditionOn(Cost.column, () => {
    const marks = new Uint8Array(graph.nodeCount);
    for (const node of graph.roots?.node ?? []) marks[node] = 1;
    return marked(marks);
  });
}

/** `= yes` and `= no`; both in a list is everything. */
function flagged(condition: Condition, values: readonly Literal[]): Condition {
  const wants = (wanted: boolean): boolean =>
    values.some((value) => value.form === 'flag' && value.value === wanted);
  if (wants(true)) return wants(false) ? ALWAYS : condition;
  return negated(condition);
}
