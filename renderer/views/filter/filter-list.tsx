import { useEffect, useRef } from 'react';
import { FILTER } from '../strings-objects.ts';
import { Icon } from '../widgets/icons.tsx';
import type { FilterOption } from './filter-options.ts';

interface FilterListProps {
  /** The ids of the list and its options begin with it. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly FilterOption[];
  /** The option the keyboard is on; −1 for none. */
  readonly active: number;
  readonly onAccept: (option: FilterOption) => void;
  readonly onForget: () => void;
}

/** What a filter field offers. The field keeps the focus; a click is as good as Enter. */
export function FilterList({ id, label, options, active, onAccept, onForget }: FilterListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the field must not lose the focus to it.
    <div className="filter-options" onMouseDown={(event) => event.preventDefault()}>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} tabIndex={-1}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
          <div
            key={`${option.kind} ${option.label}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={`filter-option kind-${option.kind}`}
            onClick={() => onAccept(option)}
          >
            {option.kind === 'recent' && <Icon name="history" size={13} />}
            <span className="filter-option-name">{option.label}</span>
            <span className="filter-option-detail">{option.detail}</span>
          </div>
        ))}
      </div>
      {options.some(({ kind }) => kind === 'recent') && (
        <button type="button" className="filter-forget" tabIndex={-1} onClick={onForget}>
          {FILTER.forget}
        </button>
      )}
    </div>
  );
}
