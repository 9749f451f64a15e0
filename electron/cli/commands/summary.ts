import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { SummaryReport } from '../../../shared/session/report/reports.ts';
import { timelineReport } from '../../../shared/session/timeline/timeline-report.ts';
import { TimelineSession } from '../../../shared/session/timeline/timeline-session.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';
import { parseByteLimit } from '../limits.ts';
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
  const hidden = report.types.length - limit;
  const more = hidden > 0 ? [`and ${formatQuantity(hidden, 'more type')}; --limit shows more`] : [];
  const types = formatTypes(report.types.slice(0, limit));
  return [answerText(report.answer), '', ...facts, '', types, ...more].join('\n');
}
