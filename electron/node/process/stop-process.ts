import { OuroborosError } from '../../../shared/base/errors.ts';
import { errorCode } from '../file-errors.ts';
import { Freezer } from './freezer.ts';
import {
  isThere,
  type ProcessId,
  type ProcessStat,
  readStat,
  readThreads,
  statusField,
} from './proc-files.ts';
import { endedError } from './process-refusals.ts';
import { hurry, sessionPriority } from './session-priority.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** How a process was kept still. */
export type StopWay = 'signal' | 'freezer' | 'was-stopped';

export interface Stopped<T> {
  readonly value: T;
  readonly way: StopWay;
  /** How long the process stood still for us; 0 for one that stood already. */
  readonly pauseMs: number;
}

/** A thread that does not stand by then waits for a disk or a server that does not answer. */
const MAX_WAIT_MS = 4000;
const POLL_MS = 1;

/**
 * Stops every thread of a process, does `work`, and lets the process go on whatever happens: when
 * the work fails, and, by a watchdog, when we are killed or take longer than `maxSeconds`. A process
 * that stood already is left as it was.
 *
 * Throws `not-found` when the process ended, `bad-request` with the reason when it cannot be stopped
 * or went on before the work was done.
 */
export async function whileStopped<T>(
  target: ProcessId,
  maxSeconds: number,
  work: () => Promise<T>,
): Promise<Stopped<T>> {
  const before = readStat(target.pid);
  if (before?.startTime !== target.startTime) throw endedError(target.pid);
  if (standsStill(readThreads(target.pid))) {
    return { value: await watched(target, work), way: 'was-stopped', pauseMs: 0 };
  }
  const freezer = needsFreezer(target.pid, before) ? Freezer.make(target.pid) : null;
  if (freezer instanceof Freezer) return whileFrozen(target, maxSeconds, freezer, work);
  if (isFirstOfNamespace(target.pid)) {
    throw new OuroborosError(
      'bad-request',
      `Process ${target.pid} is the first one of this container, which no signal from inside stops, and ${freezer}. Read it from the host, by its number there, or make the control groups writable in the container.`,
    );
  }
  return whileSignalled(target, maxSeconds, work);
}

async function whileSignalled<T>(
  target: ProcessId,
  maxSeconds: number,
  work: () => Promise<T>,
): Promise<Stopped<T>> {
  const priority = sessionPriority();
  const watchdog = await startWatchdog(target, maxSeconds, null, priority);
  await watchdog.arm();
  const calmDown = hurry(priority);
  const from = performance.now();
  try {
    signal(target, 'SIGSTOP');
    await waitUntil(target, () => standsStill(readThreads(target.pid)));
    const value = await watched(target, work);
    if (!watchdog.isAlive) throw wentOnError(target);
    return { value, way: 'signal', pauseMs: performance.now() - from };
  } finally {
    resume(target);
    calmDown();
    watchdog.dismiss();
  }
}

async function whileFrozen<T>(
  target: ProcessId,
  maxSeconds: number,
  freezer: Freezer,
  work: () => Promise<T>,
): Promise<Stopped<T>> {
  const priority = sessionPriority();
  let watchdog: Watchdog | null = null;
  let calmDown = (): void => undefined;
  try {
    watchdog = await startWatchdog(target, maxSeconds, freezer.plan, priority);
    await watchdog.arm();
    calmDown = hurry(priority);
    const from = performance.now();
    freezer.freeze();
    await waitUntil(target, () => freezer.isFrozen);
    const value = await work();
    if (!freezer.isFrozen) throw wentOnError(target);
    return { value, way: 'freezer', pauseMs: performance.now() - from };
  } finally {
    freezer.thaw();
    calmDown();
    watchdog?.dismiss();
  }
}

/** Work on a process that must not move meanwhile: who lets it go on in between spoils the copy. */
async function watched<T>(target: ProcessId, work: () => Promise<T>): Promise<T> {
  const before = readThreads(target.pid);
  const value = await work();
  const after = readThreads(target.pid);
  if (!isThere(target) || hasEnded(after)) throw endedError(target.pid);
  const hasMoved = [...before].some(([thread, { state, ticks }]) => {
    const now = after.get(thread);
    return isStopped(state) && (now?.state !== state || now.ticks !== ticks);
  });
  if (hasMoved) throw (await endsSoon(target)) ? endedError(target.pid) : wentOnError(target);
  return value;
}

/** Threads of a process that was killed end one after the other. */
const MAX_ENDING_MS = 200;

async function endsSoon(target: ProcessId): Promise<boolean> {
  const from = performance.now();
  while (isThere(target) && !hasEnded(readThreads(target.pid))) {
    if (performance.now() - from > MAX_ENDING_MS) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** The first process of the namespace that we are in, too: its kernel drops our signals. */
function isFirstOfNamespace(pid: number): boolean {
  return pid === 1 && process.pid !== 1;
}

/**
 * Whether a signal would not do: it is dropped, or seen by the shell whose command it is, which
 * would say "Stopped" and put it into the background.
 */
function needsFreezer(pid: number, stat: ProcessStat): boolean {
  const isForegroundJob = stat.terminalGroup === stat.group && stat.session !== pid;
  return isFirstOfNamespace(pid) || isForegroundJob;
}

/**
 * Stopped (T), stopped by a tracer (t), or ending. A thread that waits inside the kernel (D) stops
 * before it runs a single instruction of the program, so that nothing of ours moves.
 */
function standsStill(threads: ReadonlyMap<number, ProcessStat>): boolean {
  let stopped = 0;
  for (const { state } of threads.values()) {
    if (isStopped(state)) stopped++;
    else if (!'ZXD'.includes(state)) return false;
  }
  return stopped > 0;
}

/** No thread is left, or only what the one that started it has not asked about yet. */
function hasEnded(threads: ReadonlyMap<number, ProcessStat>): boolean {
  return [...threads.values()].every(({ state }) => state === 'Z' || state === 'X');
}

function isStopped(state: string): boolean {
  return state === 'T' || state === 't';
}

function signal(target: ProcessId, name: 'SIGSTOP' | 'SIGCONT'): void {
  if (!isThere(target)) throw endedError(target.pid);
  try {
    process.kill(target.pid, name);
  } catch (thrown) {
    if (errorCode(thrown) === 'ESRCH') throw endedError(target.pid);
    const owner = statusField(target.pid, 'Uid').split('\t')[0];
    throw new OuroborosError(
      'bad-request',
      `Process ${target.pid} belongs to another user (number ${owner}), who alone may stop it: run Ouroboros as that user, or as root with sudo.`,
    );
  }
}

function resume(target: ProcessId): void {
  try {
    signal(target, 'SIGCONT');
  } catch {
    // It ended, or could not be stopped in the first place.
  }
}

async function waitUntil(target: ProcessId, isStill: () => boolean): Promise<void> {
  const from = performance.now();
  while (!isStill()) {
    if (hasEnded(readThreads(target.pid))) throw endedError(target.pid);
    if (performance.now() - from > MAX_WAIT_MS) throw stubbornError(target.pid);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function stubbornError(pid: number): OuroborosError {
  return new OuroborosError(
    'bad-request',
    `Process ${pid} could not be stopped within ${MAX_WAIT_MS / 1000} seconds, and was let go. Something may keep resuming it, or it waits for a disk or a server that does not answer; try again.`,
  );
}

function wentOnError({ pid }: ProcessId): OuroborosError {
  return new OuroborosError(
    'bad-request',
    `Process ${pid} went on before its memory was copied: somebody else resumed it. Try again.`,
  );
}
