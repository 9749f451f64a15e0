import { formatBytes } from '../../../shared/base/units.ts';
import { OVERVIEW_PAGE, RESIDENT } from '../strings-overview.ts';
import { formatShare } from '../widgets/format.ts';
import type { MemoryGap } from './memory-gap.ts';

/** Resident memory, and what of it the dump explains, as one bar with its parts named below. */
export function GapBar({ gap }: { readonly gap: MemoryGap }) {
  return (
    <section className="gap" aria-label={RESIDENT.title}>
      <p className="gap-title">
        <b>{formatBytes(gap.residentBytes)}</b> {OVERVIEW_PAGE.resident}
        {gap.note !== '' && <span className="muted">{gap.note}</span>}
      </p>
      <div className="gap-bar" aria-hidden="true">
        {gap.parts.map(({ id, bytes }) => (
          <span key={id} className={id} style={{ flexGrow: bytes }} />
        ))}
      </div>
      <ul className="gap-parts">
        {gap.parts.map(({ id, name, bytes, explanation }) => (
          <li key={id} title={explanation}>
            <span className={`gap-swatch ${id}`} aria-hidden="true" />
            {name}{' '}
            <span className="muted">
              {formatBytes(bytes)}, {formatShare(bytes, gap.residentBytes)}
            </span>
            <span className="visually-hidden">{explanation}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
