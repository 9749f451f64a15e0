import { useState } from 'react';
import { formatBytes } from '../../../shared/base/units.ts';
import type { ShownFrame } from '../../../shared/protocol/profile-schemas.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { ALLOCATIONS, FRAME_ORIGINS } from '../strings-allocations.ts';
import { Failure } from '../widgets/feedback.tsx';
import { formatShare } from '../widgets/format.ts';
import { Working } from '../widgets/working.tsx';

const ROW = 24;
const ORIGINS = ['program', 'library', 'standard'] as const;
/** Of what is looked at; narrower is not drawn. */
const MIN_SHARE = 0.001;

/** Stacks put together from the outermost call on; a click on a box makes it the whole width. */
export function FlameGraph() {
  const asked = useAnswer('flame', {});
  const [within, setWithin] = useState<ShownFrame | null>(null);
  if (asked.error !== null) return <Failure error={asked.error} onRetry={asked.retry} />;
  if (asked.value === null) {
    return <Working what={ALLOCATIONS.flameWaiting} progress={asked.progress} />;
  }
  const { frames, omitted } = asked.value;
  const [from, share] = within === null ? [0, 1] : [within.from, within.share];
  const shown = frames.filter((frame) => isWithin(frame, within));
  const depth = shown.reduce((deepest, frame) => Math.max(deepest, frame.depth), 0) + 1;
  return (
    <section className="flame" aria-labelledby="flame-title">
      <div className="section-head">
        <h2 id="flame-title">{ALLOCATIONS.flame}</h2>
        <span className="flame-key">
          {ORIGINS.map((origin) => (
            <span key={origin}>
              <i className={`flame-swatch ${origin}`} aria-hidden="true" />
              {FRAME_ORIGINS[origin]}
            </span>
          ))}
        </span>
        {within !== null && (
          <button type="button" className="button" onClick={() => setWithin(null)}>
            {ALLOCATIONS.whole}
          </button>
        )}
      </div>
      <div className="flame-boxes" style={{ height: depth * ROW }}>
        {shown.map((frame) => {
          const left = Math.max(0, (frame.from - from) / share);
          const right = Math.min(1, (frame.from + frame.share - from) / share);
          const told = ALLOCATIONS.frame(
            frame.name,
            formatBytes(frame.bytes),
            formatShare(frame.share, 1),
          );
          return (
            <button
              key={`${frame.depth} ${frame.from} ${frame.name}`}
              type="button"
              tabIndex={right - left > 0.02 ? 0 : -1}
              className={`flame-box ${frame.origin}`}
              aria-label={told}
              data-tip={told}
              style={{
                insetInlineStart: `${100 * left}%`,
                width: `${100 * (right - left)}%`,
                top: frame.depth * ROW,
              }}
              onClick={() => setWithin(frame.depth === 0 ? null : frame)}
            >
              {frame.name}
            </button>
          );
        })}
      </div>
      <p className="muted">
        {[ALLOCATIONS.flameNote, omitted > 0 ? ALLOCATIONS.omitted(omitted) : '']
          .filter((part) => part !== '')
          .join(' ')}
      </p>
    </section>
  );
}

/** A frame that what is looked at leads through, or that it leads to. */
function isWithin(frame: ShownFrame, within: ShownFrame | null): boolean {
  if (within === null) return frame.share >= MIN_SHARE;
  const isBelow = frame.from >= within.from - 1e-9;
  const ends = frame.from + frame.share <= within.from + within.share + 1e-9;
  if (frame.depth >= within.depth) {
    return isBelow && ends && frame.share / within.share >= MIN_SHARE;
  }
  return (
    frame.from <= within.from + 1e-9 &&
    frame.from + frame.share >= within.from + within.share - 1e-9
  );
}
