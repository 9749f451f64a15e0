import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import {
  type ProcessId,
  readStat,
  readThreads,
} from '../../../../electron/node/process/proc-files.ts';

/** Starts a program and waits until it says that it is ready; it is killed at the end of the test. */
export async function startProgram(
  command: string,
  args: readonly string[],
): Promise<ProcessId & { readonly child: ChildProcess }> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${command} ended before it was ready`)));
  });
  const pid = child.pid ?? 0;
  return { pid, startTime: readStat(pid)?.startTime ?? 0, child };
}

/** A process that computes without end in several threads. */
export function startBusy(): ReturnType<typeof startProgram> {
  const script = `
    const { Worker } = require('node:worker_threads');
    const spin = 'for (let at = 0, kept = []; ; at++) kept[at % 1000] = { at };';
    new Worker(spin, { eval: true }).on('online', () => { console.log('ready'); eval(spin); });`;
  return startProgram(process.execPath, ['-e', script]);
}

/** Letters of the states that its threads are in. */
export function statesOf(pid: number): Set<string> {
  return new Set([...readThreads(pid).values()].map(({ state }) => state));
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Whether it computes: by the time that the system has counted for it. */
export async function untilItRuns({ pid }: ProcessId): Promise<void> {
  const before = readStat(pid)?.ticks ?? 0;
  await until(() => (readStat(pid)?.ticks ?? 0) > before);
}
