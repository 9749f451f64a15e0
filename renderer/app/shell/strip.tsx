import { DEFAULT_EXPORT } from '../../../shared/protocol/schemas.ts';
import { useActions, useAppState, useEntry } from '../../state/react/context.ts';
import { useTheme } from '../../state/react/theme.ts';
import { isSummary } from '../../state/view/view-state.ts';
import { Retainers } from '../../views/inspector/retainers.tsx';
import { WINDOW } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';

/** The line below everything: what holds the selection, and what the drawing offers. */
export function Strip() {
  const { place, selection } = useEntry();
  const { window, export: exporting } = useActions();
  const legendOpen = useAppState((state) => state.persisted.legendOpen);
  const theme = useTheme(useAppState((state) => state.persisted.theme));
  if (selection === null && isSummary(place)) return null;
  const isDrawing = place.view === 'graph';
  return (
    <footer className="strip" data-tour="path">
      <span className="strip-title">{WINDOW.retainers}</span>
      <Retainers selection={selection} />
      {isDrawing && (
        <div className="strip-actions">
          <button
            type="button"
            className="button quiet"
            aria-pressed={legendOpen}
            onClick={window.toggleLegend}
          >
            <Icon name="legend" />
            {WINDOW.legend}
          </button>
          <button
            type="button"
            className="button"
            data-tour="export"
            onClick={() => void exporting.exportDrawing({ ...DEFAULT_EXPORT, theme })}
          >
            <Icon name="download" />
            {WINDOW.svg}
          </button>
          <button
            type="button"
            className="button quiet icon-only"
            aria-label={WINDOW.exportOptions}
            data-tip={WINDOW.exportOptions}
            onClick={() => window.show('export')}
          >
            <Icon name="more" />
          </button>
        </div>
      )}
    </footer>
  );
}
