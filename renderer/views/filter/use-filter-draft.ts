import { useState } from 'react';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { faultIn } from '../../../shared/query/parser.ts';
import type { QueryFault } from '../../../shared/query/query-error.ts';

export interface FilterDraft {
  readonly text: string;
  /** What is wrong with the text; the filter in force is then an earlier one. */
  readonly fault: QueryFault | null;
  readonly setText: (text: string) => void;
}

/**
 * A filter while it is typed. What is well-formed takes effect at once; what is not stays a draft,
 * and the filter before it in force. A filter set from elsewhere, by going back say, replaces the
 * draft.
 */
export function useFilterDraft(
  inForce: string,
  vocabulary: Vocabulary,
  onApply: (filter: string) => void,
): FilterDraft {
  const [draft, setDraft] = useState({ text: inForce, of: inForce });
  const text = draft.of === inForce ? draft.text : inForce;
  return {
    text,
    fault: faultIn(text, vocabulary),
    setText(typed) {
      const isSound = faultIn(typed, vocabulary) === null;
      setDraft({ text: typed, of: isSound ? typed : inForce });
      if (isSound && typed !== inForce) onApply(typed);
    },
  };
}
