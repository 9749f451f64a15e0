import type { ReactNode } from 'react';
import { EXPORT_WIDTH } from '../../../shared/protocol/schemas.ts';
import { EXPORT, FORMAT_NAMES, NO_CHOICE, SIZE_NAMES } from '../strings-export.ts';
import type { ExportChoices, ExportFormat, SizeChoice } from './export-choices.ts';
import { EXPORT_FORMATS, isWidthWrong, matters, SIZES } from './export-choices.ts';

interface FieldsProps {
  readonly choices: ExportChoices;
  readonly onChange: (changed: Partial<ExportChoices>) => void;
  /** How large what is made turns out; '' until it is known. */
  readonly size: string;
}

/** What an export is made of. What makes no difference to the format is disabled, and says why. */
export function ExportFields({ choices, onChange, size }: FieldsProps) {
  const { format } = choices;
  return (
    <form className="export-options" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>{EXPORT.format}</legend>
        {EXPORT_FORMATS.map((value) => (
          <Choice
            key={value}
            kind="radio"
            group="format"
            isOn={format === value}
            onChange={() => onChange({ format: value })}
          >
            {FORMAT_NAMES[value]}
          </Choice>
        ))}
      </fieldset>
      <fieldset disabled={!matters(format, 'theme')}>
        <legend>{EXPORT.colours}</legend>
        {(['light', 'dark'] as const).map((value) => (
          <Choice
            key={value}
            kind="radio"
            group="theme"
            isOn={choices.theme === value}
            onChange={() => onChange({ theme: value })}
          >
            {EXPORT[value]}
          </Choice>
        ))}
        <Reason format={format} choice="theme" />
      </fieldset>
      <fieldset>
        <legend>{EXPORT.content}</legend>
        {(['legend', 'edgeLabels', 'redact'] as const).map((choice) => (
          <div key={choice}>
            <Choice
              kind="checkbox"
              isOn={choices[choice]}
              isDisabled={!matters(format, choice)}
              onChange={(isOn) => onChange({ [choice]: isOn })}
            >
              {EXPORT[choice]}
            </Choice>
            <Reason format={format} choice={choice} />
            {choice === 'edgeLabels' && format === 'svg' && !choices.edgeLabels && (
              <p className="muted">{EXPORT.hintsStay}</p>
            )}
          </div>
        ))}
      </fieldset>
      <SizeFields choices={choices} onChange={onChange} size={size} />
    </form>
  );
}

function SizeFields({ choices, onChange, size }: FieldsProps) {
  const { format } = choices;
  const isPng = format === 'png';
  const hasSize = matters(format, 'size');
  const chosen = isPng ? choices.pngSize : choices.svgSize;
  const isWrong = isWidthWrong(choices);
  return (
    <fieldset disabled={!hasSize}>
      <legend>{EXPORT.size}</legend>
      <select
        className="select"
        aria-label={EXPORT.sizeLabel}
        value={chosen}
        onChange={({ currentTarget: { value } }) => onChange(sizeChange(isPng, value))}
      >
        {SIZES[isPng ? 'png' : 'svg'].map((value) => (
          <option key={value} value={value}>
            {SIZE_NAMES[value]}
          </option>
        ))}
      </select>
      {hasSize && chosen === 'width' && (
        <div className="field export-width">
          <input
            inputMode="numeric"
            aria-label={EXPORT.width}
            aria-invalid={isWrong}
            value={choices.width}
            onChange={(event) => onChange({ width: event.currentTarget.value })}
          />
          <span>{EXPORT.pixelsWide}</span>
        </div>
      )}
      {hasSize && (
        <p className={isWrong ? 'export-wrong' : 'muted'} role="status">
          {isWrong ? EXPORT.widthRange(EXPORT_WIDTH.min, EXPORT_WIDTH.max) : size}
        </p>
      )}
      <Reason format={format} choice="size" />
    </fieldset>
  );
}

function sizeChange(isPng: boolean, value: string): Partial<ExportChoices> {
  const known = SIZES[isPng ? 'png' : 'svg'].find((size: SizeChoice) => size === value);
  if (known === undefined) return {};
  if (known === 'width') return isPng ? { pngSize: known } : { svgSize: known };
  return known === 'drawn' || known === 'page' ? { svgSize: known } : { pngSize: known };
}

/** Why a choice makes no difference to the format. */
function Reason({
  format,
  choice,
}: {
  readonly format: ExportFormat;
  readonly choice: keyof (typeof NO_CHOICE)['dot'];
}) {
  if (matters(format, choice) || format === 'svg' || format === 'png') return null;
  return <p className="muted">{NO_CHOICE[format][choice]}</p>;
}

interface ChoiceProps {
  readonly kind: 'radio' | 'checkbox';
  /** Of radio buttons, which belong together. */
  readonly group?: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
}

function Choice({ kind, group, isOn, isDisabled = false, onChange, children }: ChoiceProps) {
  return (
    <label>
      <input
        type={kind}
        name={group}
        checked={isOn && !isDisabled}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}
