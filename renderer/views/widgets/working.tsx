import { useEffect, useState } from 'react';
import type { Progress } from '../../../shared/base/job.ts';
import { progressWords } from './format.ts';

interface WorkingProps {
  /** What is asked for, until the engine says what it does. */
  readonly what: string;
  readonly progress: Progress | null;
  /** What a second look will not have to wait for. */
  readonly note?: string;
}

/** A long computation inside a view: its phase and how far it is. Leaving the view cancels it. */
export function Working({ what, progress, note = '' }: WorkingProps) {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!isVisible) return <div className="nothing" />;
  const words = progress === null ? null : progressWords(progress, 0, 0);
  const fraction = words?.fraction ?? null;
  const phase = progress?.phase ?? what;
  return (
    <div className="nothing working">
      <strong role="status">{phase}</strong>
      <div
        className={`progress ${fraction === null ? 'indeterminate' : ''}`}
        role="progressbar"
        aria-label={phase}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
      >
        <div style={{ width: fraction === null ? undefined : `${fraction * 100}%` }} />
      </div>
      <p>{[words?.amount ?? '', note].filter((part) => part !== '').join(' · ')}</p>
    </div>
  );
}
