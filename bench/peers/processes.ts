import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** V8's own limit would end what needs more than a few gigabytes. */
export const PLENTY_OF_HEAP = '--max-old-space-size=16000';

/** The checkout; this runs from `dist/bench/`. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function fromRoot(...parts: readonly string[]): string {
  return path.join(ROOT, ...parts);
}

export interface Outcome {
  readonly seconds: number;
  /** In all its threads; to a fiftieth of a second. */
  readonly processorSeconds: number;
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Runs a program to its end; what it takes is read from /proc (Linux) as it runs. */
export function watched(command: string, words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, OUROBOROS_NO_CACHE: '1' },
    });
    let stdout = '';
    let stderr = '';
    let peakBytes = 0;
    let processorSeconds = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    const timer = setInterval(() => {
      peakBytes = Math.max(peakBytes, peakOf(child.pid));
      processorSeconds = Math.max(processorSeconds, processorTimeOf(child.pid));
    }, 20);
    child.once('error', reject).once('close', (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolve({ seconds, processorSeconds, peakBytes, stdout });
      else reject(new Error(errorLine(stderr) ?? `it ended with ${code}`));
    });
  });
}

/** The run that took the middle time. */
export async function medianOf(
  runs: number,
  command: string,
  words: readonly string[],
): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (let run = 0; run < runs; run++) outcomes.push(await watched(command, words));
  outcomes.sort((a, b) => a.seconds - b.seconds);
  const middle = outcomes[outcomes.length >>> 1];
  if (middle === undefined) throw new Error('there was no run');
  return middle;
}

/** What a peer printed last, a line of JSON. */
export function lastJson(text: string): unknown {
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

/** The line of a program's last words that says what was wrong. */
function errorLine(text: string): string | undefined {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => line.includes('Error')) ?? lines.at(-1);
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Linux counts it in hundredths of a second; the program's name may hold blanks, but no `)`. */
function processorTimeOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1)?.split(' ') ?? [];
    return (Number(fields[12]) + Number(fields[13])) / 100;
  } catch {
    return 0;
  }
}
