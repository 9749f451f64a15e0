import { type Command, Option } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import type { ListedObject } from '../../../shared/protocol/object-schemas.ts';
import { DEFAULT_CUTS, MAX_PAGE, type ObjectRow } from '../../../shared/protocol/schemas.ts';
import { type Completion, completeFilter } from '../../../shared/query/complete.ts';
import { OBJECT_FIELDS, VERDICT_CHOICES } from '../../../shared/query/fields.ts';
import type { ObjectOrder } from '../../../shared/query/order.ts';
import { parseFilter } from '../../../shared/query/parser.ts';
import { quoteText } from '../../../shared/query/print.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { describeFields } from '../filter-text.ts';
import { LISTED_OBJECT_COLUMNS } from '../object-columns.ts';
import { printRows, ROW_FORMATS, type RowFormat } from '../rows.ts';
import { formatTable, type TextColumn } from '../table.ts';

interface ObjectsOptions {
  readonly where?: string;
  readonly text?: string;
  readonly verdict?: ObjectRow['verdict'];
  readonly sort: SortName;
  readonly ascending?: boolean;
  readonly complete?: string;
  readonly limit?: number;
  readonly json?: boolean;
  readonly format?: RowFormat;
}

/** Objects listed where nothing else is said: as many as a person looks at. */
const DEFAULT_LIMIT = 50;

/** What `--sort` takes: the fields' own names. */
const SORTS = {
  size: 'shallowSize',
  retained: 'retainedSize',
  refcount: 'refcount',
  length: 'length',
  referrers: 'referrers',
  referents: 'referents',
  verdict: 'verdict',
  address: 'address',
  type: 'type',
} as const satisfies Record<string, ObjectOrder>;
type SortName = keyof typeof SORTS;

export function addObjectsCommand(program: Command, context: CliContext): void {
  program
    .command('objects')
    .summary('list objects')
    .description('List objects, largest first.')
    .argument('<file>', 'the dump')
    .option('--where <filter>', 'only those that a filter selects, see below')
    .option('--text <text>', 'only where the type or value contains this, or an address')
    .addOption(new Option('--verdict <verdict>', 'only with this verdict').choices(VERDICT_CHOICES))
    .addOption(
      new Option('--sort <field>', 'by what to sort')
        .choices(Object.keys(SORTS))
        .default('size' satisfies SortName),
    )
    .option('--ascending', 'the smallest first')
    .option('--complete <filter>', 'print how a filter could go on, instead of objects')
    .option(
      '--limit <n>',
      `objects to list, at most 1000; ${DEFAULT_LIMIT} by default, and all with --format`,
      parseCountOption(1, 0xffffffff),
    )
    .option('--json', 'print JSON for programs')
    .addOption(
      new Option(
        '--format <format>',
        'print every row on a line of its own, with retained size and name, for programs',
      ).choices(ROW_FORMATS),
    )
    .addHelpText('after', `\n${describeFields(OBJECT_FIELDS)}`)
    .action(async (file: string, options: ObjectsOptions) => {
      // A filter that is wrong is told before the dump is read, which may take a while.
      const where = filterOf(options);
      const session = await openAndWarn(context, file);
      if (options.complete !== undefined) {
        const completion = await complete(session, options.complete, context.job);
        printReport(context, options.json === true, completion, () =>
          completionText(options.complete ?? '', completion),
        );
        return;
      }
      const limit = options.limit ?? DEFAULT_LIMIT;
      if (limit > MAX_PAGE) {
        throw new OuroborosError(
          'bad-request',
          `More than ${MAX_PAGE} objects are printed by --format jsonl or csv.`,
        );
      }
      if (options.format !== undefined) {
        const { query, cuts } = request(where, options, MAX_PAGE);
        const columns = ['retainedSize', 'referrers'] as const;
        await printRows(
          context.terminal,
          LISTED_OBJECT_COLUMNS,
          (page) =>
            session.query('objects', { ...page, query, cuts, columns: [...columns] }, context.job),
          options.format,
          options.limit,
        );
        return;
      }
      const found = await session.query('objects', request(where, options, limit), context.job);
      const report = {
        total: found.total,
        objects: found.rows.map(({ node: _, ...row }) => row),
      };
      printReport(context, options.json === true, report, () => asText(found));
    });
}

/** The options that narrow the list, as one filter. Throws `QueryError` about `--where`. */
function filterOf({ where = '', text, verdict }: ObjectsOptions): string {
  const given = parseFilter(where, OBJECT_FIELDS);
  const conditions = [
    ...(given.kind === 'everything' ? [] : [`(${where})`]),
    ...(text === undefined || text === '' ? [] : [quoteText(text)]),
    ...(verdict === undefined ? [] : [`verdict = ${verdict}`]),
  ];
  return conditions.join(' and ');
}

function request(where: string, { sort, ascending = false }: ObjectsOptions, limit: number) {
  return {
    offset: 0,
    limit,
    cuts: DEFAULT_CUTS,
    query: {
      where,
      typeIndex: null,
      familyId: null,
      sort: SORTS[sort],
      descending: !ascending,
    },
  };
}

/** Types that can be suggested; a shell shows no more. */
const MAX_TYPES = 1000;

async function complete(session: HeapSession, filter: string, job: Job): Promise<Completion> {
  const { rows } = await session.query(
    'types',
    { where: '', sort: 'count', descending: true, offset: 0, limit: MAX_TYPES },
    job,
  );
  const types = rows.map(({ type, count }) => ({ name: type, count }));
  return completeFilter(filter, filter.length, OBJECT_FIELDS, { types });
}

/** One filter per line, as it would be, and after a tab what was added. */
function completionText(filter: string, { from, to, suggestions }: Completion): string {
  return suggestions
    .map(({ insert, detail }) => {
      const whole = filter.slice(0, from) + insert + filter.slice(to);
      return `${showable(whole.trimEnd())}\t${showable(detail)}`;
    })
    .join('\n');
}

function asText({ total, rows }: DumpResponse<'objects'>): string {
  const hasRetained = rows.some(({ retainedSize }) => retainedSize !== null);
  const columns: readonly (TextColumn & { readonly cell: (row: ListedObject) => string })[] = [
    { title: 'address', align: 'left', cell: (row) => row.address },
    { title: 'shallow', align: 'right', cell: (row) => formatBytes(row.shallowSize) },
    ...(hasRetained ? [RETAINED] : []),
    { title: 'refs', align: 'right', cell: (row) => countText(row.refcount) },
    { title: 'verdict', align: 'left', cell: (row) => row.verdict },
    { title: 'type', align: 'left', limit: 70, cell: (row) => row.type },
    { title: 'value', align: 'left', limit: 60, cell: (row) => row.preview },
    { title: 'path', align: 'left', limit: 100, cell: (row) => row.path },
  ];
  const heading = `${formatCount(rows.length)} of ${formatCount(total)} objects`;
  if (rows.length === 0) return heading;
  const table = formatTable(
    columns,
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
  return `${heading}\n\n${table}`;
}

const RETAINED = {
  title: 'retained',
  align: 'right',
  cell: ({ retainedSize }: ListedObject) =>
    retainedSize === null ? '–' : formatBytes(retainedSize),
} as const;

function countText(count: number | null): string {
  return count === null ? '–' : formatCount(count);
}
