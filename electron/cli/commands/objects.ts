import type { Command } from 'commander';
import { Option } from 'commander';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import { DEFAULT_CUTS, type ObjectRow } from '../../../shared/protocol/schemas.ts';
import { parseCount } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { formatTable } from '../table.ts';

interface ObjectsOptions {
  readonly text?: string;
  readonly verdict?: ObjectRow['verdict'];
  readonly limit: number;
  readonly json?: boolean;
}

export function addObjectsCommand(program: Command, context: CliContext): void {
  program
    .command('objects')
    .summary('list objects')
    .description('List objects, largest first.')
    .argument('<file>', 'the dump')
    .option('--text <text>', 'only where the type or value contains this, or an address')
    .addOption(
      new Option('--verdict <verdict>', 'only with this verdict').choices([
        'garbage',
        'never',
        'held',
        'unknown',
      ]),
    )
    .option('--limit <n>', 'objects to list', parseCount(1, 1000), 50)
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: ObjectsOptions) => {
      const session = await openAndWarn(context, file);
      const found = await session.query('objects', request(options), context.job);
      const report = {
        total: found.total,
        objects: found.rows.map(({ node: _, ...row }) => row),
      };
      printReport(context, options.json === true, report, () => asText(found));
    });
}

function request({ text, verdict, limit }: ObjectsOptions) {
  return {
    offset: 0,
    limit,
    cuts: DEFAULT_CUTS,
    query: {
      typeIndex: null,
      verdict: verdict ?? null,
      text: text ?? '',
      familyId: null,
      sort: 'shallowSize' as const,
      descending: true,
    },
  };
}

function asText({ total, rows }: DumpResponse<'objects'>): string {
  const table = formatTable(
    [
      { title: 'address', align: 'left' },
      { title: 'shallow', align: 'right' },
      { title: 'refs', align: 'right' },
      { title: 'verdict', align: 'left' },
      { title: 'type', align: 'left', limit: 70 },
      { title: 'value', align: 'left', limit: 60 },
    ],
    rows.map((row) => [
      row.address,
      formatBytes(row.shallowSize),
      row.refcount === null ? '–' : formatCount(row.refcount),
      row.verdict,
      row.type,
      row.preview,
    ]),
  );
  return `${formatCount(rows.length)} of ${formatCount(total)} objects\n\n${table}`;
}
