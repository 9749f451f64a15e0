import { type Command, Option } from 'commander';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { DiffReport } from '../../../shared/session/compare/diff-report.ts';
import { parseCountOption } from '../arguments.ts';
import { openForComparison } from '../baselines.ts';
import { type CliContext, printReport } from '../context.ts';
import { formatTable, type TextColumn } from '../table.ts';

interface DiffOptions {
  readonly type?: string;
  readonly by: 'auto' | 'objects' | 'types';
  readonly limit: number;
  readonly json?: boolean;
}

export function addDiffCommand(program: Command, context: CliContext): void {
  program
    .command('diff')
    .summary('what changed between dumps')
    .description(
      'Compare dumps: which containers hold what came, which types grew, which families of cycles are new, gone or grown, and, for dumps of one process, which objects are new and which grew in place.',
    )
    .argument('<before>', 'the earlier dump')
    .argument('<after>', 'the dump after it')
    .argument('[later...]', 'further ones: what grew in every step is a leak')
    .option('--type <name>', 'only this type, and families with it (qualified, or its last part)')
    .addOption(
      new Option('--by <what>', 'tell single objects by their addresses, or only types')
        .choices(['auto', 'objects', 'types'])
        .default('auto'),
    )
    .option('--limit <n>', 'rows of each table', parseCountOption(1, 1_000_000), 15)
    .option('--json', 'print JSON for programs')
    .action(
      async (before: string, after: string, later: readonly string[], options: DiffOptions) => {
        const given = [before, after, ...later];
        const { session, baselines, files, isReordered } = await openForComparison(context, given);
        const report = session.diffReport(
          { baselines: [...baselines], match: options.by },
          { type: options.type ?? '', limit: options.limit },
          context.job,
        );
        printReport(context, options.json === true, report, () =>
          asText(report, files, isReordered, options.limit),
        );
      },
    );
}

