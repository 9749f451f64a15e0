import '../timeline/timeline.css';
import { useState } from 'react';
import { formatBytes, formatRate } from '../../../shared/base/units.ts';
import type { PlotInput, PlotLine } from '../../../shared/plot/plot.ts';
import { CHILD_LOOKS } from '../../../shared/plot/plot.ts';
import { useActions, useAppState, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import { isTimeline } from '../../state/store/tab.ts';
import { TRENDS } from '../strings-compare.ts';
import { LINE_NAMES } from '../strings-timeline.ts';
import { PlotLegend } from '../timeline/plot-legend.tsx';
import { PlotPanel } from '../timeline/plot-panel.tsx';
import type { TimeSpan } from '../timeline/zoom.ts';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Working } from '../widgets/working.tsx';
import type { ComparisonProps } from './comparison-props.ts';
import { signed } from './deltas.tsx';
import type { TrendAxis, TrendRow } from './trend-lines.ts';
import {
  containerTrends,
  MAX_TREND_LINES,
  memoryLines,
  trendAxis,
  trendFrame,
  trendLines,
  typeTrends,
} from './trend-lines.ts';

const LINES_HEIGHT = 220;
const MEMORY_HEIGHT = 130;

/** A line for each container or type through all dumps, and what the process had below them. */
export function ComparedTrends(props: ComparisonProps) {
  const { place, choice, comparison } = props;
  const isTypes = place.trends === 'types';
  const axis = trendAxis(comparison.dumps);
  const types = useAnswer(
    'comparedTypes',
    isTypes
      ? {
          compare: choice,
          text: '',
          sort: 'bytes',
          descending: comparison.tone !== 'better',
          changedOnly: true,
          offset: 0,
          limit: MAX_TREND_LINES,
        }
      : null,
  );
  if (types.error !== null) return <Failure error={types.error} onRetry={types.retry} />;
  if (isTypes && types.value === null) {
    return <Working what={TRENDS.lines.types} progress={types.progress} />;
  }
  const { rows, lost } = comparison.growth;
  const trends = isTypes
    ? typeTrends(types.value?.rows ?? [], axis)
    : containerTrends([...rows, ...lost], axis);
  return <Trends {...props} axis={axis} trends={trends} />;
}

interface TrendsProps extends ComparisonProps {
  readonly axis: TrendAxis;
  readonly trends: readonly TrendRow[];
}

function Trends({ place, comparison, lenders, axis, trends }: TrendsProps) {
  const { dumps } = useActions();
  const own = useReadyTab();
  /** Zoomed into, of all plots at once. */
  const [span, setSpan] = useState<TimeSpan | null>(null);
  const [width, setWidth] = useState(0);
  const frame = trendFrame(axis);
  const bounds = { from: frame.from, to: frame.to };
  const shown = { ...frame, ...span };
  const memory = useMemory(comparison.dumps, axis, shown, width);
  const inputOf = (lines: readonly PlotLine[], flags: PlotInput['flags']): PlotInput => ({
    ...shown,
    lines,
    calls: [],
    lanes: 0,
    peak: null,
    flags,
    limit: null,
    trend: null,
  });
  const flags = [...lenders, own].map(({ id, name }, at) => ({
    id,
    label: name,
    time: axis.times[at] ?? 0,
    isCurrent: id === own.id,
  }));
  const panel = {
    bounds,
    isBusy: false,
    onZoom: setSpan,
    onOpenDump: (id: string) => dumps.activate(id),
  };
  const title = TRENDS.lines[place.trends];
  return (
    <div className="compare-scroll trends">
      {!axis.isTime && <p className="muted">{TRENDS.noTimes}</p>}
      {trends.length === 0 ? (
        <Nothing title={TRENDS.none[place.trends]} />
      ) : (
        <section className="timeline-plot" aria-label={title}>
          <PlotPanel
            {...panel}
            label={title}
            linesHeight={LINES_HEIGHT}
            input={inputOf(trendLines(trends, axis), flags)}
            onWidth={setWidth}
          />
        </section>
      )}
      {trends.length > 0 && <TrendTable place={place} trends={trends} />}
      {memory.length > 0 && (
        <section className="timeline-plot" aria-label={TRENDS.memory}>
          <h3 className="trends-title">{TRENDS.memory}</h3>
          <PlotPanel
            {...panel}
            label={TRENDS.memory}
            linesHeight={MEMORY_HEIGHT}
            input={inputOf(memory, [])}
            onWidth={setWidth}
          />
          <PlotLegend lines={memory} hasTrend={false} note="" />
        </section>
      )}
    </div>
  );
}

