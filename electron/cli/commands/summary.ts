import type { Command } from 'commander';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { SummaryReport } from '../../../shared/session/reports.ts';
import { parseCount } from '../arguments.ts';
import { type CliContext, printReport } from '../context.ts';
import { formatTypes } from './type-table.ts';

export function addSummaryCommand(program: Command, context: CliContext): void {
  program
    .command('summary')
    .summary('what a dump holds')
    .description('Print how much a dump holds, by type, and what was lost in reading it.')
    .argument('<file>', 'the dump')
    .option('--json', 'print JSON for programs')
    .option('--limit <n>', 'types to list as text', parseCount(1, 1_000_000), 25)
    .action(async (file: string, options: { json?: boolean; limit: number }) => {
      const session = await context.open(file);
      const report = session.summaryReport(context.job);
      printReport(context, options.json === true, report, () => asText(report, options.limit));
    });
}

function asText(report: SummaryReport, limit: number): string {
  const { objects, references, distinctReferences, danglingReferences, roots } = report;
  const facts = [
    `format      ${report.format}`,
    `objects     ${formatCount(objects)}`,
    `shallow     ${formatBytes(report.shallowBytes)}`,
    `references  ${formatCount(references)} (${formatCount(distinctReferences)} distinct; ${formatCount(danglingReferences)} more lead nowhere)`,
    `roots       ${roots === null ? 'not recorded' : formatCount(roots)}`,
    ...report.warnings.map((warning) => `warning     ${warning.message}`),
  ];
  const hidden = report.types.length - limit;
  const more = hidden > 0 ? [`and ${formatQuantity(hidden, 'more type')}; --limit shows more`] : [];
  return [...facts, '', formatTypes(report.types.slice(0, limit)), ...more].join('\n');
}
