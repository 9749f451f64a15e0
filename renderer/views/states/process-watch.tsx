import '../compare/compare.css';
import '../timeline/timeline.css';
import { useId, useState } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import { CHILD_LOOKS, type PlotLine } from '../../../shared/plot/plot.ts';
import type { GrowingContainer } from '../../../shared/protocol/process-schemas.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { type ProcessWatch, WATCH_INTERVALS } from '../../state/store/process-watch.ts';
import { signed } from '../compare/deltas.tsx';
import { trendFrame } from '../compare/trend-lines.ts';
import { WATCH } from '../strings-states.ts';
import { LINE_NAMES } from '../strings-timeline.ts';
import { PlotLegend } from '../timeline/plot-legend.tsx';
import { PlotPanel } from '../timeline/plot-panel.tsx';
import type { TimeSpan } from '../timeline/zoom.ts';
import { gainedLines, residentLines, timesOf } from './watch-lines.ts';

const GAINED_HEIGHT = 180;
const MEMORY_HEIGHT = 110;

/** The process that is watched: what grows in it as lines, and its memory below them. */
export function WatchedProcess() {
  const watch = useAppState((state) => state.watch);
  return watch === null ? null : <Watched watch={watch} />;
}

function Watched({ watch }: { readonly watch: ProcessWatch }) {
  const { watch: actions } = useActions();
  const titleId = useId();
  const { process, readings, state, canOpen, error, everySeconds } = watch;
  const isOver = state === 'over';
  const growing = readings.at(-1)?.growing ?? [];
  return (
    <section className="start-card watched" aria-labelledby={titleId}>
      <div className="recent-head">
        <h2 id={titleId}>{isOver ? WATCH.over(process.pid) : WATCH.title(process.pid)}</h2>
        {isOver ? (
          <button type="button" className="button quiet" onClick={() => actions.close()}>
            {WATCH.close}
          </button>
        ) : (
          <button type="button" className="button quiet" onClick={() => actions.stop()}>
            {WATCH.stop}
          </button>
        )}
      </div>
      <p className="muted truncate" title={process.commandLine}>
        {process.commandLine}
      </p>
      {!isOver && state !== 'ending' && (
        <label className="watch-every">
          {WATCH.every}{' '}
          <select
            className="select"
            value={everySeconds}
            onChange={({ target }) => actions.setInterval(Number(target.value))}
          >
            {[...WATCH_INTERVALS]
              .sort((a, b) => a - b)
              .map((seconds) => (
                <option key={seconds} value={seconds}>
                  {WATCH.interval(seconds)}
                </option>
              ))}
          </select>
        </label>
      )}
      <p role="status" className="muted">
        {statusOf(watch)}
      </p>
      {error !== null && <p className="watch-error">{error.message}</p>}
      {readings.length > 1 && <WatchPlots watch={watch} />}
      {growing.length > 0 && <GrowingTable growing={growing} />}
      {isOver && canOpen && (
        <button
          type="button"
          className="button primary open-last"
          onClick={() => void actions.openLast()}
        >
          {WATCH.openLast}
        </button>
      )}
    </section>
  );
}

function statusOf({ readings, state }: ProcessWatch): string {
  if (state === 'reading') return WATCH.reading;
  if (state === 'ending') return WATCH.ending;
  if (readings.length === 0) return '';
  if (readings.length === 1) return WATCH.first;
  if (readings.at(-1)?.growing.length === 0) return WATCH.nothing;
  return WATCH.readings(readings.length);
}

function WatchPlots({ watch: { readings } }: { readonly watch: ProcessWatch }) {
  /** Zoomed into, of both plots at once. */
  const [span, setSpan] = useState<TimeSpan | null>(null);
  const frame = trendFrame({ times: timesOf(readings), isTime: true });
  const memory = residentLines(readings, LINE_NAMES);
  const inputOf = (lines: readonly PlotLine[]) => ({
    ...frame,
    ...span,
    lines,
    calls: [],
    lanes: 0,
    peak: null,
    flags: [],
    limit: null,
    trend: null,
  });
  const panel = {
    bounds: { from: frame.from, to: frame.to },
    isBusy: false,
    onWidth: () => undefined,
    onZoom: setSpan,
    onOpenDump: () => undefined,
  };
  const gained = gainedLines(readings);
  return (
    <>
      {gained.length > 0 && (
        <section className="timeline-plot" aria-label={WATCH.gained}>
          <h3 className="trends-title">{WATCH.gained}</h3>
          <PlotPanel
            {...panel}
            label={WATCH.gained}
            linesHeight={GAINED_HEIGHT}
            input={inputOf(gained)}
          />
        </section>
      )}
      <section className="timeline-plot" aria-label={WATCH.memory}>
        <h3 className="trends-title">{WATCH.memory}</h3>
        <PlotPanel
          {...panel}
          label={WATCH.memory}
          linesHeight={MEMORY_HEIGHT}
          input={inputOf(memory)}
        />
        <PlotLegend lines={memory} hasTrend={false} note="" />
      </section>
    </>
  );
}

/** The lines in numbers: the plot is for the eye alone. */
function GrowingTable({ growing }: { readonly growing: readonly GrowingContainer[] }) {
  return (
    <table className="timeline-table trends-table" aria-label={WATCH.growing}>
      <thead>
        <tr>
          <th scope="col">{WATCH.container}</th>
          <th scope="col">{WATCH.items}</th>
          <th scope="col">{WATCH.bytes}</th>
          <th scope="col">{WATCH.steady}</th>
        </tr>
      </thead>
      <tbody>
        {growing.map(({ kind, name, itemsPerHour, bytesPerHour, inEveryStep, text }, tone) => (
          <tr key={`${kind} ${name}`} title={text}>
            <th scope="row">
              <svg className="plot" width="22" height="8" aria-hidden="true">
                <path className={`plot-line-child look-${tone % CHILD_LOOKS}`} d="M1 4H21" />
              </svg>
              {name}
            </th>
            <td>
              {itemsPerHour === null ? WATCH.no : signed(Math.round(itemsPerHour), formatCount)}
            </td>
            <td>{signed(Math.round(bytesPerHour), formatBytes)}</td>
            <td>{inEveryStep === false ? WATCH.no : WATCH.yes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
