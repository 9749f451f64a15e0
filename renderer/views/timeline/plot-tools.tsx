import { useState } from 'react';
import { formatBytes, parseBytes } from '../../../shared/base/units.ts';
import { TIMELINE_WORDS } from '../strings-timeline.ts';
import { IconButton } from '../widgets/controls.tsx';

interface PlotToolsProps {
  readonly limit: number | null;
  readonly isZoomed: boolean;
  readonly onLimit: (bytes: number | null) => void;
  readonly onZoomBy: (factor: number) => void;
  readonly onAll: () => void;
  readonly onSave: (format: 'svg' | 'png') => void;
}

/** What can be done with a plot, beside pointing at it. */
export function PlotTools({ limit, isZoomed, onLimit, onZoomBy, onAll, onSave }: PlotToolsProps) {
  return (
    <div className="plot-tools">
      <LimitField key={limit} limit={limit} onLimit={onLimit} />
      <span className="spacer" />
      <IconButton icon="plus" name={TIMELINE_WORDS.zoomIn} onClick={() => onZoomBy(0.5)} />
      <IconButton
        icon="minus"
        name={TIMELINE_WORDS.zoomOut}
        disabled={!isZoomed}
        onClick={() => onZoomBy(2)}
      />
      <IconButton icon="fit" name={TIMELINE_WORDS.all} disabled={!isZoomed} onClick={onAll} />
      <button type="button" className="button" onClick={() => onSave('svg')}>
        {TIMELINE_WORDS.save}
      </button>
      <button type="button" className="button" onClick={() => onSave('png')}>
        {TIMELINE_WORDS.savePng}
      </button>
    </div>
  );
}

/** The memory that the process may have; taken over when it is a size. */
function LimitField({ limit, onLimit }: Pick<PlotToolsProps, 'limit' | 'onLimit'>) {
  const [text, setText] = useState(limit === null ? '' : formatBytes(limit));
  const [isWrong, setWrong] = useState(false);
  const take = () => {
    const bytes = parseBytes(text);
    setWrong(text.trim() !== '' && bytes === null);
    if (text.trim() === '') onLimit(null);
    // What was not touched stays exact.
    else if (bytes !== null && (limit === null || text !== formatBytes(limit))) onLimit(bytes);
  };
  return (
    <form
      className="plot-limit"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <label>
        {TIMELINE_WORDS.limit}
        <span className="field">
          <input
            type="text"
            value={text}
            placeholder={TIMELINE_WORDS.limitHint}
            aria-invalid={isWrong}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={take}
          />
        </span>
      </label>
      {isWrong && <span role="alert">{TIMELINE_WORDS.limitWrong}</span>}
    </form>
  );
}
