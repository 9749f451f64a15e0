import type { Command } from 'commander';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { WasteReport } from '../../../shared/session/waste/waste-report.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { formatTable } from '../table.ts';

export function addWasteCommand(program: Command, context: CliContext): void {
  program
    .command('waste')
    .summary('memory the program could do without')
    .description(
      'List equal strings and numbers, empty and sparse containers, and small views that keep large arrays, with where they are held and what to do.',
    )
    .argument('<file>', 'the dump')
    .option('--limit <n>', 'findings of each kind', parseCountOption(1, 1_000_000), 10)
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: { json?: boolean; limit: number }) => {
      const session = await openAndWarn(context, file);
      const report = session.wasteReport(options.limit, context.job);
      printReport(context, options.json === true, report, () => asText(report));
    });
}

function asText({ bytes, totalBytes, groups }: WasteReport): string {
  const found = groups.filter(({ total }) => total > 0);
  const notes = groups.filter(({ total, note }) => total === 0 && note !== '');
  const heading =
    bytes === 0
      ? 'No wasted memory was found.'
      : `${formatBytes(bytes)} of ${formatBytes(totalBytes)} could be spared`;
  return [
    heading,
    ...found.map(groupText),
    ...notes.map(({ title, note }) => `${title}: ${note}`),
  ].join('\n\n');
}

function groupText(group: WasteReport['groups'][number]): string {
  const { title, advice, note, objects, total, findings, isWaste } = group;
  const bytes = formatBytes(group.bytes);
  const lines = [
    isWaste
      ? `${title}: ${bytes} in ${formatQuantity(objects, 'object')}`
      : `${title}: by ${bytes}`,
    advice,
    ...(note === '' ? [] : [note]),
    '',
    formatTable(
      [
        { title: 'bytes', align: 'right' },
        { title: 'objects', align: 'right' },
        { title: 'type', align: 'left', limit: 40 },
        { title: 'where', align: 'left', limit: 60 },
        { title: 'what', align: 'left', limit: 60 },
        { title: 'example', align: 'left' },
      ],
      findings.map((row) => [
        formatBytes(row.bytes),
        formatCount(row.objects),
        row.type,
        row.place === '' ? '–' : row.place,
        row.detail,
        row.example,
      ]),
    ),
  ];
  const hidden = total - findings.length;
  if (hidden > 0) lines.push(`and ${formatQuantity(hidden, 'more finding')}; --limit shows more`);
  return lines.join('\n');
}
