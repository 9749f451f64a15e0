import type { PlotLine } from '../../../shared/plot/plot.ts';
import type { GrowingContainer, GrowthReading } from '../../../shared/protocol/process-schemas.ts';

/** Seconds since 1970 of each reading. */
export function timesOf(readings: readonly GrowthReading[]): number[] {
  return readings.map(({ at }) => Date.parse(at) / 1000);
}

const idOf = ({ kind, name }: GrowingContainer): string => `${kind} ${name}`;

/**
 * What each container that grows has gained since the first reading, as lines in the order of the
 * last one. A reading in which it is not among those that grow has no point.
 */
export function gainedLines(readings: readonly GrowthReading[]): PlotLine[] {
  const times = timesOf(readings);
  return (readings.at(-1)?.growing ?? []).map((container, tone) => {
    const id = idOf(container);
    const points = readings.flatMap(({ growing }, at) => {
      const found = growing.find((other) => idOf(other) === id);
      if (at === 0) return [{ time: times[at] ?? 0, bytes: 0 }];
      return found === undefined ? [] : [{ time: times[at] ?? 0, bytes: found.gainedBytes }];
    });
    return {
      id,
      label: container.name,
      kind: 'child',
      tone,
      time: points.map(({ time }) => time),
      bytes: points.map(({ bytes }) => bytes),
      hasDots: true,
    };
  });
}

/** Resident memory, what the objects take and hold, and what of it is garbage. */
export function residentLines(
  readings: readonly GrowthReading[],
  names: Readonly<Record<'main' | 'explained' | 'garbage', string>>,
): PlotLine[] {
  const times = timesOf(readings);
  const sizes = {
    main: readings.map(({ rssBytes }) => rssBytes),
    explained: readings.map(({ shallowBytes, nativeBytes }) => shallowBytes + nativeBytes),
    garbage: readings.map(({ garbage }) => garbage?.shallowBytes ?? null),
  };
  return (['main', 'explained', 'garbage'] as const).flatMap((kind): PlotLine[] => {
    const points = sizes[kind].flatMap((bytes, at) =>
      bytes === null ? [] : [{ time: times[at] ?? 0, bytes }],
    );
    if (points.length < 2) return [];
    return [
      {
        id: kind,
        label: names[kind],
        kind,
        tone: 0,
        time: points.map(({ time }) => time),
        bytes: points.map(({ bytes }) => bytes),
        hasDots: true,
      },
    ];
  });
}
