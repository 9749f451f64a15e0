import type { Progress } from '../../../shared/base/job.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import { PROGRESS } from '../strings-widgets.ts';

/** `pandas.core.frame.DataFrame` → `pandas.core.frame`; '' for builtins. */
export function typeModule(qualified: string): string {
  const cut = qualified.lastIndexOf('.');
  if (cut <= 0 || cut === qualified.length - 1) return '';
  const module = qualified.slice(0, cut);
  return module === 'builtins' ? '' : module;
}

/** A share for people: "0 %", "<1 %", "42 %". */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (100 * part) / whole;
  if (percent < 1) return '<1 %';
  return percent > 99 && part < whole ? '>99 %' : `${Math.round(percent)} %`;
}

export interface ProgressWords {
  /** 0 … 1; null while the total is not known. */
  readonly fraction: number | null;
  /** "412 MB of 909 MB". */
  readonly amount: string;
  /** "390 MB/s", '' until it can be told. */
  readonly rate: string;
  /** "2 s left", '' until it can be told. */
  readonly remaining: string;
}

/** A rate from the first instants of a phase would only jump about. */
const RATE_AFTER_MS = 300;

/** Progress in words; the rate is that of the present phase. */
export function progressWords(
  progress: Progress,
  elapsedMs: number,
  startedWith: number,
): ProgressWords {
  const inUnit = (value: number) =>
    progress.unit === 'bytes' ? formatBytes(value) : formatCount(value);
  const unit = progress.unit === 'bytes' ? '' : ` ${progress.unit}`;
  const known = progress.total > 0;
  const moved = progress.done - startedWith;
  const perSecond = elapsedMs >= RATE_AFTER_MS && moved > 0 ? (moved * 1000) / elapsedMs : null;
  const left = perSecond === null || !known ? null : (progress.total - progress.done) / perSecond;
  return {
    fraction: known ? Math.min(1, progress.done / progress.total) : null,
    amount: known
      ? `${PROGRESS.of(inUnit(progress.done), inUnit(progress.total))}${unit}`
      : progress.done > 0
        ? `${inUnit(progress.done)}${unit}`
        : '',
    rate: perSecond === null ? '' : `${inUnit(perSecond)}${unit}/s`,
    remaining: left === null ? '' : remainingWords(left),
  };
}

function remainingWords(seconds: number): string {
  if (seconds < 1) return PROGRESS.almostDone;
  if (seconds < 90) return PROGRESS.secondsLeft(Math.ceil(seconds));
  return PROGRESS.minutesLeft(Math.ceil(seconds / 60));
}
