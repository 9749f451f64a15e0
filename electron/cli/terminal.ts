import type { Job, Progress } from '../../shared/base/job.ts';
import { showable } from '../../shared/base/text.ts';
import { formatBytes, formatCount } from '../../shared/base/units.ts';
import { EXIT } from './exit-codes.ts';

/**
 * The two streams of the command line. stdout carries the command's result and nothing else;
 * progress and errors go to stderr.
 */
export interface Terminal {
  write(text: string): void;
  /** One sentence about what went wrong. */
  complain(sentence: string): void;
  /** Further facts, shown as they are. */
  note(line: string): void;
  /** A job whose progress is shown while stderr is a terminal. */
  readonly job: Job;
  /** Removes the progress line. */
  settle(): void;
}

export function createTerminal(): Terminal {
  // A reader that has seen enough (`| head`) closes the pipe: that is not a failure. What could not
  // be written otherwise is, and no exit code of a check says so.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    const reason = error.code === 'ENOSPC' ? 'the disk is full' : `the system said ${error.code}`;
    process.stderr.write(`ouroboros: The output could not be written: ${reason}.\n`);
    process.exit(EXIT.unwritten);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : EXIT.unwritten);
  });
  const progress = process.stderr.isTTY ? progressLine() : null;
  const settle = (): void => progress?.clear();
  return {
    settle,
    write: (text) => {
      settle();
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    complain: (sentence) => {
      settle();
      process.stderr.write(`ouroboros: ${oneLine(sentence)}\n`);
    },
    note: (line) => {
      settle();
      process.stderr.write(`${line}\n`);
    },
    job: { report: (report) => progress?.show(report), checkpoint() {} },
  };
}

const REDRAW_INTERVAL_MS = 100;

function progressLine(): { show(progress: Progress): void; clear(): void } {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show(progress) {
      const now = performance.now();
      if (now - drawnAt < REDRAW_INTERVAL_MS) return;
      drawnAt = now;
      isShown = true;
      process.stderr.write(`\r\x1b[K${describeProgress(progress)}`);
    },
    clear() {
      if (isShown) process.stderr.write('\r\x1b[K');
      isShown = false;
    },
  };
}

/** "Reading objects 41 %", or the amount where the total is not known. */
export function describeProgress({ phase, done, total, unit }: Progress): string {
  if (total > 0) return `${phase} ${Math.min(100, Math.floor((100 * done) / total))} %`;
  return `${phase} ${unit === 'bytes' ? formatBytes(done) : `${formatCount(done)} ${unit}`}`;
}

function oneLine(sentence: string): string {
  return showable(sentence.replace(/\s*\n\s*/g, ' ').trim());
}
