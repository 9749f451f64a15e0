import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { OuroborosError, toErrorData } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import { nativeCodecs } from '../../node/native-codecs.ts';
import { requireLinux } from '../../node/process/process-refusals.ts';
import { pythonFamily } from '../../node/process/python-processes.ts';
import { parseCountOption, parsePid } from '../arguments.ts';
import type { CliContext } from '../context.ts';
import { writeOutput } from '../output.ts';
import { type ReadProcess, readProcess } from '../read-process.ts';
import { summaryText } from './summary.ts';

interface ReadOptions {
  readonly out?: string;
  readonly children?: boolean;
  readonly json?: boolean;
  readonly answer?: boolean;
  readonly limit: number;
}

export function addReadCommand(program: Command, context: CliContext): void {
  program
    .command('read')
    .summary('what leaks in a process that runs, read from outside')
    .description(
      'Read the heap of a Python process without a line of code run in it: the process is stopped, its memory copied, and goes on, also if this command is killed. Then say what leaks, as `summary` does, or write a dump. For a process that hangs, is at its memory limit, or may not be touched. Linux only, CPython 3.8 to 3.15.',
    )
    .argument('<pid>', 'its number; `ouroboros processes` lists them', parsePid)
    .option('-o, --out <file>', 'write a dump (.ouro) instead; replaced if it exists')
    .option('--children', 'the Python processes that it started, too, each in turn')
    .option('--json', 'print JSON for programs')
    .option('--answer', 'say what leaks however large the heap is')
    .option('--no-answer', 'only what the heap holds')
    .option('--limit <n>', 'types to list as text', parseCountOption(1, 1_000_000), 25)
    .action((pid: number, options: ReadOptions) => readCommand(context, pid, options));
}

async function readCommand(context: CliContext, pid: number, options: ReadOptions): Promise<void> {
  requireLinux();
  const { out } = options;
  if (out !== undefined) refuseEnding(out);
  const family = options.children === true ? pythonFamily(pid) : [pid];
  const isOne = family.length === 1;
  const reports: unknown[] = [];
  for (const member of family) {
    try {
      const read = await readProcess(context, member);
      context.terminal.note(read.pauseText);
      const file = isOne || out === undefined ? out : numbered(out, member);
      if (file !== undefined) await writeDump(context, read, file);
      else reports.push(summarise(context, member, read, options, isOne));
    } catch (thrown) {
      // A child may have ended meanwhile, or be no Python any more: the others are read all the same.
      if (member === pid) throw thrown;
      context.terminal.complain(toErrorData(thrown).message);
    }
  }
  if (options.json !== true || out !== undefined) return;
  const report = options.children === true ? { processes: reports } : reports[0];
  context.terminal.write(JSON.stringify(report, null, 2));
}

/** Prints the summary for people at once; returns the one for programs. */
function summarise(
  context: CliContext,
  pid: number,
  { session, pauseMs }: ReadProcess,
  { json, answer, limit }: ReadOptions,
  isOne: boolean,
): unknown {
  const report = session.summaryReport(context.job, answer);
  const { commandLine = '', rssBytes = null } = session.graph.process;
  if (json !== true) {
    if (!isOne) context.terminal.write(`\nprocess ${pid}  ${showable(commandLine)}`);
    context.terminal.write(summaryText(report, limit));
  }
  return { pid, pauseMs, rssBytes, ...report };
}

/** Writes what was read of a process as a dump. */
export async function writeDump(
  { job, terminal }: Pick<CliContext, 'job' | 'terminal'>,
  { session }: Pick<ReadProcess, 'session'>,
  out: string,
): Promise<void> {
  for (const { message } of session.identity.warnings) {
    terminal.note(`warning: ${showable(message)}`);
  }
  const content = session.toOuro({ job, codecs: nativeCodecs(), compress: true });
  await writeOutput(out, content, []);
  const { size } = await stat(out);
  const { nodeCount, edgeCount } = session.graph;
  terminal.write(
    `${showable(out)}: ${formatQuantity(nodeCount, 'object')}, ${formatQuantity(edgeCount, 'reference')}, ${formatBytes(size)}`,
  );
}

/** Asked before a process is stopped. */
export function refuseEnding(out: string): void {
  const ending = path.extname(out).toLowerCase();
  if (ending === '.ouro' || ending === '') return;
  throw new OuroborosError(
    'bad-request',
    `A process is written as an .ouro file, not as ${showable(ending)}; \`ouroboros convert\` makes other formats of it.`,
  );
}

/** `leak.ouro` of process 4312: `leak-4312.ouro`. */
function numbered(out: string, pid: number): string {
  const { dir, name, ext } = path.parse(out);
  return path.join(dir, `${name}-${pid}${ext}`);
}
