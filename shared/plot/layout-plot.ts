import { formatBytes } from '../base/units.ts';
import { flagRoom, layoutCalls, layoutFlags, placeFlags } from './layout-marks.ts';
import type { PlotBox, PlotInput, PlotLayout, PlotLine, PlotShape } from './plot.ts';
import { byteTicks, timeTicks } from './ticks.ts';

/** Room around the lines: sizes at the side, times below. */
const SIDE = 64;
const END = 20;
const TOP = 14;
const AXIS = 26;
const LANE = 20;
const LANE_GAP = 8;
/** Air above the highest line. */
const HEADROOM = 1.1;
/** Between two sizes, and two times, on the axes. */
const ROW = 46;
const COLUMN = 90;

/** Where everything of a plot is; `linesHeight` is that of the lines alone. O(points + calls). */
export function layoutPlot(input: PlotInput, width: number, linesHeight: number): PlotLayout {
  const inner = Math.max(1, width - SIDE - END);
  const x = (time: number) => SIDE + ((time - input.from) / span(input)) * inner;
  const flags = placeFlags(input, SIDE, SIDE + inner, x);
  const area: PlotBox = { x: SIDE, y: TOP + flagRoom(flags), width: inner, height: linesHeight };
  const most = mostBytes(input) * HEADROOM;
  const place = { x, y: (bytes: number) => area.y + area.height * (1 - bytes / most) };
  const bottom = area.y + area.height + (input.lanes > 0 ? input.lanes * LANE + LANE_GAP : 0);
  return {
    width,
    height: bottom + AXIS,
    area,
    shapes: [
      ...axes(input, area, bottom, most, place),
      ...input.lines.flatMap((line) => lineShapes(line, place)),
      ...trendShapes(input, place),
      ...limitShapes(input, area, most, place),
      ...peakShapes(input, area, place),
    ],
    calls: layoutCalls(input, area, LANE, LANE_GAP, x),
    flags: layoutFlags(flags, area, bottom),
  };
}

interface Place {
  readonly x: (time: number) => number;
  readonly y: (bytes: number) => number;
}

/** A run of one moment has a width too. */
function span({ from, to }: PlotInput): number {
  return to > from ? to - from : 1;
}

function mostBytes({ lines, limit }: PlotInput): number {
  let most = 1;
  for (const { bytes } of lines) for (const value of bytes) if (value > most) most = value;
  // A limit far away would press the lines flat: then it is named at the top instead.
  return limit !== null && limit.bytes <= most * 2.5 ? Math.max(most, limit.bytes) : most;
}

function axes(
  { from, to, origin, steps }: PlotInput,
  area: PlotBox,
  bottom: number,
  most: number,
  { x, y }: Place,
): PlotShape[] {
  const right = area.x + area.width;
  const rows = byteTicks(most, area.height / ROW).flatMap(({ value, label }): PlotShape[] => [
    {
      shape: 'path',
      role: value === 0 ? 'axis' : 'grid',
      d: path([area.x, y(value)], [right, y(value)]),
      isClipped: false,
    },
    { shape: 'text', role: 'tick', x: area.x - 8, y: y(value) + 4, text: label, anchor: 'end' },
  ]);
  const times = steps ?? timeTicks(from - origin, to - origin, area.width / COLUMN);
  const columns = times.flatMap(({ value, label }): PlotShape[] => {
    const at = x(value + origin);
    return [
      { shape: 'path', role: 'grid', d: path([at, area.y], [at, bottom]), isClipped: false },
      { shape: 'text', role: 'tick', x: at, y: bottom + 17, text: label, anchor: 'middle' },
    ];
  });
  return [...columns, ...rows];
}

function lineShapes({ kind, tone, time, bytes, hasDots }: PlotLine, { x, y }: Place): PlotShape[] {
  const parts: string[] = [];
  for (let at = 0; at < time.length; at++) {
    parts.push(`${at === 0 ? 'M' : 'L'}${short(x(time[at]))} ${short(y(bytes[at]))}`);
  }
  const look = kind === 'child' ? { tone } : {};
  const role = `line-${kind}` as const;
  const line: PlotShape = { shape: 'path', role, ...look, d: parts.join(''), isClipped: true };
  if (!hasDots && time.length > 1) return [line];
  const dots = time.map(
    (when, at): PlotShape => ({
      shape: 'circle',
      role,
      ...look,
      x: x(when),
      y: y(bytes[at]),
      r: 3.5,
    }),
  );
  return [line, ...dots];
}

function trendShapes({ trend }: PlotInput, { x, y }: Place): PlotShape[] {
  if (trend === null) return [];
  const d = path([x(trend.from), y(trend.fromBytes)], [x(trend.to), y(trend.toBytes)]);
  return [{ shape: 'path', role: 'trend', d, isClipped: true }];
}

function limitShapes({ limit }: PlotInput, area: PlotBox, most: number, { y }: Place): PlotShape[] {
  if (limit === null) return [];
  const right = area.x + area.width;
  const isFar = limit.bytes > most;
  const at = isFar ? area.y : y(limit.bytes);
  const line: PlotShape = {
    shape: 'path',
    role: 'limit',
    d: path([area.x, at], [right, at]),
    isClipped: false,
  };
  const text = isFar ? `${limit.label} ↑` : limit.label;
  const label: PlotShape = {
    shape: 'text',
    role: 'limit-label',
    x: area.x + 6,
    y: at + 14,
    text,
    anchor: 'start',
  };
  return isFar ? [label] : [line, label];
}

function peakShapes({ peak, from, to }: PlotInput, area: PlotBox, { x, y }: Place): PlotShape[] {
  if (peak === null || peak.time < from || peak.time > to) return [];
  const [at, top] = [x(peak.time), y(peak.bytes)];
  // Above the point, and within the frame at both ends.
  const middle = Math.min(Math.max(at, area.x + 28), area.x + area.width - 28);
  return [
    { shape: 'circle', role: 'peak', x: at, y: top, r: 4 },
    {
      shape: 'text',
      role: 'peak-label',
      x: middle,
      y: top - 9,
      text: formatBytes(peak.bytes),
      anchor: 'middle',
    },
  ];
}

function path(from: readonly [number, number], to: readonly [number, number]): string {
  return `M${short(from[0])} ${short(from[1])}L${short(to[0])} ${short(to[1])}`;
}

/** A tenth of a pixel is finer than anything that is drawn. */
function short(value: number): number {
  return Math.round(value * 10) / 10;
}
