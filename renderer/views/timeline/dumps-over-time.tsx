import { useState } from 'react';
import { formatBytes, formatDuration } from '../../../shared/base/units.ts';
import type { PlotInput, PlotLine } from '../../../shared/plot/plot.ts';
import { useActions, useAppState, useReadyTab } from '../../state/react/context.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import type { TimelinePlace } from '../../state/view/view-state.ts';
import { DUMPS_LINE, LINE_NAMES, TIMELINE_START, TIMELINE_WORDS } from '../strings-timeline.ts';
import { CopyBlock } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { DumpsInNumbers } from './in-numbers.tsx';
import { dumpsOfProcess, flagsOf, type PlacedDump, placedDumps } from './open-dumps.ts';
import { PlotLegend } from './plot-legend.tsx';
import { PlotPanel } from './plot-panel.tsx';
import { PlotTools } from './plot-tools.tsx';
import { TimelineHead } from './timeline-head.tsx';
import { usePlotTools } from './use-plot-tools.ts';

/** The open dumps of one process as a timeline of their own, and how to come by a better one. */
export function DumpsOverTime({ place }: { readonly place: TimelinePlace }) {
  const tab = useReadyTab();
  const all = placedDumps(useAppState((state) => state.tabs));
  const own = all.find(({ id }) => id === tab.id);
  const dumps = own === undefined ? [] : dumpsOfProcess(all, own);
  const others = all.length - dumps.length;
  const isLine = dumps.length > 1;
  return (
    <>
      <TimelineHead
        place={place}
        sourceId={null}
        headline={isLine ? headline(dumps) : TIMELINE_START.title}
        detail={isLine ? '' : TIMELINE_START.what}
      />
      {isLine && <DumpsPlot place={place} dumps={dumps} own={tab} />}
      {own === undefined && <p className="timeline-none">{TIMELINE_START.noTime}</p>}
      <DumpsInNumbers
        dumps={dumps}
        note={others > 0 && own !== undefined ? TIMELINE_WORDS.otherProcess(others) : ''}
      />
      <OpenOne isAlone={!isLine} />
    </>
  );
}

function OpenOne({ isAlone }: { readonly isAlone: boolean }) {
  const { timeline } = useActions();
  return (
    <section className="panel timeline-start">
      {!isAlone && <p>{TIMELINE_START.what}</p>}
      <button
        type="button"
        className={`button ${isAlone ? 'primary' : ''}`}
        onClick={() => void timeline.openFile()}
      >
        <Icon name="open" />
        {TIMELINE_WORDS.openOther}
      </button>
      <h2>{TIMELINE_START.how}</h2>
      <CopyBlock text={TIMELINE_START.lines} what={TIMELINE_START.theLines} />
    </section>
  );
}

interface DumpsPlotProps {
  readonly place: TimelinePlace;
  readonly dumps: readonly PlacedDump[];
  readonly own: ReadyTab;
}

function DumpsPlot({ place, dumps, own }: DumpsPlotProps) {
  const actions = useActions();
  const [, setWidth] = useState(0);
  const first = dumps[0]?.time ?? 0;
  const last = dumps.at(-1)?.time ?? first;
  // Air at both ends, so that the first and the last dump do not lie on the frame.
  const air = Math.max(1, (last - first) * 0.04);
  const bounds = { from: first - air, to: last + air };
  const input: PlotInput = {
    from: place.from ?? bounds.from,
    to: place.to ?? bounds.to,
    origin: first,
    lines: linesOf(dumps),
    calls: [],
    lanes: 0,
    peak: null,
    flags: flagsOf(dumps, own.id),
    limit:
      place.limit === null
        ? null
        : { bytes: place.limit, label: TIMELINE_WORDS.limitLabel(place.limit) },
    trend: null,
  };
  const tools = usePlotTools({ place, bounds, input, title: headline(dumps), name: own.name });
  return (
    <section className="timeline-plot" aria-label={TIMELINE_WORDS.plot}>
      <PlotTools {...tools} />
      <PlotPanel
        input={input}
        bounds={bounds}
        isBusy={false}
        onWidth={setWidth}
        onZoom={tools.onZoom}
        onOpenDump={(id) => actions.dumps.activate(id)}
      />
      <PlotLegend lines={input.lines} hasTrend={false} note="" />
    </section>
  );
}

/** Resident memory, what the objects explain of it, and what of them is garbage. */
function linesOf(dumps: readonly PlacedDump[]): readonly PlotLine[] {
  const line = (
    kind: 'main' | 'explained' | 'garbage',
    bytesOf: (dump: PlacedDump) => number | null,
  ): PlotLine => {
    const known = dumps.flatMap((dump) => {
      const bytes = bytesOf(dump);
      return bytes === null ? [] : [{ time: dump.time, bytes }];
    });
    return {
      id: kind,
      label: LINE_NAMES[kind],
      kind,
      tone: 0,
      time: known.map(({ time }) => time),
      bytes: known.map(({ bytes }) => bytes),
      hasDots: true,
    };
  };
  return [
    line('main', ({ moment }) => moment.rssBytes),
    line('explained', ({ moment }) => moment.explainedBytes),
    line('garbage', ({ moment }) => moment.garbageBytes),
  ].filter(({ time }) => time.length > 0);
}

/** "Objects grew from 3.61 MB to 5.18 MB in 12 s." */
function headline(dumps: readonly PlacedDump[]): string {
  const [first, last] = [dumps[0], dumps.at(-1)];
  if (first === undefined || last === undefined) return '';
  const isResident = first.moment.rssBytes !== null && last.moment.rssBytes !== null;
  const sizeOf = ({ moment }: PlacedDump) =>
    (isResident ? moment.rssBytes : moment.explainedBytes) ?? 0;
  return DUMPS_LINE.headline(
    isResident,
    formatBytes(sizeOf(first)),
    formatBytes(sizeOf(last)),
    formatDuration(last.time - first.time),
  );
}
