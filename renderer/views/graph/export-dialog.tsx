import { useEffect, useState } from 'react';
import type { ExportOptions } from '../../../shared/protocol/schemas.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/context.ts';
import { sceneQuestion } from '../../state/scene-question.ts';
import { useTheme } from '../../state/theme.ts';
import { useAnswer } from '../../state/use-answer.ts';
import type { GraphPlace } from '../../state/view-state.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Modal } from '../widgets/overlays.tsx';

const FORMATS: readonly { readonly value: ExportOptions['format']; readonly label: string }[] = [
  { value: 'svg', label: 'SVG, a picture' },
  { value: 'dot', label: 'DOT, for Graphviz' },
  { value: 'json', label: 'JSON, for programs' },
];

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
  const [options, setOptions] = useState<ExportOptions>({
    format: 'svg',
    theme,
    legend: true,
    redact: false,
  });
  const made = useAnswer('export', { ...sceneQuestion(place.request, cuts), options });
  const close = () => window.show('none');
  const isPicture = options.format === 'svg';
  return (
    <Modal title="Export the drawing" className="export" onClose={close}>
      <div className="export-columns">
        <form className="export-options" onSubmit={(event) => event.preventDefault()}>
          <fieldset>
            <legend>Format</legend>
            {FORMATS.map(({ value, label }) => (
              <label key={value}>
                <input
                  type="radio"
                  name="format"
                  checked={options.format === value}
                  onChange={() => setOptions({ ...options, format: value })}
                />
                {label}
              </label>
            ))}
          </fieldset>
          <fieldset disabled={!isPicture}>
            <legend>Colours</legend>
            {(['light', 'dark'] as const).map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name="theme"
                  checked={options.theme === value}
                  onChange={() => setOptions({ ...options, theme: value })}
                />
                {value === 'light' ? 'Light' : 'Dark'}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>Content</legend>
            <label>
              <input
                type="checkbox"
                disabled={!isPicture}
                checked={options.legend && isPicture}
                onChange={(event) =>
                  setOptions({ ...options, legend: event.currentTarget.checked })
                }
              />
              Legend
            </label>
            <label>
              <input
                type="checkbox"
                checked={options.redact}
                onChange={(event) =>
                  setOptions({ ...options, redact: event.currentTarget.checked })
                }
              />
              Redact values
            </label>
          </fieldset>
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
          onClick={() => {
            close();
            void exporting.exportDrawing(options);
          }}
        >
          <Icon name="download" />
          Save
        </button>
        <button
          type="button"
          className="button large"
          disabled={made.value === null || made.isStale}
          onClick={() => {
            if (made.value !== null) void exporting.copyText(made.value.text, 'the drawing');
          }}
        >
          <Icon name="copy" />
          Copy
        </button>
        <button type="button" className="button quiet large" onClick={close}>
          Cancel
        </button>
      </div>
    </Modal>
  );
}

/** The SVG as an image: scripts and references in it, if there were any, would be dead. */
function Picture({ svg }: { readonly svg: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return url === null ? null : <img src={url} alt="Preview of the drawing" />;
}
