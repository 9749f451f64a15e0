import type { Expression } from './expression.ts';
import type { Vocabulary } from './fields.ts';
import { parseFilter } from './parser.ts';
import { printFilter } from './print.ts';

/** Whether a filter demands a condition: it is one of those joined by `and` at its top. */
export function hasCondition(filter: string, condition: string, vocabulary: Vocabulary): boolean {
  const wanted = printFilter(parseFilter(condition, vocabulary), vocabulary);
  return conditionsOf(parseFilter(filter, vocabulary)).some(
    (part) => printFilter(part, vocabulary) === wanted,
  );
}

/**
 * A filter with a condition added at its end, or taken out where it demands it already. Both texts
 * must be well-formed; what somebody typed stays as it was typed when something is added.
 */
export function toggleCondition(filter: string, condition: string, vocabulary: Vocabulary): string {
  const present = parseFilter(filter, vocabulary);
  if (!hasCondition(filter, condition, vocabulary)) {
    if (present.kind === 'everything') return condition;
    const typed = filter.trim();
    return `${present.kind === 'or' ? `(${typed})` : typed} and ${condition}`;
  }
  const wanted = printFilter(parseFilter(condition, vocabulary), vocabulary);
  const left = conditionsOf(present).filter((part) => printFilter(part, vocabulary) !== wanted);
  return printFilter(joined(left), vocabulary);
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
