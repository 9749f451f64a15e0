import { useCallback, useState } from 'react';
import type { PlotInput, PlotLine } from '../../../shared/plot/plot.ts';
import type { TimelineFacts, TimelinePlot } from '../../../shared/protocol/timeline-schemas.ts';
import { secondsUntil } from '../../../shared/timeline/trend.ts';
import { useActions, useAppState, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import type { TimelinePlace } from '../../state/view/view-state.ts';
import { childName, FORECAST, LINE_NAMES, TIMELINE_WORDS } from '../strings-timeline.ts';
import { Failure } from '../widgets/feedback.tsx';
import { FunctionsTable } from './functions-table.tsx';
import { DumpsInNumbers, LinesInNumbers } from './in-numbers.tsx';
import { dumpsWithin, flagsOf, type PlacedDump, placedDumps } from './open-dumps.ts';
import { PlotLegend } from './plot-legend.tsx';
import { PlotPanel } from './plot-panel.tsx';
import { PlotTools } from './plot-tools.tsx';
import { TimelineHead } from './timeline-head.tsx';
import { TimelineWarnings } from './timeline-warnings.tsx';
import { usePlotTools } from './use-plot-tools.ts';

/** More lines than this nobody tells apart; the rest is in the table. */
const DRAWN_CHILDREN = 12;

interface MeasuredTimelineProps {
  readonly place: TimelinePlace;
  readonly source: ReadyTab;
  readonly facts: TimelineFacts;
}

/** A timeline of mprof: its plot, with the open dumps on it, and the same in numbers. */
export function MeasuredTimeline({ place, source, facts }: MeasuredTimelineProps) {
  const { dumps: dumpActions } = useActions();
  const own = useReadyTab();
  const [width, setWidth] = useState(0);
  const onWidth = useCallback((wide: number) => setWidth(wide), []);
  const all = placedDumps(useAppState((state) => state.tabs));
  const dumps = dumpsWithin(all, facts);
  const elsewhere = all.length - dumps.length;
  const children = facts.children.slice(0, DRAWN_CHILDREN).map(({ index }) => index);
  const { from, to, text, limit } = place;
  const columns = Math.min(8000, Math.max(16, width));
  const request = width === 0 ? null : { from, to, columns, children, text };
  const plot = useAnswer('timelinePlot', request, source);
  const input =
    plot.value === null ? null : inputOf(plot.value, facts, flagsOf(dumps, own.id), limit);
  const bounds = boundsOf(facts, dumps);
  const tools = usePlotTools({ place, bounds, input, title: facts.headline, name: facts.name });
  if (plot.error !== null) return <Failure error={plot.error} onRetry={plot.retry} />;
  const omitted = plot.value?.omittedCalls ?? 0;
  return (
    <>
      <TimelineHead
        place={place}
        sourceId={source.id}
        headline={facts.headline}
        detail={[facts.headlineDetail, forecast(facts, limit)].filter(Boolean).join(' ')}
      >
        <span className="muted truncate timeline-command" title={facts.command}>
          {facts.command === '' ? TIMELINE_WORDS.noCommand : facts.command}
        </span>
        <span className="muted">
          {TIMELINE_WORDS.measured(facts.samples)} {TIMELINE_WORDS.over(facts.end - facts.start)}
        </span>
      </TimelineHead>
      <TimelineWarnings warnings={facts.warnings} />
      <section className="timeline-plot" aria-label={TIMELINE_WORDS.plot}>
        <PlotTools {...tools} />
        <PlotPanel
          input={input}
          bounds={bounds}
          isBusy={plot.isStale && plot.value !== null}
          onWidth={onWidth}
          onZoom={tools.onZoom}
          onOpenDump={(id) => dumpActions.activate(id)}
        />
        {input !== null && (
          <PlotLegend
            lines={input.lines}
            hasTrend={input.trend !== null}
            note={omitted > 0 ? TIMELINE_WORDS.omittedCalls(omitted) : ''}
          />
        )}
      </section>
      <FunctionsTable place={place} source={source} count={facts.functionCount} />
      <DumpsInNumbers
        dumps={dumps}
        note={elsewhere > 0 ? TIMELINE_WORDS.elsewhere(elsewhere) : ''}
      />
      <LinesInNumbers facts={facts} />
    </>
  );
}

/** All of the timeline, and dumps taken just before or after it. */
function boundsOf({ start, end }: TimelineFacts, dumps: readonly PlacedDump[]) {
  const times = dumps.map(({ time }) => time);
  return { from: Math.min(start, ...times), to: Math.max(end, ...times) };
}

function inputOf(
  plot: TimelinePlot,
  facts: TimelineFacts,
  flags: PlotInput['flags'],
  limit: number | null,
): PlotInput {
  const { trend } = facts;
  const isLine = trend.kind === 'growing' || trend.kind === 'shrinking';
  const main: PlotLine = {
    ...plot.main,
    id: 'main',
    label: LINE_NAMES.main,
    kind: 'main',
    tone: 0,
    hasDots: false,
  };
  const children = plot.children.map(
    ({ index, pid, name, time, bytes }, tone): PlotLine => ({
      id: `child-${index}`,
      label: childName(pid, name),
      kind: 'child',
      tone,
      time,
      bytes,
      hasDots: false,
    }),
  );
  return {
    from: plot.from,
    to: plot.to,
    origin: facts.start,
    lines: [main, ...children],
    calls: plot.calls,
    lanes: facts.lanes,
    peak: facts.peak,
    flags,
    limit: limit === null ? null : { bytes: limit, label: TIMELINE_WORDS.limitLabel(limit) },
    trend: isLine
      ? {
          from: trend.from,
          to: trend.to,
          fromBytes: trend.bytesAtEnd - trend.bytesPerSecond * (trend.to - trend.from),
          toBytes: trend.bytesAtEnd,
        }
      : null,
  };
}

function forecast({ peak, trend }: TimelineFacts, limit: number | null): string {
  if (limit === null) return '';
  if (peak !== null && peak.bytes >= limit) return FORECAST.reached(limit);
  const seconds = secondsUntil(trend, limit);
  return seconds === null ? FORECAST.unknown(limit) : FORECAST.in(limit, seconds);
}
