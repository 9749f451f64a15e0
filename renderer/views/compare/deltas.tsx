import './compare.css';
import type { CSSProperties } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';

/** The last of a series less its first. */
export function growthOf(values: readonly (number | null)[]): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}

/** "+1.51 MB", "−48 bytes", "0 bytes": with the sign that bars only repeat. */
export function signed(value: number, format: (size: number) => string): string {
  if (value === 0) return format(0);
  return `${value > 0 ? '+' : '−'}${format(Math.abs(value))}`;
}

/** A change of bytes, with a bar from the middle: to the end what grew, to the start what shrank. */
export function DeltaBytes({ value, most }: { readonly value: number; readonly most: number }) {
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
  return (
    <span className={`delta ${directionOf(value)}`}>
      <span className="delta-track" aria-hidden="true">
        <span className="delta-bar" style={{ '--share': share } as CSSProperties} />
      </span>
      <span className="delta-text">{signed(value, formatBytes)}</span>
    </span>
  );
}

/** A change of a count; nothing where there is none, so that the eye finds what changed. */
export function DeltaCount({ value }: { readonly value: number }) {
  if (value === 0) return <span className="muted">–</span>;
  return <span className={`delta-count ${directionOf(value)}`}>{signed(value, formatCount)}</span>;
}

/** Three small columns beside the numbers they stand for. */
export function Spark({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(1, ...values);
  return (
    <span className="spark" aria-hidden="true">
      {values.map((value, dump) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a dump's place is its identity here.
        <span key={dump} style={{ '--share': value / most } as CSSProperties} />
      ))}
    </span>
  );
}

/** "100 → 250 → 420". */
export function seriesText(
  values: readonly (number | null)[],
  format: (value: number) => string,
): string {
  return values.map((value) => (value === null ? '–' : format(value))).join(' → ');
}

function directionOf(value: number): string {
  return value > 0 ? 'grew' : value < 0 ? 'shrank' : 'even';
}
