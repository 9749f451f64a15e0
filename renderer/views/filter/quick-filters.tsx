import { hasCondition, toggleCondition } from '../../../shared/query/edit.ts';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { FILTER } from '../strings-objects.ts';

export interface QuickFilter {
  readonly name: string;
  readonly condition: string;
}

interface QuickFiltersProps {
  readonly vocabulary: Vocabulary;
  readonly filters: readonly QuickFilter[];
  /** The filter in force. */
  readonly value: string;
  readonly onApply: (filter: string) => void;
}

/** Conditions that are put to the filter, and taken out again, with one click. */
export function QuickFilters({ vocabulary, filters, value, onApply }: QuickFiltersProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row.
    <div className="quick-filters" role="group" aria-label={FILTER.quick}>
      {filters.map(({ name, condition }) => (
        <button
          key={condition}
          type="button"
          className="quick-filter"
          aria-pressed={hasCondition(value, condition, vocabulary)}
          data-tip={condition}
          onClick={() => onApply(toggleCondition(value, condition, vocabulary))}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
