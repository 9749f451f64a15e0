import { shortTypeName } from '../../../shared/base/type-name.ts';
import type { PlotInput, PlotLine } from '../../../shared/plot/plot.ts';
import type {
  ComparedDumpFacts,
  ComparedType,
  GrownContainer,
} from '../../../shared/protocol/compare-schemas.ts';

/** When the dumps of a comparison were taken, or their numbers where they do not say, or are not in that order. */
export interface TrendAxis {
  readonly times: readonly number[];
  readonly isTime: boolean;
}

/** Seconds since 1970 where each dump says when it was taken and none is earlier than the last. */
export function trendAxis(dumps: readonly ComparedDumpFacts[]): TrendAxis {
  const times = dumps.map(({ takenAt }) => (takenAt === null ? Number.NaN : Date.parse(takenAt)));
  const isTime = times.every(
    (time, at) => Number.isFinite(time) && (at === 0 || time > (times[at - 1] ?? time)),
  );
  return isTime
    ? { times: times.map((time) => time / 1000), isTime }
    : { times: dumps.map((_, at) => at), isTime };
}

/** One container or type, dump by dump. */
export interface TrendRow {
  readonly id: string;
  readonly name: string;
  /** Qualified; of a container that of the container itself, '' where it has none. */
  readonly type: string;
  /** In the last dump; null for types and for what is no object there. */
  readonly node: number | null;
  readonly bytes: readonly number[];
  /** The last less the first. */
  readonly delta: number;
  /** A second; null where the dumps do not say when they were taken. */
  readonly bytesPerSecond: number | null;
  readonly inEveryStep: boolean;
}

/** As many as a plot has looks for. */
export const MAX_TREND_LINES = 12;

export function containerTrends(rows: readonly GrownContainer[], axis: TrendAxis): TrendRow[] {
  return rows
    .slice(0, MAX_TREND_LINES)
    .map(({ kind, name, type, node, bytes }) =>
      trendRow(`${kind} ${name}`, { name, type, node, bytes }, axis),
    );
}

export function typeTrends(rows: readonly ComparedType[], axis: TrendAxis): TrendRow[] {
  return rows
    .slice(0, MAX_TREND_LINES)
    .map(({ type, bytes }) =>
      trendRow(type, { name: shortTypeName(type), type, node: null, bytes }, axis),
    );
}

function trendRow(
  id: string,
  row: Pick<TrendRow, 'name' | 'type' | 'node' | 'bytes'>,
  { times, isTime }: TrendAxis,
): TrendRow {
  const { bytes } = row;
  const delta = (bytes.at(-1) ?? 0) - (bytes[0] ?? 0);
  const seconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return {
    id,
    ...row,
    delta,
    bytesPerSecond: isTime && seconds > 0 ? delta / seconds : null,
    inEveryStep:
      bytes.length > 1 && bytes.every((size, at) => at === 0 || size > (bytes[at - 1] ?? 0)),
  };
}

/** Rows as lines, told apart by their places among them. */
export function trendLines(rows: readonly TrendRow[], { times }: TrendAxis): PlotLine[] {
  return rows.map(({ id, name, bytes }, tone) => ({
    id,
    label: name,
    kind: 'child',
    tone,
    time: times,
    bytes,
    hasDots: true,
  }));
}

/** What of the process is known in the dumps themselves; only lines with two points and more. */
export function memoryLines(
  dumps: readonly ComparedDumpFacts[],
  { times }: TrendAxis,
  names: Readonly<Record<'main' | 'explained' | 'garbage', string>>,
): PlotLine[] {
  const sizes = {
    main: dumps.map(({ rssBytes }) => rssBytes),
    explained: dumps.map(({ shallowBytes, nativeBytes }) => shallowBytes + nativeBytes),
    garbage: dumps.map(({ garbage }) => garbage?.bytes ?? null),
  };
  return (['main', 'explained', 'garbage'] as const).flatMap((kind): PlotLine[] => {
    const known = sizes[kind].flatMap((bytes, at) =>
      bytes === null ? [] : [{ time: times[at] ?? 0, bytes }],
    );
    if (known.length < 2) return [];
    return [
      {
        id: kind,
        label: names[kind],
        kind,
        tone: 0,
        time: known.map(({ time }) => time),
        bytes: known.map(({ bytes }) => bytes),
        hasDots: true,
      },
    ];
  });
}

/** The frame that all plots of a comparison share, so that they can be read one below the other. */
export function trendFrame({
  times,
  isTime,
}: TrendAxis): Pick<PlotInput, 'from' | 'to' | 'origin' | 'steps'> {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const air = isTime ? (last - first) * 0.04 || 1 : 0.25;
  const steps = isTime
    ? {}
    : { steps: times.map((time) => ({ value: time, label: String(time + 1) })) };
  return { from: first - air, to: last + air, origin: isTime ? first : 0, ...steps };
}
