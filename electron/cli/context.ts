import type { Job } from '../../shared/base/job.ts';
import { showable } from '../../shared/base/text.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import type { ProfileSession } from '../../shared/session/profile/profile-session.ts';
import type { LightReport } from '../../shared/session/report/light-report.ts';
import type { TimelineSession } from '../../shared/session/timeline/timeline-session.ts';
import type { Terminal } from './terminal.ts';

/** What a command may use; tests pass their own. */
export interface CliContext {
  readonly terminal: Terminal;
  readonly job: Job;
  /** Throws what `HeapSession.open` throws; a timeline is no dump. */
  open(file: string): Promise<HeapSession>;
  /** An allocation profile. */
  openProfile(file: string): Promise<ProfileSession>;
  openAny(file: string): Promise<HeapSession | TimelineSession>;
  /** What one pass over a dump tells, with little memory. Throws what `open` throws. */
  skim(file: string): Promise<LightReport>;
  /** How they are opened. */
  readonly dumps: {
    usesIndexes: boolean;
    memoryShare: number;
    sysroot: string;
    executables: readonly string[];
  };
}

/** Opens a dump and says on stderr what of it was lost, since every figure rests on the rest. */
export async function openAndWarn(context: CliContext, file: string): Promise<HeapSession> {
  const session = await context.open(file);
  for (const { message } of session.identity.warnings) {
    context.terminal.note(`warning: ${showable(message)}`);
  }
  return session;
}

/** Prints a report as JSON for programs, or as `text` says it for people. */
export function printReport(
  context: CliContext,
  asJson: boolean,
  report: unknown,
  text: () => string,
): void {
  context.terminal.write(asJson ? JSON.stringify(report, null, 2) : text());
}
