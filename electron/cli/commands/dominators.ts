import type { Command } from 'commander';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { DominatorsReport } from '../../../shared/session/dominators/dominators-report.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';
import { formatTable, type TextColumn } from '../table.ts';

interface DominatorsOptions {
  readonly object?: string;
  readonly byType?: boolean;
  readonly limit: number;
  readonly cut: readonly string[];
  readonly json?: boolean;
}

export function addDominatorsCommand(program: Command, context: CliContext): void {
  program
    .command('dominators')
    .summary('what would go with what')
    .description(
      'List what the roots hold, or what an object holds alone: by retained size, the bytes that would go with it.',
    )
    .argument('<file>', 'the dump')
    .option('--object <address>', 'what this object holds alone (0x… or decimal)')
    .option('--by-type', 'put objects of one type together')
    .option('--limit <n>', 'rows to list', parseCountOption(1, 1_000_000), 25)
    .addOption(cutOption())
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: DominatorsOptions) => {
      const session = await openAndWarn(context, file);
      const { object, byType = false, limit } = options;
      const node = object === undefined ? null : session.findByAddress(object);
      const { cuts, cut } = await applyCuts(session, options.cut, context.job);
      const report = session.dominatorsReport({ node, byType, limit }, context.job, cuts);
      const text = (): string => cutText(cut) + asText(report);
      printReport(context, options.json === true, withCut(report, cut), text);
    });
}

function asText(report: DominatorsReport): string {
  const lines = report.basis === '' ? [] : [report.basis, ''];
  lines.push(...headingOf(report), '');
  if (report.total === 0) {
    return [...lines, 'It holds nothing alone: no other object would go with it.'].join('\n');
  }
  lines.push(table(report));
  const hidden = report.total - (report.objects ?? report.types ?? []).length;
  if (hidden > 0) {
    const what = report.types === undefined ? 'object' : 'type';
    lines.push(`and ${formatQuantity(hidden, `more ${what}`)}; --limit shows more`);
  }
  return lines.join('\n');
}

function headingOf({ chain, chainOmitted, retainedBytes, ...report }: DominatorsReport): string[] {
  const subject = chain.at(-1);
  if (subject === undefined) {
    const what = report.types === undefined ? 'object' : 'type';
    return [
      `${formatBytes(retainedBytes)} in all. No other object alone holds ${report.total === 1 ? `this ${what}` : `these ${formatQuantity(report.total, what)}`}:`,
    ];
  }
  const steps = chain.map(({ address, type }) => `${type} ${address}`);
  if (chainOmitted > 0) steps.splice(1, 0, `… ${formatQuantity(chainOmitted, 'more dominator')} …`);
  return [
    `${subject.type} ${subject.address} retains ${formatBytes(retainedBytes)}, of which ${formatBytes(subject.shallowBytes)} are its own`,
    ...(steps.length > 1 ? [`held through ${steps.slice(0, -1).join(' > ')}`] : []),
  ];
}

const SIZES: readonly TextColumn[] = [
  { title: 'retained', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'shallow', align: 'right' },
];

function table(report: DominatorsReport): string {
  const sizes = (row: { retainedBytes: number; shallowBytes: number }) => [
    formatBytes(row.retainedBytes),
    percent(row.retainedBytes, report.retainedBytes),
    formatBytes(row.shallowBytes),
  ];
  if (report.types !== undefined) {
    return formatTable(
      [
        ...SIZES,
        { title: 'objects', align: 'right' },
        { title: 'type', align: 'left', limit: 100 },
      ],
      report.types.map((row) => [...sizes(row), formatCount(row.count), row.type]),
    );
  }
  return formatTable(
    [
      ...SIZES,
      { title: 'holds', align: 'right' },
      { title: 'address', align: 'left' },
      { title: 'type', align: 'left', limit: 60 },
      { title: 'value', align: 'left', limit: 50 },
    ],
    (report.objects ?? []).map((row) => [
      ...sizes(row),
      formatCount(row.dominates),
      row.address,
      row.type,
      row.preview,
    ]),
  );
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';
}
