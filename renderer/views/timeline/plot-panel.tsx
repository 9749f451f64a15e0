import type { KeyboardEvent, PointerEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { formatBytes, formatDuration } from '../../../shared/base/units.ts';
import { layoutPlot } from '../../../shared/plot/layout-plot.ts';
import type { PlotInput, PlotLayout } from '../../../shared/plot/plot.ts';
import { TIMELINE_WORDS } from '../strings-timeline.ts';
import { useSize } from '../widgets/use-size.ts';
import { further, nearest } from './nearest.ts';
import { PlotView } from './plot-view.tsx';
import type { TimeSpan } from './zoom.ts';
import { zoomed } from './zoom.ts';

interface PlotPanelProps {
  /** Null until the first answer is there. */
  readonly input: PlotInput | null;
  /** All that could be looked at. */
  readonly bounds: TimeSpan;
  readonly isBusy: boolean;
  readonly label?: string;
  readonly linesHeight?: number;
  readonly onWidth: (width: number) => void;
  /** `isStep`: Back comes back from it. Null: all. */
  readonly onZoom: (span: TimeSpan | null, isStep: boolean) => void;
  readonly onOpenDump: (tabId: string) => void;
}

export const LINES_HEIGHT = 300;
/** Less is a click that trembled. */
const MIN_DRAG = 5;

/** The plot, with its readings: by pointer, by keyboard, and zoomed by either. */
export function PlotPanel({
  input,
  bounds,
  isBusy,
  label = TIMELINE_WORDS.plot,
  linesHeight = LINES_HEIGHT,
  onWidth,
  onZoom,
  onOpenDump,
}: PlotPanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const [at, setAt] = useState<number | null>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [call, setCall] = useState<number | null>(null);
  useEffect(() => {
    if (width > 0) onWidth(width);
  }, [width, onWidth]);
  if (input === null || width === 0) {
    return <div className="plot-frame empty" ref={frame} aria-busy="true" />;
  }
  const plot = layoutPlot(input, width, linesHeight);
  const { area } = plot;
  const span: TimeSpan = { from: input.from, to: input.to };
  const timeAt = (x: number) =>
    span.from + Math.min(1, Math.max(0, (x - area.x) / area.width)) * (span.to - span.from);
  const xOf = (time: number) =>
    area.x + ((time - span.from) / (span.to - span.from || 1)) * area.width;
  const xIn = (event: PointerEvent<HTMLElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const x = xIn(event);
    setAt(timeAt(x));
    if (drag !== null) setDrag({ ...drag, to: x });
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const to = xIn(event);
    if (drag !== null && Math.abs(to - drag.from) >= MIN_DRAG) {
      const [from, until] = [timeAt(Math.min(drag.from, to)), timeAt(Math.max(drag.from, to))];
      onZoom(zoomed({ from, to: until }, bounds, from, 1), true);
    }
    setDrag(null);
  };
  const [main] = input.lines;
  const reading = main === undefined || at === null ? null : nearest(main, at);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || main === undefined) return;
    const here = reading?.time ?? span.from;
    const steps = STEPS[event.key];
    const centre = reading?.time ?? (span.from + span.to) / 2;
    if (steps !== undefined) setAt(further(main, here, steps)?.time ?? null);
    else if (event.key === '+' || event.key === '=')
      onZoom(zoomed(span, bounds, centre, 0.5), false);
    else if (event.key === '-') onZoom(zoomed(span, bounds, centre, 2), false);
    else if (event.key === '0') onZoom(null, false);
    else if (event.key === 'Escape') setAt(null);
    else return;
    event.preventDefault();
  };
  const words =
    reading === null
      ? TIMELINE_WORDS.nothingHere
      : TIMELINE_WORDS.readout(whenOf(input, reading.time), reading.bytes);
  const shaded = call === null ? undefined : plot.calls[call]?.box;
  return (
    <div className="plot-frame" ref={frame} aria-busy={isBusy}>
      {isBusy && <div className="busy-line" />}
      <div
        className="plot-surface"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-description={TIMELINE_WORDS.plotHow}
        aria-valuemin={0}
        aria-valuemax={Math.round(span.to - span.from)}
        aria-valuenow={Math.round((reading?.time ?? span.from) - span.from)}
        aria-valuetext={words}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: xIn(event), to: xIn(event) });
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => setAt(null)}
        onDoubleClick={() => onZoom(null, true)}
        onKeyDown={onKeyDown}
      >
        <PlotView plot={plot} callWords={callWords} onCall={setCall} />
        {shaded !== undefined && (
          <div
            className="plot-shade"
            style={{ left: shaded.x, width: shaded.width, top: area.y, height: area.height }}
          />
        )}
        {drag !== null && (
          <div
            className="plot-drag"
            style={{
              left: Math.min(drag.from, drag.to),
              width: Math.abs(drag.to - drag.from),
              top: area.y,
              height: area.height,
            }}
          />
        )}
        {reading !== null && reading.time >= span.from && reading.time <= span.to && (
          <Readings input={input} plot={plot} time={reading.time} x={xOf(reading.time)} />
        )}
      </div>
      {plot.flags.map(
        ({ flag, box }) =>
          box !== null && (
            <button
              key={flag.id}
              type="button"
              className="plot-open"
              aria-label={TIMELINE_WORDS.openDump(flag.label)}
              data-tip={TIMELINE_WORDS.openDump(flag.label)}
              style={{ left: box.x, top: box.y - 2, width: box.width, height: box.height }}
              onClick={() => onOpenDump(flag.id)}
            />
          ),
      )}
    </div>
  );
}

/** What every line had at a moment, beside a line through it. */
function Readings({
  input,
  plot,
  time,
  x,
}: {
  readonly input: PlotInput;
  readonly plot: PlotLayout;
  readonly time: number;
  readonly x: number;
}) {
  const { area } = plot;
  const reach = (8 / area.width) * (input.to - input.from);
  const lines = input.lines.flatMap((line) => {
    const reading = nearest(line, time);
    return reading === null || Math.abs(reading.time - time) > reach ? [] : [{ line, reading }];
  });
  const isLate = x > area.x + area.width / 2;
  return (
    <>
      <div className="plot-cross" style={{ left: x, top: area.y, height: area.height }} />
      <div
        className={`plot-reading ${isLate ? 'before' : ''}`}
        style={{ left: x, top: area.y + 8 }}
      >
        <span className="muted">{whenOf(input, time)}</span>
        {lines.map(({ line, reading }) => (
          <span key={line.id}>
            <b>{formatBytes(reading.bytes)}</b> {input.lines.length > 1 && line.label}
          </span>
        ))}
      </div>
    </>
  );
}

/** A moment as the axis counts. */
function whenOf({ origin, steps }: PlotInput, time: number): string {
  const step = steps?.find(({ value }) => value === time - origin);
  return step?.label ?? formatDuration(time - origin);
}

function callWords({
  name,
  start,
  end,
  startBytes,
  endBytes,
}: PlotLayout['calls'][number]['call']) {
  return TIMELINE_WORDS.call(name, end - start, endBytes - startBytes);
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageUp: 20,
  PageDown: -20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
