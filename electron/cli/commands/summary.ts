import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { LightReport } from '../../../shared/session/report/light-report.ts';
import type { SummaryReport } from '../../../shared/session/report/reports.ts';
import { timelineReport } from '../../../shared/session/timeline/timeline-report.ts';
import { TimelineSession } from '../../../shared/session/timeline/timeline-session.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';
import { parseByteLimit } from '../limits.ts';
import { formatTable } from '../table.ts';
import { answerText } from './answer-text.ts';
import { timelineText } from './timeline-summary.ts';
import { formatTypes } from './type-table.ts';

export function addSummaryCommand(program: Command, context: CliContext): void {
  program
    .command('summary')
    .summary('what leaks and what a dump holds, or how a timeline of mprof went')
    .description(
      'Say what leaks, why and where to change it; then how much the dump holds, by type, and what was lost in reading it. Of more than five million objects the answer is left out unless it is asked for. Of a timeline of mprof: its peak, how memory grew, and which functions it grew in.',
    )
    .argument('<file>', 'the dump, or the .dat of mprof')
    .option('--json', 'print JSON for programs')
    .option('--answer', 'say what leaks however large the dump is')
    .option('--no-answer', 'only what the dump holds')
    .option(
      '--light',
      'counts, types, largest objects and the process in one pass with little memory, however large the dump is',
    )
    .addOption(cutOption())
    .option('--limit <n>', 'types or functions to list as text', parseCountOption(1, 1_000_000), 25)
    .option(
      '--memory-limit <bytes>',
      'of a timeline: when this much would be reached, as 8GB or 512MiB',
      parseByteLimit,
    )
    .action((file: string, options: SummaryOptions) => printSummary(context, file, options));
}

interface SummaryOptions {
  readonly json?: boolean;
  readonly answer?: boolean;
  readonly light?: boolean;
  readonly cut: readonly string[];
  readonly limit: number;
  readonly memoryLimit?: number;
}

async function printSummary(
  context: CliContext,
  file: string,
  { json, limit, ...options }: SummaryOptions,
): Promise<void> {
  const memoryLimit = options.memoryLimit ?? null;
  if (options.light === true) {
    if (options.cut.length > 0 || options.answer === true || memoryLimit !== null) {
      throw new OuroborosError(
        'bad-request',
        '--light reads a dump once and has no graph: it goes with --json and --limit only.',
      );
    }
    const report = await context.skim(file);
    printReport(context, json === true, report, () => lightText(report, limit));
    return;
  }
  const session = await context.openAny(file);
  if (session instanceof TimelineSession) {
    if (options.cut.length > 0)
      throw new OuroborosError('bad-request', '--cut is for dumps; this is a timeline.');
    const report = timelineReport(session, memoryLimit, context.job);
    printReport(context, json === true, report, () => timelineText(report, { limit, memoryLimit }));
    return;
  }
  if (memoryLimit !== null) {
    throw new OuroborosError('bad-request', '--memory-limit is for timelines; this is a dump.');
  }
  const { cuts, cut } = await applyCuts(session, options.cut, context.job);
  const report = session.summaryReport(context.job, options.answer, cuts);
  const text = (): string => cutText(cut) + summaryText(report, limit);
  printReport(context, json === true, withCut(report, cut), text);
}

/** Of the largest objects, those that are listed for people. */
const LARGEST_LISTED = 10;

/** What one pass told, for people. */
export function lightText(report: LightReport, limit: number): string {
  const { process, roots } = report;
  const { commandLine, runtime, pid, takenAt } = process;
  const who = [runtime, pid === undefined ? undefined : `process ${pid}`, commandLine];
  const facts = [
    ['format', report.format],
    ['process', who.filter((part) => part !== undefined).join(', ')],
    ['taken', takenAt ?? ''],
    ['objects', formatCount(report.objects)],
    ['shallow', formatBytes(report.shallowBytes)],
    ['references', formatCount(report.references)],
    ['roots', roots === null ? 'not recorded' : formatCount(roots)],
    ['memory', report.accountText],
    ...report.warnings.map(({ message }) => ['warning', message]),
  ].filter(([, value]) => value !== '');
  const largest = formatTable(
    [
      { title: 'shallow', align: 'right' },
      { title: 'largest objects', align: 'left' },
      { title: 'type', align: 'left', limit: 120 },
    ],
    report.largest
      .slice(0, LARGEST_LISTED)
      .map(({ address, type, shallowBytes }) => [formatBytes(shallowBytes), address, type]),
  );
  return [
    'Read in one pass, without a graph: to learn what leaks, open the whole dump.',
    '',
    ...facts.map(([name = '', value]) => `${name.padEnd(11)} ${value}`),
    '',
    ...typeLines(report.types, limit),
    '',
    largest,
  ].join('\n');
}

function typeLines(types: SummaryReport['types'], limit: number): readonly string[] {
  const hidden = types.length - limit;
  const more = hidden > 0 ? [`and ${formatQuantity(hidden, 'more type')}; --limit shows more`] : [];
  return [formatTypes(types.slice(0, limit)), ...more];
}

/** A dump's summary for people. */
export function summaryText(report: SummaryReport, limit: number): string {
  const { objects, references, distinctReferences, danglingReferences, roots } = report;
  const inconsistent = report.inconsistentCounts?.text ?? '';
  const facts = [
    `format      ${report.format}`,
    `objects     ${formatCount(objects)}`,
    `shallow     ${formatBytes(report.shallowBytes)}`,
    `references  ${formatCount(references)} (${formatCount(distinctReferences)} distinct; ${formatCount(danglingReferences)} more lead nowhere)`,
    `roots       ${roots === null ? 'not recorded' : formatCount(roots)}`,
    ...report.warnings.map((warning) => `warning     ${warning.message}`),
    ...(inconsistent === '' ? [] : [`counts      ${inconsistent}`]),
  ];
  return [answerText(report.answer), '', ...facts, '', ...typeLines(report.types, limit)].join(
    '\n',
  );
}
