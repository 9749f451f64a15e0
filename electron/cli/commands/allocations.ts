import type { Command } from 'commander';
import { lineText } from '../../../shared/base/source-origin.ts';
import { formatBytes, formatCount, formatRate } from '../../../shared/base/units.ts';
import type { AllocationReport, AllocationRow } from '../../../shared/protocol/profile-schemas.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { refuseInput, writeOutput } from '../output.ts';
import { formatTable, type TextColumn } from '../table.ts';

interface AllocationOptions {
  readonly dump?: string;
  readonly svg?: string;
  readonly dark?: boolean;
  readonly json?: boolean;
  readonly limit: number;
}

export function addAllocationsCommand(program: Command, context: CliContext): void {
  program
    .command('allocations')
    .summary('which lines allocated, by a profile of Fil, memray or Scalene')
    .description(
      'Say which lines of the program allocated what an allocation profile counted: peak-memory.prof of Fil, the table of `memray transform csv`, the JSON of Scalene. With a dump of the same program each line says which of its causes lie there.',
    )
    .argument('<profile>', 'the profile')
    .option('--dump <file>', 'a dump of the same program, to tell what of it leaks')
    .option('--svg <out>', 'write a flame graph; - for the standard output')
    .option('--dark', 'in dark colours')
    .option('--json', 'print JSON for programs')
    .option('--limit <n>', 'lines to list as text', parseCountOption(1, 1_000_000), 25)
    .action((file: string, options: AllocationOptions) => printAllocations(context, file, options));
}

async function printAllocations(
  context: CliContext,
  file: string,
  { dump, svg, dark, json, limit }: AllocationOptions,
): Promise<void> {
  if (svg !== undefined && svg !== '-') await refuseInput(svg, [file]);
  const session = dump === undefined ? null : await openAndWarn(context, dump);
  const causes = session === null ? [] : session.summaryReport(context.job, true).causes;
  const opened = await context.openProfile(file);
  const report = opened.report(causes);
  if (svg !== undefined) {
    const drawn = opened.flame(dark === true ? 'dark' : 'light');
    if (svg === '-') {
      context.terminal.write(drawn);
      return;
    }
    await writeOutput(svg, drawn, [file]);
  }
  printReport(context, json === true, report, () => asText(report, limit));
}

const COLUMNS: readonly TextColumn[] = [
  { title: 'bytes', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'through', align: 'right' },
  { title: 'calls', align: 'right' },
  { title: 'line', align: 'left', limit: 80 },
  { title: 'function', align: 'left', limit: 40 },
  { title: '', align: 'left', limit: 160 },
];

function asText({ headline, lines, warnings, stacks }: AllocationReport, limit: number): string {
  const hidden = lines.length - limit;
  return [
    headline,
    '',
    ...warnings.map((warning) => `warning     ${warning}`),
    `stacks      ${formatCount(stacks)}`,
    '',
    formatTable(COLUMNS, lines.slice(0, limit).map(rowText)),
    ...(hidden > 0 ? [`and ${formatCount(hidden)} more; --limit shows more`] : []),
  ].join('\n');
}

function rowText(row: AllocationRow): string[] {
  const suspicion =
    row.likelihood === null
      ? ''
      : `suspected by ${Math.round(row.likelihood * 100)} %, ${formatRate(row.bytesPerSecond ?? 0)}`;
  return [
    formatBytes(row.bytes),
    `${(row.share * 100).toFixed(1)} %`,
    formatBytes(row.throughBytes),
    row.allocations === 0 ? '' : formatCount(row.allocations),
    lineText(row.file, row.line),
    row.function,
    [suspicion, ...row.causes].filter((text) => text !== '').join('; '),
  ];
}
