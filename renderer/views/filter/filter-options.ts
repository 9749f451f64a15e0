import type { CompletionFacts, Suggestion } from '../../../shared/query/complete.ts';
import { completeFilter } from '../../../shared/query/complete.ts';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { faultIn } from '../../../shared/query/parser.ts';

/** One line of what a filter field offers, and the filter it leads to. */
export interface FilterOption {
  readonly kind: Suggestion['kind'] | 'recent';
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  readonly caret: number;
}

const MAX_RECENT = 5;
const FIELDS_AT_FIRST = 8;

/** What can be done to a filter at the caret; for an empty one, those used last come first. */
export function filterOptions(
  text: string,
  caret: number,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
  recent: readonly string[],
): readonly FilterOption[] {
  const { from, to, suggestions } = completeFilter(text, caret, vocabulary, facts);
  const options = suggestions.map(({ kind, label, detail, insert }): FilterOption => {
    const rest = text.slice(to);
    const added = insert.endsWith(' ') && rest.startsWith(' ') ? insert.slice(0, -1) : insert;
    return {
      kind,
      label,
      detail,
      text: text.slice(0, from) + added + rest,
      caret: from + added.length + (added === insert ? 0 : 1),
    };
  });
  if (text.trim() !== '') return options;
  const fitting = recent.filter((filter) => faultIn(filter, vocabulary) === null);
  return [
    ...fitting.slice(0, MAX_RECENT).map((filter) => recentOption(filter)),
    ...options.slice(0, FIELDS_AT_FIRST),
  ];
}

function recentOption(filter: string): FilterOption {
  return { kind: 'recent', label: filter, detail: '', text: filter, caret: filter.length };
}
