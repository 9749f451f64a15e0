import type { OuroborosErrorCode } from '../../shared/base/errors.ts';

/** What the command line's exit codes mean; others script against them. */
export const EXIT = {
  done: 0,
  /** A check ran and found what it looks for. */
  finding: 1,
  usage: 2,
  unreadable: 3,
  /** A fault in Ouroboros itself (EX_SOFTWARE in sysexits.h). */
  internal: 70,
  /** The standard output could not be written (EX_IOERR). */
  unwritten: 74,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Thrown once a check has printed what it found: the run ends with `EXIT.finding`. */
export class FindingsReported extends Error {}

/** The exit code for a failure, chosen by its code and never by its message. */
export function exitCodeFor(code: OuroborosErrorCode): ExitCode {
  switch (code) {
    case 'dump-unrecognised':
    case 'dump-unsupported':
    case 'dump-malformed':
    case 'dump-empty':
    case 'dump-too-large':
    case 'file-unreadable':
      return EXIT.unreadable;
    case 'file-unwritable':
    case 'not-found':
    case 'bad-request':
      return EXIT.usage;
    case 'cancelled':
    case 'worker-exited':
    case 'internal':
      return EXIT.internal;
  }
}
