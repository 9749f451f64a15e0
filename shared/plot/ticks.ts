/** One line across a plot, and what stands at it. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Round sizes from 0 to `most`, no more than `count` steps; all in one unit: "0", "50 MB". */
export function byteTicks(most: number, count: number): readonly Tick[] {
  const step = roundStep(Math.max(most, 1) / Math.max(1, count));
  const power = Math.max(
    0,
    Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(most, 1)) / 3)),
  );
  const ticks: Tick[] = [];
  for (let at = 0; at * step <= most * 1.0000001; at++) {
    const value = at * step;
    const label = at === 0 ? '0' : `${trimmed(value / 1000 ** power)} ${UNITS[power]}`;
    ticks.push({ value, label });
  }
  return ticks;
}

/** 1, 2 or 5 times a power of ten, `least` or more. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (
    [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999999) ?? power
  );
}

/** Lengths of time that people count in, in seconds. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
] as const;

/** Round lengths of time between `from` and `to`, in seconds, no more than `count` steps. */
export function timeTicks(from: number, to: number, count: number): readonly Tick[] {
  const least = (to - from) / Math.max(1, count);
  if (!(least > 0)) return [{ value: from, label: timeLabel(from, 1) }];
  const day = 86_400 * roundStep(Math.max(1, least / 86_400));
  const step = least <= 0.5 ? roundStep(least) : (STEPS.find((size) => size >= least) ?? day);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step - 1e-9); at * step <= to + step * 1e-9; at++) {
    ticks.push({ value: at * step, label: timeLabel(at * step, step) });
  }
  return ticks;
}

/** "0.5 s", "12 s", "1:30 min", "5 min", "2:30 h", "3 d": as exact as the step between ticks. */
function timeLabel(seconds: number, step: number): string {
  const whole = Math.round(seconds);
  if (Math.abs(seconds) < step * 1e-6) return '0';
  if (step >= 86_400) return `${trimmed(whole / 86_400)} d`;
  if (whole >= 3600 && step >= 60) return clock(whole, 3600, 'h');
  if (whole >= 60) return step >= 1 ? clock(whole, 60, 'min') : `${trimmed(seconds, 6)} s`;
  return `${trimmed(seconds, 6)} s`;
}

function clock(seconds: number, unit: number, name: string): string {
  const large = Math.floor(seconds / unit);
  const small = Math.round((seconds - large * unit) / (unit / 60));
  return small === 0 ? `${large} ${name}` : `${large}:${String(small).padStart(2, '0')} ${name}`;
}

function trimmed(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}
