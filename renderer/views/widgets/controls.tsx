import type { ComponentProps, ReactNode } from 'react';
import { useId } from 'react';
import { CONTROL } from '../strings-widgets.ts';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'title'> {
  readonly icon: IconName;
  /** The accessible name, also shown as a tooltip. */
  readonly name: string;
  readonly shortcut?: string | undefined;
}

export function IconButton({ icon, name, shortcut, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`button quiet icon-only ${className ?? ''}`}
      aria-label={name}
      data-tip={shortcut === undefined ? name : `${name}  ${shortcut}`}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: ReactNode;
    readonly tip?: string;
  }[];
  readonly onChange: (value: T) => void;
}

/** One of a few; arrow keys move as in a group of radio buttons. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: SegmentedProps<T>) {
  const move = (from: HTMLElement, steps: number) => {
    const index = options.findIndex((option) => option.value === value);
    const next = options[(index + steps + options.length) % options.length];
    if (next === undefined) return;
    onChange(next.value);
    const buttons = from.parentElement?.querySelectorAll('button');
    buttons?.[options.indexOf(next)]?.focus();
  };
  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a styled button group with radio semantics.
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          data-tip={option.tip}
          onClick={() => onChange(option.value)}
          onKeyDown={(event) => {
            const steps = STEPS[event.key];
            if (steps === undefined) return;
            event.preventDefault();
            move(event.currentTarget, steps);
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

interface StepperProps {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly tip: string;
  readonly onChange: (value: number) => void;
  /** The values one press goes through; every whole number where there are none. */
  readonly stops?: readonly number[];
}

export function Stepper({ name, value, min, max, tip, onChange, stops }: StepperProps) {
  const id = useId();
  const less = stops?.findLast((stop) => stop < value) ?? value - 1;
  const more = stops?.find((stop) => stop > value) ?? value + 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a toolbar row.
    <div className="stepper" role="group" aria-labelledby={id} data-tip={tip}>
      <span className="stepper-name" id={id}>
        {name}
      </span>
      <button
        type="button"
        aria-label={CONTROL.less(name)}
        disabled={value <= min}
        onClick={() => onChange(Math.max(min, less))}
      >
        <Icon name="minus" size={12} />
      </button>
      <output>{value}</output>
      <button
        type="button"
        aria-label={CONTROL.more(name)}
        disabled={value >= max}
        onClick={() => onChange(Math.min(max, more))}
      >
        <Icon name="plus" size={12} />
      </button>
    </div>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  return (
    <div className="field search-field">
      <Icon name="search" size={14} />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation();
            onChange('');
          }
        }}
      />
      {value !== '' && (
        <button type="button" aria-label={CONTROL.clearFilter} onClick={() => onChange('')}>
          <Icon name="close" size={12} />
        </button>
      )}
    </div>
  );
}

export function Chip({
  children,
  onRemove,
  removeName,
}: {
  readonly children: ReactNode;
  readonly onRemove: () => void;
  readonly removeName: string;
}) {
  return (
    <span className="chip">
      <span className="truncate">{children}</span>
      <button type="button" aria-label={removeName} onClick={onRemove}>
        <Icon name="close" size={10} />
      </button>
    </span>
  );
}
