import type { Job } from '../../shared/base/job.ts';
import { showable } from '../../shared/base/text.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import type { Terminal } from './terminal.ts';

/** What a command may use; tests pass their own. */
export interface CliContext {
  readonly terminal: Terminal;
  readonly job: Job;
  open(file: string): Promise<HeapSession>;
  /** How they are opened. */
  readonly dumps: { usesIndexes: boolean };
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
