import type { Command } from 'commander';
import { OuroborosError, toErrorData } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/base/units.ts';
import type { GrowingContainer, GrowthReading } from '../../../shared/protocol/process-schemas.ts';
import { GrowthMonitor } from '../../../shared/session/growth-monitor.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import type { SummaryReport } from '../../../shared/session/report/reports.ts';
import { isThere, type ProcessId } from '../../node/process/proc-files.ts';
import { requireLinux } from '../../node/process/process-refusals.ts';
import { parseCountOption, parsePid, parseSeconds } from '../arguments.ts';
import type { CliContext } from '../context.ts';
import { readProcess } from '../read-process.ts';
import { answerText } from './answer-text.ts';
import { refuseEnding, writeDump } from './read.ts';

interface MonitorOptions {
  readonly every: number;
  readonly for?: number;
  readonly first?: string;
  readonly last?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** Why the watching is over. */
type End = 'time' | 'interrupted' | 'process-ended' | 'failed';

export function addMonitorCommand(program: Command, context: CliContext): void {
  program
    .command('monitor')
    .summary('what grows in a process that runs, watched from outside')
    .description(
      'Read the heap of a Python process again and again, without a line of code run in it, and print what grows: containers by name, items and bytes an hour, the resident memory beside it. At the end, or with Ctrl-C, what holds the memory. Of each reading only a digest is kept. Linux only.',
    )
    .argument('<pid>', 'its number; `ouroboros processes` lists them', parsePid)
    .option('--every <time>', 'between two readings, as 30s, 5m or 1h', parseSeconds, 300)
    .option('--for <time>', 'how long; until it ends or Ctrl-C is pressed otherwise', parseSeconds)
    .option('--first <file>', 'write the first reading as a dump (.ouro)')
    .option('--last <file>', 'write the last reading as a dump (.ouro)')
    .option('--limit <n>', 'growing containers to print each time', parseCountOption(1, 10), 3)
    .option('--json', 'print JSON for programs, a line for each reading')
    .action((pid: number, options: MonitorOptions) => watchProcess(context, pid, options));
}

async function watchProcess(
  context: CliContext,
  pid: number,
  options: MonitorOptions,
): Promise<void> {
  requireLinux();
  for (const file of [options.first, options.last]) if (file !== undefined) refuseEnding(file);
  const interrupt = listenForInterrupt();
  try {
    const watch = new Watch(context, pid, options);
    const end = await watch.run(interrupt.signal);
    await watch.conclude(end);
  } finally {
    interrupt.release();
  }
}

/** Readings that fail one after the other before the watching is given up. */
const MAX_FAILURES = 5;

class Watch {
  private readonly context: CliContext;
  private readonly pid: number;
  private readonly options: MonitorOptions;
  private readonly monitor = new GrowthMonitor();
  private readings = 0;
  private latest: GrowthReading | null = null;
  /** The last reading's, until the next one needs the memory. */
  private session: HeapSession | null = null;
  private id: ProcessId | null = null;
  private failure: OuroborosError | null = null;

  constructor(context: CliContext, pid: number, options: MonitorOptions) {
    this.context = context;
    this.pid = pid;
    this.options = options;
  }

  async run(interrupted: AbortSignal): Promise<End> {
    const start = performance.now();
    const end = start + 1000 * (this.options.for ?? Number.POSITIVE_INFINITY);
    let failures = 0;
    // What was missed, because a reading took longer, is not made up for.
    const after = (due: number) => Math.max(due + 1000 * this.options.every, performance.now());
    for (let due = start; ; due = after(due)) {
      const outcome = await this.wait(Math.min(due, end), interrupted);
      if (outcome !== null) return outcome;
      if (due > end) return 'time';
      try {
        await this.read();
        failures = 0;
      } catch (thrown) {
        // A process that cannot be read at all is refused as `read` refuses it.
        if (this.id === null) throw thrown;
        const error = toErrorData(thrown);
        if (!isThere(this.id)) return 'process-ended';
        this.context.terminal.complain(error.message);
        failures++;
        if (failures < MAX_FAILURES && error.code !== 'internal') continue;
        this.failure = OuroborosError.from(error);
        return 'failed';
      }
    }
  }

  /** Prints what came of it. Throws what made it end, when that was a failure. */
  async conclude(reason: End): Promise<void> {
    const { terminal, job } = this.context;
    const report = this.session?.summaryReport(job, true) ?? null;
    if (this.options.json === true) {
      this.print({ type: 'end', reason, readings: this.readings, report });
    } else {
      terminal.write(`\n${END_TEXTS[reason](this.pid)} ${this.overallText()}`);
      terminal.write(this.finalText(report));
    }
    const { last } = this.options;
    if (last !== undefined && this.session !== null) await this.write(this.session, last);
    if (this.failure !== null) throw this.failure;
  }

