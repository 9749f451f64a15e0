import './filter.css';
import type { KeyboardEvent } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { faultIn } from '../../../shared/query/parser.ts';
import { useActions } from '../../state/react/context.ts';
import { FILTER } from '../strings-objects.ts';
import { Icon } from '../widgets/icons.tsx';
import { FaultLine, FaultMark } from './filter-fault.tsx';
import { FilterList } from './filter-list.tsx';
import type { FilterOption } from './filter-options.ts';
import { useFilterDraft } from './use-filter-draft.ts';
import { useFilterOptions } from './use-filter-options.ts';

interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly vocabulary: Vocabulary;
  /** The filter in force, well-formed. */
  readonly value: string;
  readonly onApply: (filter: string) => void;
  /** Another list that may understand what this one does not. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  readonly vocabulary: Vocabulary;
  /** What going there is called. */
  readonly label: string;
  readonly onGo: (filter: string) => void;
}

const NONE = -1;

/**
 * Where a filter is typed: it takes effect as soon as it makes sense, what is wrong is marked in
 * place, and what could come next is offered in a list (the combobox pattern of ARIA: the list is
 * never in the way of typing, nothing in it is chosen until an arrow key goes there).
 */
export function FilterField(props: FilterFieldProps) {
  const { label, placeholder, vocabulary, value, onApply, elsewhere } = props;
  const { window: actions } = useActions();
  const { text, fault, setText } = useFilterDraft(value, vocabulary, onApply);
  const [caret, setCaret] = useState(text.length);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(NONE);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const options = useFilterOptions(text, Math.min(caret, text.length), vocabulary, isOpen);
  const isListed = isOpen && options.length > 0;
  const active = isListed && chosen < options.length ? chosen : NONE;
  const shownFault = fault !== null && !(fault.isIncomplete && isOpen) ? fault : null;

  // Where the caret must be once the new text is in the field.
  const wantedCaret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wantedCaret.current === null) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = null;
  });

  const change = (typed: string, at: number) => {
    setText(typed);
    setCaret(at);
    setChosen(NONE);
  };
  const put = (typed: string, at: number) => {
    wantedCaret.current = at;
    change(typed, at);
    input.current?.focus();
  };
  const accept = (option: FilterOption) => {
    put(option.text, option.caret);
    setOpen(option.kind !== 'recent');
  };
  const finish = () => {
    setOpen(false);
    setChosen(NONE);
    if (fault === null) actions.rememberFilter(text);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const steps = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const option = options[active];
    if (event.nativeEvent.isComposing || event.altKey) return;
    if (steps !== 0) {
      setOpen(true);
      setChosen(isListed ? stepped(active, steps, options.length) : 0);
    } else if (event.key === ' ' && event.ctrlKey) {
      setOpen(true);
    } else if (event.key === 'Enter') {
      if (option === undefined) finish();
      else accept(option);
    } else if (event.key === 'Escape' && (isOpen || text !== '')) {
      // The first one leaves the list alone, the second the filter.
      event.stopPropagation();
      if (isOpen && text !== '') setOpen(false);
      else put('', 0);
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div className="filter">
      <div className={`field filter-box ${shownFault === null ? '' : 'has-fault'}`}>
        <Icon name="search" size={14} />
        <div className="filter-text">
          <FaultMark text={text} fault={shownFault} input={input} />
          <input
            ref={input}
            role="combobox"
            data-filter-field=""
            aria-label={label}
            aria-autocomplete="list"
            aria-expanded={isListed}
            aria-controls={isListed ? `${id}-list` : undefined}
            aria-activedescendant={active === NONE ? undefined : `${id}-${active}`}
            aria-invalid={shownFault !== null}
            aria-describedby={`${id}-fault`}
            placeholder={placeholder}
            value={text}
            maxLength={MAX_FILTER_LENGTH}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            onChange={({ currentTarget }) => {
              change(currentTarget.value, currentTarget.selectionStart ?? 0);
              setOpen(true);
            }}
            onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
            onClick={() => setOpen(true)}
            onKeyDown={onKeyDown}
            onBlur={finish}
          />
        </div>
        {text !== '' && (
          <button
            type="button"
            className="filter-clear"
            aria-label={FILTER.clear}
            onClick={() => put('', 0)}
          >
            <Icon name="close" size={12} />
          </button>
        )}
      </div>
      <div className="filter-panel">
        <FaultLine
          id={`${id}-fault`}
          fault={shownFault}
          onReplace={(fixed) => put(fixed.text, fixed.caret)}
          text={text}
          elsewhere={
            elsewhere !== undefined && faultIn(text, elsewhere.vocabulary) === null
              ? { label: elsewhere.label, onGo: () => elsewhere.onGo(text) }
              : null
          }
        />
        {isListed && (
          <FilterList
            id={id}
            label={FILTER.options}
            options={options}
            active={active}
            onAccept={accept}
            onForget={actions.forgetFilters}
          />
        )}
      </div>
      <span className="visually-hidden" role="status">
        {isListed ? FILTER.optionCount(options.length) : ''}
      </span>
    </div>
  );
}

/** What the engine takes at most. */
const MAX_FILTER_LENGTH = 4000;

/** One option further, round the list and through none of them. */
function stepped(active: number, steps: number, count: number): number {
  const places = count + 1;
  return ((active + 1 + steps + places) % places) - 1;
}
