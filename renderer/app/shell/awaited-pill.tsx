import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { AnswerCache } from '../../state/store/answers.ts';
import { BUTTON, WAITING } from '../../views/strings.ts';
import { progressWords } from '../../views/widgets/format.ts';
import { Icon } from '../../views/widgets/icons.tsx';

/** Answers that come sooner need no word. */
const PATIENCE_MS = 700;

/** What the engine is busy with for this dump, in whichever view, and the way to stop it. */
export function AwaitedPill({ answers }: { readonly answers: AnswerCache }) {
  const observe = useCallback((changed: () => void) => answers.observe(changed), [answers]);
  const awaited = useSyncExternalStore(observe, () => answers.awaited);
  const isWaiting = awaited !== null;
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!isWaiting) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isWaiting]);
  if (awaited === null || !isLong) return null;
  const { progress } = awaited;
  const fraction = progress === null ? null : progressWords(progress, 0, 0).fraction;
  const phase = progress?.phase ?? WAITING.working;
  return (
    <div className="awaited-pill">
      <span className="awaited-phase" role="status">
        {phase}
      </span>
      {fraction !== null && <span className="awaited-share">{Math.floor(fraction * 100)} %</span>}
      <button
        type="button"
        className="button quiet"
        aria-label={WAITING.cancel(phase)}
        onClick={() => answers.cancelAwaited()}
      >
        <Icon name="close" size={12} />
        {BUTTON.cancel}
      </button>
    </div>
  );
}
