import { DumpFormatError } from '../../base/errors.ts';
import { GrowableFloat64 } from '../../base/growable.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { Calls, ChildSeries, Measurement, Series, Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import type { ReadContext } from './timeline-format.ts';

const MAX_PROCESSES = 4096;
const MAX_NAME = 1000;
/** An exabyte: what is more is no measurement. */
const MAX_BYTES = 2 ** 60;
/** Text of a recorder that is parsed as a whole. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

interface Process {
  readonly pid: number;
  readonly name: string;
  readonly time: GrowableFloat64;
  readonly bytes: GrowableFloat64;
}

/**
 * Measurements of several processes, in the order in which a recorder wrote them.
 *
 * The process with the highest peak becomes the timeline's own, the others stand beside it. O(1) per
 * measurement, 16 bytes each.
 */
export class ProcessSamples {
  /** Measurements that are no numbers, or of too many processes. */
  skipped = 0;
  private leftOut = 0;
  private readonly processes = new Map<string, Process>();
  private together: Measurement | null = null;

  /** One measurement; `key` tells processes apart, times ascend. */
  add(key: string, pid: number, name: string, time: number, bytes: unknown): void {
    if (
      typeof bytes !== 'number' ||
      !(bytes >= 0 && bytes <= MAX_BYTES) ||
      !Number.isFinite(time)
    ) {
      this.skipped++;
      return;
    }
    let process = this.processes.get(key);
    if (process === undefined) {
      if (this.processes.size === MAX_PROCESSES) {
        this.leftOut++;
        return;
      }
      process = {
        pid,
        name: name.slice(0, MAX_NAME),
        time: new GrowableFloat64(64),
        bytes: new GrowableFloat64(64),
      };
      this.processes.set(key, process);
    }
    process.time.push(time);
    process.bytes.push(bytes);
  }

  /** Carries the last value of every process to a moment, and adds up what all had then. */
  carry(time: number): void {
    let sum = 0;
    for (const process of this.processes.values()) {
      const { length } = process.time;
      const last = process.bytes.values[length - 1];
      if (process.time.values[length - 1] < time) {
        process.time.push(time);
        process.bytes.push(last);
      }
      sum += last;
    }
    if (this.processes.size > 1 && (this.together === null || sum > this.together.bytes)) {
      this.together = { time, bytes: sum };
    }
  }

  /** The timeline; says what was left out. Throws `dump-empty` without a measurement. */
  finish(what: string, context: ReadContext): Timeline {
    if (this.skipped > 0) {
      context.warn({
        code: 'skipped-lines',
        message: `${formatQuantity(this.skipped, 'measurement')} held no number of bytes and were left out.`,
      });
    }
    if (this.leftOut > 0) {
      context.warn({
        code: 'children-left-out',
        message: `There are more than ${formatCount(MAX_PROCESSES)} processes; ${formatQuantity(this.leftOut, 'measurement')} of the others were left out.`,
      });
    }
    const processes = [...this.processes.values()].map(inOrder);
    if (processes.length === 0) {
      throw new DumpFormatError('dump-empty', `The ${what} holds no measurement.`);
    }
    const peaks = processes.map(({ bytes }) =>
      bytes.reduce((most, value) => Math.max(most, value), 0),
    );
    const largest = peaks.indexOf(peaks.reduce((most, peak) => Math.max(most, peak), 0));
    const main = processes[largest];
    if (main === undefined)
      throw new DumpFormatError('dump-empty', `The ${what} holds no process.`);
    return {
      command: main.name,
      main: { time: main.time, bytes: main.bytes },
      children: processes.filter((process) => process !== main),
      together: this.together,
      calls: NO_CALLS,
    };
  }
}

const NO_CALLS: Calls = {
  name: new Uint32Array(0),
  start: new Float64Array(0),
  end: new Float64Array(0),
  startBytes: new Float64Array(0),
  endBytes: new Float64Array(0),
  names: [],
};

/** A recorder whose clock was set back wrote out of order. */
function inOrder({ pid, name, time, bytes }: Process): ChildSeries & { readonly name: string } {
  const series = { time: time.toArray(), bytes: bytes.toArray() };
  const isAscending = series.time.every((value, at) => at === 0 || value >= series.time[at - 1]);
  return { pid, name, ...(isAscending ? series : sorted(series)) };
}

function sorted({ time, bytes }: Series): Series {
  const order = Uint32Array.from(time.keys()).sort((a, b) => time[a] - time[b] || a - b);
  return {
    time: Float64Array.from(order, (at) => time[at]),
    bytes: Float64Array.from(order, (at) => bytes[at]),
  };
}

/** The whole text of a recorder; refuses what nobody recorded. `dump-too-large`. */
export async function readText(
  stream: ByteStream,
  context: Pick<ReadContext, 'job' | 'sourceBytes' | 'memoryLimitBytes'>,
  refusal = (limit: string) =>
    `This timeline is larger than ${limit}; record with a longer period.`,
): Promise<string> {
  const limit = Math.min(MAX_TEXT_BYTES, context.memoryLimitBytes / 8);
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let read = 0;
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) return pieces.join('') + decoder.decode();
    read += chunk.length;
    if (read > limit) {
      throw new DumpFormatError('dump-too-large', refusal(formatBytes(limit)));
    }
    pieces.push(decoder.decode(chunk, { stream: true }));
    context.job.report({
      phase: 'Reading measurements',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
  }
}

/** The beginning of a file as text, for `sniff`. */
export function headText(head: Uint8Array): string {
  return new TextDecoder().decode(head.subarray(0, 16 * 1024)).replace(/^\ufeff/, '');
}

/** A JSON value as an object; null where it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** A JSON text as a value; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
