import { useState } from 'react';
import { formatBytes } from '../../../shared/base/units.ts';
import type { ThreadFrame, ThreadRow } from '../../../shared/protocol/thread-schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { THREADS_VIEW } from '../strings-threads.ts';
import { ObjectTree } from '../tree/object-tree.tsx';
import { BidiIsolate } from '../widgets/bidi-isolate.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { SourceLine } from '../widgets/source-places.tsx';
import { Working } from '../widgets/working.tsx';
import { ObjectButtons } from './object-buttons.tsx';

/** Threads that one question brings. */
const PAGE = 20;
const MAX_THREADS = 1000;
/** Variables of a frame that are shown unasked. */
const FIRST_VARIABLES = 20;

/** Every thread with its stack, the innermost frame first. */
export function ThreadList({ withLibraries }: { readonly withLibraries: boolean }) {
  const { cuts } = useReadyTab();
  const [limit, setLimit] = useState(PAGE);
  const asked = useAnswer('threads', { cuts, offset: 0, limit });
  const found = asked.value;
  if (asked.error !== null) return <Failure error={asked.error} onRetry={asked.retry} />;
  if (found === null) return <Working what={THREADS_VIEW.waiting} progress={asked.progress} />;
  if (found.total === 0) {
    return (
      <Nothing title={THREADS_VIEW.none}>
        <p>{found.note}</p>
      </Nothing>
    );
  }
  const hidden = Math.min(found.total, MAX_THREADS) - found.rows.length;
  return (
    <>
      {found.rows.map((thread, at) => (
        // Names come twice; threads stand in the order of the dump.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <Thread key={at} thread={thread} withLibraries={withLibraries} />
      ))}
      {hidden > 0 && (
        <button
          type="button"
          className="button quiet"
          onClick={() => setLimit(Math.min(MAX_THREADS, limit * 2))}
        >
          {THREADS_VIEW.more(Math.min(hidden, limit))}
        </button>
      )}
    </>
  );
}

function Thread({
  thread,
  withLibraries,
}: {
  readonly thread: ThreadRow;
  readonly withLibraries: boolean;
}) {
  const { frames, frameCount } = thread;
  return (
    <section className="thread" aria-label={thread.name}>
      <h2>
        <BidiIsolate text={thread.name} />
        {thread.daemon === true && <span className="muted"> {THREADS_VIEW.daemon}</span>}
      </h2>
      {frames.length === 0 && <p className="muted">{THREADS_VIEW.idle}</p>}
      <ol className="thread-frames">
        {runsOf(frames, withLibraries).map(({ at, frame, hidden }) =>
          frame === null ? (
            <li key={`hidden ${at}`} className="thread-hidden muted">
              {THREADS_VIEW.hiddenFrames(hidden)}
            </li>
          ) : (
            <Frame key={at} frame={frame} />
          ),
        )}
      </ol>
      {frameCount > frames.length && (
        <p className="muted">{THREADS_VIEW.moreFrames(frameCount - frames.length)}</p>
      )}
    </section>
  );
}

interface Run {
  readonly at: number;
  /** Null: frames of libraries, only counted. */
  readonly frame: ThreadFrame | null;
  readonly hidden: number;
}

/**
 * The frames to show: all, or those of the program and the innermost, which says what the thread is
 * doing. A thread without a frame of the program's shows all of its own.
 */
function runsOf(frames: readonly ThreadFrame[], withLibraries: boolean): readonly Run[] {
  const showsAll = withLibraries || !frames.some(({ isOfProgram }) => isOfProgram);
  const runs: Run[] = [];
  let hidden = 0;
  frames.forEach((frame, at) => {
    if (!showsAll && !frame.isOfProgram && at > 0) {
      hidden++;
      return;
    }
    if (hidden > 0) runs.push({ at, frame: null, hidden });
    hidden = 0;
    runs.push({ at, frame, hidden: 0 });
  });
  if (hidden > 0) runs.push({ at: frames.length, frame: null, hidden });
  return runs;
}

/** A function at a line, with what its variables retain, opened into all of them. */
function Frame({ frame }: { readonly frame: ThreadFrame }) {
  const [isOpen, setOpen] = useState(false);
  const { object, file, line, largest, variableCount, isOfProgram } = frame;
  const name = frame.function === '<module>' ? THREADS_VIEW.module : frame.function;
  return (
    <li className={isOfProgram ? 'frame' : 'frame of-library'}>
      <div className="frame-line">
        <button
          type="button"
          className="frame-toggle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'down' : 'forward'} size={11} />
          <span className="frame-name">
            <BidiIsolate text={name} />
          </span>
          <span className="muted">{THREADS_VIEW.variables(variableCount)}</span>
        </button>
        {file !== '' && <SourceLine place={{ file, line }} />}
        <span className="frame-largest">
          {largest.map(({ name: variable, bytes }) => (
            <span key={variable}>
              <code>
                <BidiIsolate text={variable} />
              </code>{' '}
              {formatBytes(bytes)}
            </span>
          ))}
        </span>
        {object !== null && <ObjectButtons object={object} name={name} />}
      </div>
      {isOpen && (
        <div className="frame-variables">
          {object === null ? (
            <p className="muted">{THREADS_VIEW.notInDump}</p>
          ) : (
            <ObjectTree
              node={object.node}
              direction="contents"
              label={THREADS_VIEW.variablesOf(name)}
              first={Math.max(FIRST_VARIABLES, Math.min(variableCount, 100))}
            />
          )}
        </div>
      )}
    </li>
  );
}