function asText(
  report: DiffReport,
  files: readonly string[],
  isReordered: boolean,
  limit: number,
): string {
  const order = isReordered ? [ORDERED] : [];
  return [
    [report.headline, report.detail].filter((line) => line !== '').join('\n'),
    growthText(report),
    dumpsTable(report, files),
    [report.reason, ...order, ...report.notes.map((note) => `note: ${note}`)].join('\n'),
    typesTable(report, limit),
    familiesTable(report, limit),
    grownTable(report, limit),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** What explains the growth, a line each; then what lost. */
function growthText({ growth: { rows, lost, namedBytes, gainedBytes } }: DiffReport): string {
  const lines = rows.map((row, at) => `${at + 1}. ${rowText(row)}`);
  const less = lost.map((row) => `less: ${rowText(row)}`);
  const share = Math.floor((100 * namedBytes) / Math.max(1, gainedBytes));
  const named = rows.some(({ kind }) => kind !== 'native')
    ? [`These name ${share} % of ${formatBytes(gainedBytes)} that were gained.`]
    : [];
  return [...lines, ...less, ...named].map(showable).join('\n');
}

function rowText({
  name,
  delta,
  share,
  text,
  alsoIn,
}: DiffReport['growth']['rows'][number]): string {
  const percent = share > 0 ? ` (${Math.round(100 * share)} %)` : '';
  const also = alsoIn.length === 0 ? '' : `; also held by ${alsoIn.join(' and ')}`;
  return `${name}  ${signed(delta, formatBytes)}${percent}  ${text}${also}`;
}

function dumpsTable({ dumps }: DiffReport, files: readonly string[]): string {
  // Dumps of one name are told by their paths.
  const isPlain = new Set(dumps.map(({ name }) => name)).size === dumps.length;
  const hasNative = dumps.some(({ nativeBytes }) => nativeBytes > 0);
  return formatTable(
    [
      { title: 'dump', align: 'left', limit: 60 },
      { title: 'taken', align: 'left' },
      { title: 'objects', align: 'right' },
      { title: 'shallow', align: 'right' },
      ...(hasNative ? [{ title: 'native', align: 'right' } as const] : []),
      { title: 'garbage', align: 'right' },
    ],
    dumps.map(({ name, takenAt, objects, shallowBytes, nativeBytes, garbage }, at) => [
      isPlain ? name : (files[at] ?? name),
      takenAt ?? 'unknown',
      formatCount(objects),
      formatBytes(shallowBytes),
      ...(hasNative ? [formatBytes(nativeBytes)] : []),
      garbage === null ? 'unknown' : formatBytes(garbage.bytes),
    ]),
  );
}

function typesTable({ types, dumps, comparedBy }: DiffReport, limit: number): string {
  if (types.length === 0) return 'No type differs.';
  const hasThree = dumps.length > 2;
  const byObject = comparedBy === 'objects';
  const columns: TextColumn[] = [
    { title: 'grown', align: 'right' },
    { title: 'objects', align: 'right' },
    ...dumps.map((_, at): TextColumn => ({ title: dumpTitle(at, dumps.length), align: 'right' })),
    ...(byObject
      ? [
          { title: 'new', align: 'right' } as const,
          { title: 'gone', align: 'right' } as const,
          ...(hasThree ? [{ title: 'survived', align: 'right' } as const] : []),
        ]
      : []),
    ...(hasThree ? [{ title: 'every step', align: 'left' } as const] : []),
    { title: 'type', align: 'left', limit: 80 },
  ];
  const rows = types
    .slice(0, limit)
    .map((row) => [
      signed(row.grown.bytes, formatBytes),
      signed(row.grown.count, formatCount),
      ...row.shallowBytes.map(formatBytes),
      ...(row.objects === null
        ? []
        : [
            formatCount(row.objects.new.count),
            formatCount(row.objects.gone.count),
            ...(hasThree ? [formatCount(row.objects.survived.count)] : []),
          ]),
      ...(hasThree ? [row.grewThroughout ? 'grew' : ''] : []),
      row.type,
    ]);
  return [formatTable(columns, rows), more(types.length - limit, 'type')].join('');
}

function familiesTable({ families, familyCounts }: DiffReport, limit: number): string {
  const counts = (['new', 'grown', 'shrunk', 'gone', 'same'] as const)
    .filter((change) => familyCounts[change] > 0)
    .map((change) => `${formatCount(familyCounts[change])} ${WORDS[change]}`);
  const heading = `cycle families: ${counts.length === 0 ? 'none' : counts.join(', ')}`;
  if (families.length === 0) return heading;
  const table = formatTable(
    [
      { title: '', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'cycles', align: 'right' },
      { title: 'bytes', align: 'right' },
      { title: 'family', align: 'left', limit: 160 },
    ],
    families
      .slice(0, limit)
      .map((family) => [
        family.change,
        family.verdict.findLast((verdict) => verdict !== null) ?? '',
        family.cycles.map(formatCount).join(' → '),
        family.bytes.map(formatBytes).join(' → '),
        family.text,
      ]),
  );
  return `${heading}\n${table}${more(families.length - limit, 'family', 'families')}`;
}

function grownTable({ objects, dumps }: DiffReport, limit: number): string {
  if (objects === null || objects.mostGrown.length === 0) return '';
  const rows = objects.mostGrown
    .slice(0, limit)
    .map(({ bytes, address, type, value, place }) => [
      signed((bytes.at(-1) ?? 0) - (bytes[0] ?? 0), formatBytes),
      ...bytes.map((size) => formatBytes(size ?? 0)),
      address,
      type,
      place === '' ? value : place,
    ]);
  const table = formatTable(
    [
      { title: 'grown', align: 'right' },
      ...dumps.map((_, at): TextColumn => ({ title: dumpTitle(at, dumps.length), align: 'right' })),
      { title: 'address', align: 'left' },
      { title: 'type', align: 'left', limit: 60 },
      { title: 'which', align: 'left', limit: 70 },
    ],
    rows,
  );
  const heading = `${formatQuantity(objects.grown.count, 'object')} grew in place, by ${formatBytes(objects.grown.bytes)}`;
  return `${heading}\n${table}${more(objects.grown.count - limit, 'object')}`;
}

/** Of two and three dumps by their order, of more by their number. */
function dumpTitle(at: number, dumps: number): string {
  return dumps > DUMP_TITLES.length ? `dump ${at + 1}` : (DUMP_TITLES[at] ?? '');
}

const DUMP_TITLES = ['before', 'after', 'later'] as const;
const ORDERED =
  'note: the dumps are of one process and are told in the order in which they were taken.';
const WORDS = {
  new: 'new',
  grown: 'grown',
  shrunk: 'shrunk',
  gone: 'gone',
  same: 'unchanged',
} as const;

function signed(value: number, format: (size: number) => string): string {
  return value > 0 ? `+${format(value)}` : format(value);
}

function more(hidden: number, what: string, plural?: string): string {
  if (hidden <= 0) return '';
  return `\nand ${formatQuantity(hidden, `more ${what}`, plural && `more ${plural}`)}; --limit shows more`;
}