/** What a timeline that is open measured meanwhile; else what the dumps themselves say. */
function useMemory(
  dumps: ComparisonProps['comparison']['dumps'],
  axis: TrendAxis,
  span: TimeSpan,
  width: number,
): readonly PlotLine[] {
  const timelines = useAppState((state) => state.tabs).filter(isTimeline);
  const measured = useMeasuring(timelines, axis);
  const columns = Math.min(8000, Math.max(16, Math.round(width)));
  const request = { from: span.from, to: span.to, columns, children: [], text: '' };
  const plot = useAnswer(
    'timelinePlot',
    measured === null || width === 0 ? null : request,
    measured ?? undefined,
  );
  const own = memoryLines(dumps, axis, LINE_NAMES);
  if (measured === null || plot.value === null) return own;
  const line: PlotLine = {
    ...plot.value.main,
    id: 'main',
    label: TRENDS.timeline(measured.name),
    kind: 'main',
    tone: 0,
    hasDots: false,
  };
  return [line, ...own.filter(({ kind }) => kind !== 'main')];
}

/** The first open timeline that ran while one of the dumps was taken. */
function useMeasuring(
  timelines: readonly ReadyTab[],
  { times, isTime }: TrendAxis,
): ReadyTab | null {
  if (!isTime) return null;
  const overlaps = (tab: ReadyTab) => {
    const facts = tab.answers.peek('timeline', {});
    if (facts.status !== 'done') return false;
    const { start, end } = facts.value;
    return times.some((time) => time >= start && time <= end);
  };
  return timelines.find(overlaps) ?? null;
}

/** The lines in numbers, and what each is: the plot is for the eye alone. */
function TrendTable({ place, trends }: Pick<TrendsProps, 'place' | 'trends'>) {
  const { view } = useActions();
  const open = ({ node, name, type }: TrendRow) => {
    if (node !== null) view.select({ node, name });
    else view.navigate({ ...place, page: 'types', text: type }, null);
  };
  return (
    <table className="timeline-table trends-table" aria-label={TRENDS.lines[place.trends]}>
      <thead>
        <tr>
          <th scope="col">{TRENDS.what[place.trends]}</th>
          <th scope="col">{TRENDS.first}</th>
          <th scope="col">{TRENDS.last}</th>
          <th scope="col">{TRENDS.grown}</th>
          <th scope="col">{TRENDS.rate}</th>
          <th scope="col">{TRENDS.everyStep}</th>
        </tr>
      </thead>
      <tbody>
        {trends.map((row, tone) => (
          <tr key={row.id}>
            <th scope="row">
              <svg className="plot" width="22" height="8" aria-hidden="true">
                <path className={`plot-line-child look-${tone % CHILD_LOOKS}`} d="M1 4H21" />
              </svg>
              {row.node === null && row.type === '' ? (
                row.name
              ) : (
                <button type="button" className="link" onClick={() => open(row)}>
                  {row.name}
                </button>
              )}
            </th>
            <td>{formatBytes(row.bytes[0] ?? 0)}</td>
            <td>{formatBytes(row.bytes.at(-1) ?? 0)}</td>
            <td>{signed(row.delta, formatBytes)}</td>
            <td>{row.bytesPerSecond === null ? '–' : signed(row.bytesPerSecond, formatRate)}</td>
            <td>{row.inEveryStep ? TRENDS.yes : TRENDS.rest}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
