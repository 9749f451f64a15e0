import type { RefObject } from 'react';
import { useLayoutEffect, useRef } from 'react';
import type { QueryFault } from '../../../shared/query/query-error.ts';
import { FILTER } from '../strings-objects.ts';
import { Icon } from '../widgets/icons.tsx';

interface FaultMarkProps {
  readonly text: string;
  readonly fault: QueryFault | null;
  readonly input: RefObject<HTMLInputElement | null>;
}

/** Underlines a part of a field's text: the same text behind it, invisible but for the line. */
export function FaultMark({ text, fault, input }: FaultMarkProps) {
  const mark = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const field = input.current;
    if (field === null || fault === null) return;
    const follow = () => {
      if (mark.current !== null) mark.current.scrollLeft = field.scrollLeft;
    };
    follow();
    field.addEventListener('scroll', follow);
    return () => field.removeEventListener('scroll', follow);
  }, [input, fault]);
  if (fault === null) return null;
  const end = fault.offset + fault.length;
  return (
    <div ref={mark} className="filter-mark" aria-hidden="true">
      {text.slice(0, fault.offset)}
      <span className="filter-wave">{text.slice(fault.offset, end) || '\u2007\u2007'}</span>
      {text.slice(end)}
    </div>
  );
}

interface FaultLineProps {
  readonly id: string;
  readonly text: string;
  readonly fault: QueryFault | null;
  /** Where the filter is understood as it is; null if nowhere. */
  readonly elsewhere: { readonly label: string; readonly onGo: () => void } | null;
  readonly onReplace: (fixed: { readonly text: string; readonly caret: number }) => void;
}

/** What is wrong with a filter, in a sentence, and the likely remedy as a button. */
export function FaultLine({ id, text, fault, elsewhere, onReplace }: FaultLineProps) {
  // A word of the other list is no slip of this one.
  const suggestion = elsewhere === null ? (fault?.suggestion ?? null) : null;
  const end = fault === null ? 0 : fault.offset + fault.length;
  return (
    <div className={fault === null ? 'visually-hidden' : 'filter-fault'}>
      <p id={id} role="status">
        {fault !== null && <Icon name="warning" size={14} />}
        {fault?.message}
      </p>
      {fault !== null && elsewhere !== null && (
        <button
          type="button"
          className="button primary"
          onMouseDown={(event) => event.preventDefault()}
          onClick={elsewhere.onGo}
        >
          {elsewhere.label}
        </button>
      )}
      {fault !== null && suggestion !== null && (
        <button
          type="button"
          className="button"
          // The field keeps the focus until the click: its loss would take this line away.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() =>
            onReplace({
              text: text.slice(0, fault.offset) + suggestion + text.slice(end),
              caret: fault.offset + suggestion.length,
            })
          }
        >
          {FILTER.replaceBy(suggestion.trim())}
        </button>
      )}
    </div>
  );
}
