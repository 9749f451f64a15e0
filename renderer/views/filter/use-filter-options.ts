import { wantsTypes } from '../../../shared/query/complete.ts';
import { completionContext } from '../../../shared/query/completion-context.ts';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { quoteText } from '../../../shared/query/print.ts';
import { useAppState } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { FilterOption } from './filter-options.ts';
import { filterOptions } from './filter-options.ts';

/** Types fetched to choose suggestions from: more than are shown, since shared names must show. */
const TYPES_FETCHED = 50;

/** What a filter field offers at its caret; nothing, and asks nothing, while it is closed. */
export function useFilterOptions(
  text: string,
  caret: number,
  vocabulary: Vocabulary,
  isOpen: boolean,
): readonly FilterOption[] {
  const recent = useAppState(({ persisted }) => persisted.recentFilters);
  const context = isOpen ? completionContext(text, caret, vocabulary) : null;
  const typed = context !== null && wantsTypes(context) ? context.typed : null;
  const found = useAnswer(
    'types',
    typed === null
      ? null
      : {
          where: typed === '' ? '' : quoteText(typed),
          sort: 'count',
          descending: true,
          offset: 0,
          limit: TYPES_FETCHED,
        },
  );
  if (!isOpen) return [];
  const types = (found.value?.rows ?? []).map(({ type, count }) => ({ name: type, count }));
  return filterOptions(text, caret, vocabulary, { types }, recent);
}
