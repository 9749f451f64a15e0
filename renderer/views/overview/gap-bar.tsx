import { useState } from 'react';
import { formatBytes } from '../../../shared/base/units.ts';
import { OVERVIEW_PAGE, RESIDENT } from '../strings-overview.ts';
import { formatShare } from '../widgets/format.ts';
import type { MemoryGap } from './memory-gap.ts';

/** Resident memory as one bar with its parts named below; a click on a part explains it. */
export function GapBar({ gap }: { readonly gap: MemoryGap }) {
  const [open, setOpen] = useState<string | null>(null);
  const explained = gap.parts.find(({ id }) => id === open);
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
        {gap.parts.map(({ id, name, bytes }) => (
          <li key={id}>
            <button
              type="button"
              className="gap-part"
              aria-expanded={open === id}
              onClick={() => setOpen(open === id ? null : id)}
            >
              <span className={`gap-swatch ${id}`} aria-hidden="true" />
              {name}{' '}
              <span className="muted">
                {formatBytes(bytes)}, {formatShare(bytes, gap.residentBytes)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {explained !== undefined && (
        <p className="gap-meaning" role="status">
          <b>{explained.name}.</b> {explained.explanation}
        </p>
      )}
    </section>
  );
}
