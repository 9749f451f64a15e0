import { formatBytes } from '../../../shared/base/units.ts';
import type { PlotLine } from '../../../shared/plot/plot.ts';
import { CHILD_LOOKS } from '../../../shared/plot/plot.ts';
import { TIMELINE_COLUMNS, TIMELINE_WORDS } from '../strings-timeline.ts';

/** What each line is, and its highest point in the range. */
export function PlotLegend({
  lines,
  hasTrend,
  note,
}: {
  readonly lines: readonly PlotLine[];
  readonly hasTrend: boolean;
  readonly note: string;
}) {
  return (
    <div className="plot-foot">
      <ul className="plot-legend" aria-label={TIMELINE_WORDS.lines}>
        {lines.map(({ id, kind, tone, label, bytes }) => (
          <li key={id}>
            <svg width="22" height="8" aria-hidden="true">
              <path className={`plot-line-${kind} look-${tone % CHILD_LOOKS}`} d="M1 4H21" />
            </svg>
            {label}
            {bytes.length > 0 && (
              <span className="muted">
                {TIMELINE_COLUMNS.peak.toLowerCase()} {formatBytes(highest(bytes))}
              </span>
            )}
          </li>
        ))}
        {hasTrend && (
          <li>
            <svg width="22" height="8" aria-hidden="true">
              <path className="plot-trend" d="M1 4H21" />
            </svg>
            {TIMELINE_WORDS.trend}
          </li>
        )}
      </ul>
      {note !== '' && <p className="muted">{note}</p>}
    </div>
  );
}

function highest(bytes: readonly number[]): number {
  return bytes.reduce((most, value) => Math.max(most, value), 0);
}
