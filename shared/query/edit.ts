import type { Expression } from './expression.ts';
import type { FieldName, Vocabulary } from './fields.ts';
import { parseFilter } from './parser.ts';
import { printFilter } from './print.ts';
import { QueryError } from './query-error.ts';

/**
 * Whether a filter demands a condition: it is one of those joined by `and` at its top. The filter
 * may be anything (a link brings it); one that cannot be parsed demands nothing.
 */
export function hasCondition(filter: string, condition: string, vocabulary: Vocabulary): boolean {
  const present = parsedOrNull(filter, vocabulary);
  if (present === null) return false;
  const wanted = printFilter(parseFilter(condition, vocabulary), vocabulary);
  return conditionsOf(present).some((part) => printFilter(part, vocabulary) === wanted);
}

/**
 * A filter with a condition added at its end, or taken out where it demands it already. What
 * somebody typed stays as it was typed when something is added; a filter that cannot be parsed
 * gives way to the condition.
 */
export function toggleCondition(filter: string, condition: string, vocabulary: Vocabulary): string {
  const present = parsedOrNull(filter, vocabulary);
  if (present === null) return condition;
  if (!hasCondition(filter, condition, vocabulary)) {
    if (present.kind === 'everything') return condition;
    const typed = filter.trim();
    return `${present.kind === 'or' ? `(${typed})` : typed} and ${condition}`;
  }
  const wanted = printFilter(parseFilter(condition, vocabulary), vocabulary);
  const left = conditionsOf(present).filter((part) => printFilter(part, vocabulary) !== wanted);
  return printFilter(joined(left), vocabulary);
}

/** The fields that a filter names, each once; none of one that cannot be parsed. */
export function fieldsNamed(filter: string, vocabulary: Vocabulary): readonly FieldName[] {
  const present = parsedOrNull(filter, vocabulary);
  return present === null ? [] : [...new Set(fieldsIn(present))];
}

function fieldsIn(expression: Expression): readonly FieldName[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.operands.flatMap(fieldsIn);
    case 'not':
      return fieldsIn(expression.operand);
    case 'compare':
    case 'in':
      return [expression.field];
    default:
      return [];
  }
}

function parsedOrNull(filter: string, vocabulary: Vocabulary): Expression | null {
  try {
    return parseFilter(filter, vocabulary);
  } catch (thrown) {
    if (thrown instanceof QueryError) return null;
    throw thrown;
  }
}

function conditionsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'everything') return [];
  return expression.kind === 'and' ? expression.operands : [expression];
}

function joined(conditions: readonly Expression[]): Expression {
  const [only] = conditions;
  if (only === undefined) return { kind: 'everything' };
  return conditions.length === 1 ? only : { kind: 'and', operands: conditions };
}
