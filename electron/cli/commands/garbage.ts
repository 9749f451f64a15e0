import type { Command } from 'commander';
import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import type { GarbageReport } from '../../../shared/session/report/reports.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';
import { formatTypes } from './type-table.ts';

interface GarbageOptions {
  readonly cut: readonly string[];
  readonly limit: number;
  readonly json?: boolean;
}

export function addGarbageCommand(program: Command, context: CliContext): void {
  program
    .command('garbage')
    .summary('what waits for the garbage collector')
    .description('Print what the next garbage collection would find, by type.')
    .argument('<file>', 'the dump')
    .addOption(cutOption())
    .option('--json', 'print JSON for programs')
    .option('--limit <n>', 'types to list as text', parseCountOption(1, 1_000_000), 25)
    .action(async (file: string, options: GarbageOptions) => {
      const session = await openAndWarn(context, file);
      const { cuts, cut } = await applyCuts(session, options.cut, context.job);
      const report = session.garbageReport(context.job, cuts);
      printReport(
        context,
        options.json === true,
        withCut(report, cut),
        () => cutText(cut) + asText(report, options.limit),
      );
    });
}

function asText(report: GarbageReport, limit: number): string {
  if (report.verdict === 'unknown') {
    return 'Unknown: this dump carries no reference counts. Make one with collector/ouroboros_dump.py.';
  }
  const { freedWithThem, never, types } = report;
  const lines = [
    `${formatQuantity(report.objects, 'object')} (${formatBytes(report.shallowBytes)} shallow) wait for the garbage collector`,
  ];
  if (freedWithThem.objects > 0) {
    lines.push(
      `${formatQuantity(freedWithThem.objects, 'more object')} (${formatBytes(freedWithThem.shallowBytes)}) that it does not track go with them`,
    );
  }
  if (never.objects > 0) {
    lines.push(
      `${formatQuantity(never.objects, 'object')} (${formatBytes(never.shallowBytes)}) are unreachable and will never be freed`,
    );
  }
  if (types.length > 0) lines.push('', formatTypes(types.slice(0, limit)));
  const hidden = types.length - limit;
  if (hidden > 0) lines.push(`and ${formatQuantity(hidden, 'more type')}; --limit shows more`);
  return lines.join('\n');
}
