import { useEffect, useRef } from 'react';
import { layoutPlot } from '../../../shared/plot/layout-plot.ts';
import type { PlotInput } from '../../../shared/plot/plot.ts';
import { plotSvg } from '../../../shared/plot/plot-svg.ts';
import { PLOT_THEMES } from '../../../shared/plot/plot-theme.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { useTheme } from '../../state/react/theme.ts';
import type { TimelinePlace } from '../../state/view/view-state.ts';
import { LINES_HEIGHT } from './plot-panel.tsx';
import type { TimeSpan } from './zoom.ts';
import { zoomed } from './zoom.ts';

const EXPORT_WIDTH = 1200;

interface PlotOf {
  readonly place: TimelinePlace;
  readonly bounds: TimeSpan;
  readonly input: PlotInput | null;
  /** The sentence above an exported picture. */
  readonly title: string;
  /** What the exported file is named after. */
  readonly name: string;
}

/** Zooming, the limit and the export of a plot, for its buttons and for commands. */
export function usePlotTools({ place, bounds, input, title, name }: PlotOf) {
  const { view, export: exporting } = useActions();
  const theme = useTheme(useAppState((state) => state.persisted.theme));
  const span: TimeSpan = { from: place.from ?? bounds.from, to: place.to ?? bounds.to };
  const onZoom = (to: TimeSpan | null, isStep: boolean) => {
    const next = { ...place, from: to?.from ?? null, to: to?.to ?? null };
    if (isStep) view.navigate(next, null);
    else view.refine(next);
  };
  const onZoomBy = (factor: number) =>
    onZoom(zoomed(span, bounds, (span.from + span.to) / 2, factor), false);
  const onSave = (format: 'svg' | 'png') => {
    if (input === null) return;
    const plot = layoutPlot(input, EXPORT_WIDTH, LINES_HEIGHT);
    const lines = input.lines.length > 1 ? [input.lines.map(({ label }) => label).join(' · ')] : [];
    const svg = plotSvg(plot, PLOT_THEMES[theme], { title, lines: [name, ...lines] });
    const file = `${name.replace(/\.[^.]*$/, '')}.svg`;
    void exporting.savePlot(svg, file, format);
  };

  const command = useAppState((state) => state.canvasCommand);
  const done = useRef(command);
  useEffect(() => {
    if (command === done.current) return;
    done.current = command;
    if (command?.name === 'fit') onZoom(null, false);
    else if (command?.name === 'zoom-in') onZoomBy(0.5);
    else if (command?.name === 'zoom-out') onZoomBy(2);
    else if (command?.name === 'save-svg') onSave('svg');
  });

  return {
    limit: place.limit,
    isZoomed: place.from !== null || place.to !== null,
    onLimit: (limit: number | null) => view.refine({ ...place, limit }),
    onZoom,
    onZoomBy,
    onAll: () => onZoom(null, true),
    onSave,
  };
}
