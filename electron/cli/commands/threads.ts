import type { Command } from 'commander';
import { clip } from '../../../shared/base/text.ts';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type {
  ReportedFrame,
  ReportedGroup,
  ThreadsReport,
} from '../../../shared/session/threads/threads-report.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';

interface ThreadsOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly variables: number;
}

export function addThreadsCommand(program: Command, context: CliContext): void {
  program
    .command('threads')
    .summary('stacks of threads, and what tasks wait for')
    .description(
      'List threads with their stacks, the variables of each frame and what they retain; then asyncio tasks, coroutines and generators by where they wait and what they await.',
    )
    .argument('<file>', 'the dump')
    .option(
      '--limit <n>',
      'threads, and places at which something waits',
      parseCountOption(1, 10_000),
      50,
    )
    .option('--variables <n>', 'variables of each frame', parseCountOption(0, 1000), 5)
    .option('--json', 'print JSON for programs')
    .action(async (file: string, { json, limit, variables }: ThreadsOptions) => {
      const session = await openAndWarn(context, file);
      const report = session.threadsReport({ limit, variables }, context.job);
      printReport(context, json === true, report, () => asText(report));
    });
}

function asText({ total, note, threads, waits }: ThreadsReport): string {
  const hidden = total - threads.length;
  const hiddenGroups = waits.total - waits.groups.length;
  return [
    ...(note === '' ? threads.map(threadText) : [note]),
    ...(hidden > 0 ? [`and ${formatCount(hidden)} more threads; --limit shows more`] : []),
    ...(waits.note === '' ? waits.groups.map(groupText) : [waits.note]),
    ...(hiddenGroups > 0
      ? [`and ${formatCount(hiddenGroups)} more places; --limit shows more`]
      : []),
  ].join('\n\n');
}

function threadText({
  name,
  daemon,
  frames,
  frameCount,
}: ThreadsReport['threads'][number]): string {
  const lines = [`thread ${name}${daemon === true ? ' (daemon)' : ''}`];
  for (const frame of frames) lines.push(...frameLines(frame));
  if (frames.length === 0) lines.push('  no frames');
  if (frameCount > frames.length) {
    lines.push(`  and ${formatCount(frameCount - frames.length)} more frames`);
  }
  return lines.join('\n');
}

function frameLines(frame: ReportedFrame): readonly string[] {
  const { variableCount } = frame;
  // What a library has in its variables is its own business; --json has it.
  const variables = frame.isOfProgram ? frame.variables : [];
  const shown = variables.map(
    ({ name, value, retainedBytes }) =>
      `    ${name} = ${clip(value, 80)}${retainedBytes === null || retainedBytes < 1024 ? '' : `  (retains ${formatBytes(retainedBytes)})`}`,
  );
  const hidden = variableCount - variables.length;
  const more = hidden > 0 && variables.length > 0 ? [`    and ${formatCount(hidden)} more`] : [];
  return [`  ${placeText(frame)}`, ...shown, ...more];
}

function groupText(group: ReportedGroup): string {
  const { kind, state, count, retainedBytes, awaits } = group;
  const counted = `${formatCount(count)} ${kind}${count === 1 ? '' : 's'}`;
  const bytes = retainedBytes === null ? '' : `, ${formatBytes(retainedBytes)} retained`;
  return [
    `${counted}, ${state}${bytes}; see ${group.example}`,
    `  ${placeText(group)}`,
    ...awaits.map((step) => `  awaits ${stepText(step)}`),
  ].join('\n');
}

function stepText(step: ReportedGroup['awaits'][number]): string {
  return step.function === '' ? shortTypeName(step.type) : placeText(step);
}

function placeText({
  file,
  line,
  function: name,
}: Pick<ReportedFrame, 'file' | 'line' | 'function'>) {
  if (file === '') return name;
  return `${file}${line > 0 ? `:${line}` : ''}${name === '' ? '' : ` in ${name}`}`;
}
