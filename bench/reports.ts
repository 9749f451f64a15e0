import { formatBytes } from '../shared/base/units.ts';
import type { Gap } from './gaps.ts';
import type { Growth } from './growth.ts';
import type { Measurement } from './measure.ts';
import { median } from './measure.ts';
import type { Opening } from './opening.ts';
import { markdownTable } from './table.ts';

export function measurementTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(
    ({ name, milliseconds, processor, peakBytes: peak, restingBytes }) => [
      name,
      millisecondsText(median(milliseconds)),
      `${(milliseconds[0] ?? 0).toFixed(0)}–${(milliseconds.at(-1) ?? 0).toFixed(0)}`,
      millisecondsText(median(processor)),
      bytesText(peak === null ? null : Math.max(0, peak - restingBytes)),
      bytesText(peak),
    ],
  );
  const head = ['phase', 'median', 'range', 'processor', 'extra memory', 'peak'];
  return markdownTable([head, ...rows]);
}

export function gapTable(gaps: readonly Gap[]): string {
  const rows = gaps.map(({ name, milliseconds, phase }) => [
    name,
    millisecondsText(milliseconds),
    phase,
  ]);
  return markdownTable([['analysis', 'longest gap', 'while'], ...rows]);
}

export function openingTable(openings: readonly Opening[]): string {
  const rows = openings.map(({ name, seconds, processorSeconds, peakBytes, longestGap }) => [
    name,
    `${seconds.toFixed(2)} s`,
    `${processorSeconds.toFixed(2)} s`,
    bytesText(peakBytes),
    millisecondsText(longestGap),
  ]);
  return markdownTable([['dump', 'opened in', 'processor', 'peak', 'longest gap'], ...rows]);
}

export function growthTable(growths: readonly Growth[]): string {
  const rows = growths.map(({ name, small, large, perReference }) => [
    name,
    millisecondsText(small),
    millisecondsText(large),
    perReference.toFixed(2),
  ]);
  return markdownTable([['phase', 'small', 'large', 'ratio per reference'], ...rows]);
}

function millisecondsText(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

function bytesText(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes);
}
