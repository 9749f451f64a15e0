import { useEffect, useState } from 'react';
import type { ExportOptions } from '../../../shared/protocol/schemas.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/context.ts';
import { rasterScale, svgSize } from '../../state/rasterise.ts';
import { sceneQuestion } from '../../state/scene-question.ts';
import { useTheme } from '../../state/theme.ts';
import { useAnswer } from '../../state/use-answer.ts';
import type { GraphPlace } from '../../state/view-state.ts';
import { BUTTON } from '../strings.ts';
import { EXPORT, EXPORT_FORMATS } from '../strings-export.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Modal } from '../widgets/overlays.tsx';

/** PNG is made here, of the SVG: the engine writes texts. */
type Format = ExportOptions['format'] | 'png';

const FORMATS: readonly Format[] = ['svg', 'png', 'dot', 'json'];

/** More of a text than anybody reads in a preview. */
const PREVIEW_CHARACTERS = 4_000;

export function ExportDialog() {
  const { place } = useEntry();
  return place.view === 'graph' ? <ExportForm place={place} /> : null;
}

function ExportForm({ place }: { readonly place: GraphPlace }) {
  const { window, export: exporting } = useActions();
  const { cuts } = useReadyTab();
  const theme = useTheme(useAppState((state) => state.persisted.theme));
  const [format, setFormat] = useState<Format>('svg');
  const [scale, setScale] = useState(2);
  const [chosen, setOptions] = useState<Omit<ExportOptions, 'format'>>({
    theme,
    legend: true,
    redact: false,
  });
  const options: ExportOptions = { ...chosen, format: format === 'png' ? 'svg' : format };
  const made = useAnswer('export', { ...sceneQuestion(place.request, cuts), options });
  const close = () => window.show('none');
  const isPicture = options.format === 'svg';
  const text = made.value?.text ?? '';
  const save = () => {
    close();
    if (format === 'png')
      void exporting.exportPicture(text, made.value?.suggestedName ?? '', scale);
    else void exporting.exportDrawing(options);
  };
  const copy = () =>
    void (format === 'png'
      ? exporting.copyPicture(text, scale)
      : exporting.copyText(text, EXPORT.theDrawing));
  return (
    <Modal title={EXPORT.title} className="export" onClose={close}>
      <div className="export-columns">
        <form className="export-options" onSubmit={(event) => event.preventDefault()}>
          <fieldset>
            <legend>{EXPORT.format}</legend>
            {FORMATS.map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name="format"
                  checked={format === value}
                  onChange={() => setFormat(value)}
                />
                {EXPORT_FORMATS[value]}
              </label>
            ))}
          </fieldset>
          <fieldset disabled={!isPicture}>
            <legend>{EXPORT.colours}</legend>
            {(['light', 'dark'] as const).map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name="theme"
                  checked={options.theme === value}
                  onChange={() => setOptions({ ...chosen, theme: value })}
                />
                {EXPORT[value]}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{EXPORT.content}</legend>
            <label>
              <input
                type="checkbox"
                disabled={!isPicture}
                checked={options.legend && isPicture}
                onChange={(event) => setOptions({ ...chosen, legend: event.currentTarget.checked })}
              />
              {EXPORT.legend}
            </label>
            <label>
              <input
                type="checkbox"
                checked={options.redact}
                onChange={(event) => setOptions({ ...chosen, redact: event.currentTarget.checked })}
              />
              {EXPORT.redact}
            </label>
          </fieldset>
          {format === 'png' && (
            <fieldset>
              <legend>{EXPORT.size}</legend>
              <label>
                <select
                  className="select"
                  aria-label={EXPORT.sizeLabel}
                  value={scale}
                  onChange={(event) => setScale(Number(event.currentTarget.value))}
                >
                  {SCALES.map((value) => (
                    <option key={value} value={value}>
                      {sizeWords(text, value)}
                    </option>
                  ))}
                </select>
              </label>
            </fieldset>
          )}
        </form>
        <div className="export-preview" aria-busy={made.isStale}>
          {made.error !== null ? (
            <Failure error={made.error} onRetry={made.retry} />
          ) : made.value === null ? (
            <div className="busy-line" />
          ) : made.value.mediaType.startsWith('image/svg') ? (
            <Picture svg={made.value.text} />
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable.
            <pre tabIndex={0}>{made.value.text.slice(0, PREVIEW_CHARACTERS)}</pre>
          )}
        </div>
      </div>
      <div className="state-buttons">
        <button
          type="button"
          className="button primary large"
          disabled={format === 'png' && (made.value === null || made.isStale)}
          onClick={save}
        >
          <Icon name="download" />
          {BUTTON.save}
        </button>
        <button
          type="button"
          className="button large"
          disabled={made.value === null || made.isStale}
          onClick={copy}
        >
          <Icon name="copy" />
          {BUTTON.copy}
        </button>
        <button type="button" className="button quiet large" onClick={close}>
          {BUTTON.cancel}
        </button>
      </div>
    </Modal>
  );
}

const SCALES = [1, 2, 3, 4];

/** "2×, 840 × 620 pixels", as far as a canvas can hold that. */
function sizeWords(svg: string, wanted: number): string {
  const { width, height } = svgSize(svg);
  const scale = rasterScale(width, height, wanted);
  const pixels = EXPORT.pixels(width * scale, height * scale);
  return `${wanted}×${width === 0 ? '' : `, ${pixels}`}`;
}

/** The SVG as an image: scripts and references in it, if there were any, would be dead. */
function Picture({ svg }: { readonly svg: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return url === null ? null : <img src={url} alt={EXPORT.preview} />;
}
