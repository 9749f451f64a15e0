import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Measurement {
  readonly name: string;
  /** Milliseconds of each run, ascending. */
  readonly milliseconds: readonly number[];
  /** Processor time of each run, all threads: what else runs on the machine does not count. */
  readonly processor: readonly number[];
  /** Highest resident memory of the process in any run; null where it cannot be had. */
  readonly peakBytes: number | null;
  /** Resident memory before the first run. */
  readonly restingBytes: number;
}

/** Runs a phase several times, each after a garbage collection, and gives the last result. */
export function measure<T>(
  name: string,
  runs: number,
  phase: () => T,
): { readonly measurement: Measurement; readonly result: T } {
  collectGarbage();
  const restingBytes = process.memoryUsage.rss();
  resetPeak();
  const milliseconds: number[] = [];
  const processor: number[] = [];
  let result: T | undefined;
  for (let run = 0; run < runs; run++) {
    result = undefined;
    collectGarbage();
    const start = performance.now();
    const startProcessor = processorMilliseconds();
    result = phase();
    milliseconds.push(performance.now() - start);
    processor.push(processorMilliseconds() - startProcessor);
  }
  const measurement = {
    name,
    milliseconds: milliseconds.sort((a, b) => a - b),
    processor: processor.sort((a, b) => a - b),
    peakBytes: peakBytes(),
    restingBytes,
  };
  return { measurement, result: result as T };
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Processor time of this process, all its threads. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

export function collectGarbage(): void {
  if (typeof collect === 'function') collect();
}

/** Linux forgets the high-water mark of resident memory when 5 is written there; see proc(5). */
export function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere peaks are left out of the table.
  }
}

/** Highest resident memory since then; null where it cannot be had. */
export function peakBytes(): number | null {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return line === null ? null : Number(line[1]) * 1024;
  } catch {
    return null;
  }
}
