import { writeFileSync } from 'node:fs';
import { procText, readStat } from './proc-files.ts';

/**
 * The share of the processors that our session has among all others, on systems that divide them so
 * (`sched_autogroup`). A nice value of ours alone counts only within it.
 */
export interface SessionPriority {
  /** The process by which the session is known, ourselves perhaps. */
  readonly leader: number;
  readonly nice: number;
}

const HIGHEST = -20;

/** The priority that our session has; null where sessions have none, or it is another container's. */
export function sessionPriority(): SessionPriority | null {
  const nice = /nice (-?\d+)/.exec(procText(process.pid, 'autogroup') ?? '')?.[1];
  const leader = readStat(process.pid)?.session ?? 0;
  return nice === undefined || leader === 0 ? null : { leader, nice: Number(nice) };
}

/**
 * Puts our session before all others, where this user may (root may), since another process stands
 * still until we are done. Returns what undoes it.
 */
export function hurry(priority: SessionPriority | null): () => void {
  if (priority === null || !setSessionPriority(HIGHEST)) return () => undefined;
  return () => void setSessionPriority(priority.nice);
}

function setSessionPriority(nice: number): boolean {
  try {
    writeFileSync('/proc/self/autogroup', String(nice));
    return true;
  } catch {
    return false;
  }
}
