import { type ChildProcess, spawn } from 'node:child_process';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { ProcessId } from './proc-files.ts';
import type { SessionPriority } from './session-priority.ts';

/**
 * Waits for two lines: "armed" before the process is stopped, "done" after it goes on. When the
 * standard input ends without the second, we have died; when the time is over, we hang. Either way
 * the process is resumed, if it is still the same one.
 *
 * A shell and nothing else: its builtins do it all, in a megabyte, and a packaged app cannot start
 * Node a second time. Arguments: pid, start time, seconds; the leader of our session and the priority
 * that it had; then, for a process that was frozen, its control group, the one it came from, and the
 * file and word that thaw it.
 */
const SCRIPT = `
pid=$1 start=$2 seconds=$3 leader=$4 nice=$5 frozen=$6 home=$7 file=$8 word=$9
same() {
  read -r stat <"/proc/$pid/stat" || return 1
  set -- \${stat##*)}
  [ "\${20}" = "$start" ]
}
resume() {
  if [ -n "$frozen" ]; then
    echo "$word" >"$frozen/$file"
    while read -r member; do echo "$member" >"$home/cgroup.procs"; done <"$frozen/cgroup.procs"
    rmdir "$frozen"
  elif same; then
    kill -CONT "$pid"
  fi
  [ -n "$leader" ] && echo "$nice" >"/proc/$leader/autogroup"
}
echo ready
read -r line || exit 0
(
  trap 'kill "$nap"; exit 0' TERM
  sleep "$seconds" & nap=$!
  wait "$nap" && { resume; kill "$$"; }
) >/dev/null 2>&1 & timer=$!
if read -r line; then kill "$timer"; exit 0; fi
kill "$timer" 2>/dev/null
resume 2>/dev/null
`;

/** How a process in a control group of its own gets out of it again. */
export interface ThawPlan {
  readonly group: string;
  readonly home: string;
  readonly file: string;
  readonly word: string;
}

/** A process beside us that resumes another one when we no longer can. */
export interface Watchdog {
  /** Once this resolves it resumes the process when we end. */
  arm(): Promise<void>;
  /** The process goes on: the watchdog ends. */
  dismiss(): void;
  /** Whether it still watches. */
  readonly isAlive: boolean;
}

/**
 * Starts a watchdog and waits until it can be relied on.
 * @param seconds After how long it resumes the process in any case.
 * @param priority Of our session, which it gives back along with it.
 */
export async function startWatchdog(
  { pid, startTime }: ProcessId,
  seconds: number,
  thaw: ThawPlan | null,
  priority: SessionPriority | null = null,
): Promise<Watchdog> {
  const session = priority === null ? ['', ''] : [priority.leader, priority.nice];
  const plan = thaw === null ? [] : [thaw.group, thaw.home, thaw.file, thaw.word];
  const given = [pid, startTime, Math.ceil(seconds), ...session, ...plan].map(String);
  // A session of its own: a Ctrl-C at our terminal, or a kill of our group, is not for it.
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'ouroboros-watchdog', ...given], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await isReady(child);
  return {
    arm: () =>
      new Promise((resolve, reject) => {
        child.stdin?.write('armed\n', (error) => (error ? reject(ended()) : resolve()));
      }),
    dismiss: () => void child.stdin?.end('done\n'),
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
  };
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(refusal(error.message)));
    child.on('exit', () => reject(ended()));
    // It may end while we write to it.
    child.stdin?.on('error', () => undefined);
    child.stdout?.once('data', () => {
      child.stdout?.destroy();
      resolve();
    });
  });
}

function ended(): OuroborosError {
  return refusal('it ended at once');
}

function refusal(reason: string): OuroborosError {
  return new OuroborosError(
    'bad-request',
    `No watchdog could be started (${reason}), and without one no process is stopped: it needs /bin/sh, to resume the process if Ouroboros is killed.`,
  );
}