  private async read(): Promise<void> {
    const { context, options } = this;
    const { id, session, time, pauseMs } = await readProcess(context, this.pid, {
      ...(this.id === null ? {} : { startTime: this.id.startTime }),
      copied: () => {
        this.session = null;
      },
    });
    this.id = id;
    const reading = this.monitor.add(session, time, context.job);
    if (this.readings === 0) {
      if (options.json !== true) context.terminal.write(this.introduction(session));
      if (options.first !== undefined) await this.write(session, options.first);
    }
    this.readings++;
    this.session = session;
    this.latest = reading;
    if (options.json === true) this.print({ type: 'reading', pid: this.pid, pauseMs, ...reading });
    else context.terminal.write(readingText(reading, pauseMs, options.limit));
  }

  /** Dumps are written beside the JSON, not into it. */
  private write(session: HeapSession, file: string): Promise<void> {
    const { job, terminal } = this.context;
    const write = (text: string): void => terminal.note(text);
    return writeDump({ job, terminal: { ...terminal, write } }, { session }, file);
  }

  private print(line: unknown): void {
    this.context.terminal.write(JSON.stringify(line));
  }

  private introduction({ graph }: HeapSession): string {
    const { commandLine = '' } = graph.process;
    return `process ${this.pid}  ${showable(commandLine)}`;
  }

  private overallText(): string {
    const { latest, readings } = this;
    if (latest === null || readings < 2) return 'There was one reading, which tells no growth.';
    const rate = latest.rssBytesPerHour;
    const resident = rate === null ? '' : ` resident memory ${signedBytes(rate)} an hour;`;
    return `${formatCount(readings)} readings in ${formatDuration(3600 * latest.hours)}:${resident} what grew most is last.`;
  }

  private finalText(report: SummaryReport | null): string {
    const growing = [...(this.latest?.growing ?? [])].reverse().map(growthText);
    const causes =
      report === null
        ? 'The last reading failed, so that what holds the memory is not known.'
        : answerText(report.answer);
    return [...growing, '', causes].join('\n');
  }

  /** Waits, a second at a time, while the process is there; null when the time has come. */
  private async wait(until: number, interrupted: AbortSignal): Promise<End | null> {
    for (;;) {
      if (interrupted.aborted) return 'interrupted';
      if (this.id !== null && !isThere(this.id)) return 'process-ended';
      const left = until - performance.now();
      if (left <= 0) return null;
      await pause(Math.min(left, 1000), interrupted);
    }
  }
}

const END_TEXTS: Readonly<Record<End, (pid: number) => string>> = {
  time: () => 'The time is over.',
  interrupted: () => 'Interrupted.',
  'process-ended': (pid) => `Process ${pid} ended.`,
  failed: (pid) => `Process ${pid} could not be read any more.`,
};

function readingText(reading: GrowthReading, pauseMs: number, limit: number): string {
  const { at, rssBytes, rssBytesPerHour, objects, garbage, growing } = reading;
  const rate = rssBytesPerHour === null ? '' : ` (${signedBytes(rssBytesPerHour)} an hour)`;
  const parts = [
    // The hour as the program's own log has it.
    new Date(at).toTimeString().slice(0, 8),
    ...(rssBytes === null ? [] : [`resident ${formatBytes(rssBytes)}${rate}`]),
    `${formatCount(objects)} objects`,
    ...(garbage === null || garbage.objects === 0
      ? []
      : [`garbage ${formatBytes(garbage.shallowBytes)}`]),
    `stood ${formatDuration(pauseMs / 1000)}`,
  ];
  return [parts.join('  '), ...growing.slice(0, limit).map(growthText)].join('\n');
}

function growthText({
  name,
  bytesPerHour,
  itemsPerHour,
  inEveryStep,
  text,
}: GrowingContainer): string {
  const items =
    itemsPerHour === null || Math.round(itemsPerHour) === 0
      ? ''
      : `  ${signedCount(Math.round(itemsPerHour))} items an hour`;
  const steady = inEveryStep === false ? '  (not in every step)' : '';
  return `  ${showable(name)}  ${signedBytes(bytesPerHour)} an hour${items}  ${showable(text)}${steady}`;
}

function signedBytes(bytes: number): string {
  return bytes < 0 ? `−${formatBytes(Math.round(-bytes))}` : `+${formatBytes(Math.round(bytes))}`;
}

function signedCount(count: number): string {
  return count < 0 ? `−${formatCount(-count)}` : `+${formatCount(count)}`;
}

function pause(milliseconds: number, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      interrupted.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    interrupted.addEventListener('abort', wake);
  });
}

/** Ctrl-C, or a request to end, once: the summary comes. Twice: it ends at once. */
function listenForInterrupt(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = (): void => {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  };
  const interrupt = (): void => {
    release();
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { signal: controller.signal, release };
}
