export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Nothing is measured so often that less could be told apart. */
const MIN_SPAN = 0.01;

/** A span `factor` times as long around a time, within `bounds`; null where that is all of them. */
export function zoomed(
  span: TimeSpan,
  bounds: TimeSpan,
  around: number,
  factor: number,
): TimeSpan | null {
  const length = Math.max(MIN_SPAN, (span.to - span.from) * factor);
  const share = (around - span.from) / Math.max(MIN_SPAN, span.to - span.from);
  return clampSpan({ from: around - share * length, to: around + (1 - share) * length }, bounds);
}

/** A span put within `bounds`, as long as it was where there is room; null where it is all. */
export function clampSpan(span: TimeSpan, bounds: TimeSpan): TimeSpan | null {
  const length = Math.max(MIN_SPAN, span.to - span.from);
  if (length >= (bounds.to - bounds.from) * 0.999) return null;
  const from = Math.min(Math.max(span.from, bounds.from), bounds.to - length);
  return { from: rounded(from), to: rounded(from + length) };
}

/** As exact as the file is: a link says it in as few digits. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e4) / 1e4;
}
