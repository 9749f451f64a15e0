import { Argument, type Command, Option } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import type { ComponentRow } from '../../../shared/protocol/component-schemas.ts';
import type { DominatedTypeRow } from '../../../shared/protocol/dominator-schemas.ts';
import type { ListedType, ModuleRow } from '../../../shared/protocol/object-schemas.ts';
import type { CutChoice, Family } from '../../../shared/protocol/schemas.ts';
import type { WasteFinding, WasteGroupId } from '../../../shared/protocol/waste-schemas.ts';
import { TYPE_FIELDS } from '../../../shared/query/fields.ts';
import { parseFilter } from '../../../shared/query/parser.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import type { TypeCount } from '../../../shared/session/report/reports.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn } from '../context.ts';
import { applyCuts, cutOption } from '../cuts.ts';
import { DOMINATED_COLUMNS } from '../object-columns.ts';
import { printRows, ROW_FORMATS, type RowColumns, type RowFormat, type RowPage } from '../rows.ts';

interface ListOptions {
  readonly format: RowFormat;
  readonly where?: string;
  readonly cut: readonly string[];
  readonly limit?: number;
}

interface Asked {
  readonly session: HeapSession;
  readonly job: Job;
  readonly where: string;
  readonly cuts: CutChoice;
}

type Page = { readonly offset: number; readonly limit: number };

/** A list, ready to be printed in either format. */
interface RowList {
  print(terminal: CliContext['terminal'], format: RowFormat, limit?: number): Promise<void>;
}

function listOf<Row>(
  columns: RowColumns<Row>,
  page: (at: Page) => RowPage<Row> | Promise<RowPage<Row>>,
): RowList {
  return {
    print: (terminal, format, limit) => printRows(terminal, columns, page, format, limit),
  };
}

const HEAVIEST = { sort: 'retainedBytes', descending: true, retained: true } as const;
const TOP = { node: null, typeIndex: null } as const;

/** Every list, and which options make a difference to it. */
const LISTS = {
  types: {
    takes: ['where'],
    open: ({ session, where, job }) =>
      listOf(TYPE_COLUMNS, (page) => session.query('types', { ...page, ...HEAVIEST, where }, job)),
  },
  modules: { takes: ['where'], open: (asked) => modules(asked, 'module') },
  packages: { takes: ['where'], open: (asked) => modules(asked, 'package') },
  families: {
    takes: ['cut'],
    open: ({ session, cuts, job }) =>
      listOf(FAMILY_COLUMNS, async (page) => {
        const found = await session.query('cycles', { ...page, cuts, type: '' }, job);
        const rows = found.families.map((family, at) => ({
          ...family,
          number: page.offset + at + 1,
        }));
        return { rows, total: found.total };
      }),
  },
  components: {
    takes: ['cut'],
    open: ({ session, cuts, job }) =>
      listOf(COMPONENT_COLUMNS, (page) => session.query('components', { ...page, cuts }, job)),
  },
  garbage: {
    takes: ['cut'],
    open: ({ session, cuts, job }) => {
      const { types } = session.garbageReport(job, cuts);
      return listOf(GARBAGE_COLUMNS, ({ offset, limit }) => ({
        rows: types.slice(offset, offset + limit),
        total: types.length,
      }));
    },
  },
  dominators: {
    takes: [],
    open: ({ session, job }) =>
      listOf(DOMINATED_COLUMNS, (page) => session.query('dominated', { ...page, of: TOP }, job)),
  },
  'dominator-types': {
    takes: [],
    open: ({ session, job }) =>
      listOf(DOMINATED_TYPE_COLUMNS, (page) =>
        session.query('dominatedTypes', { ...page, of: TOP }, job),
      ),
  },
  waste: { takes: [], open: waste },
} as const satisfies Record<
  string,
  {
    readonly takes: readonly ('where' | 'cut')[];
    open(asked: Asked): RowList | Promise<RowList>;
  }
>;
type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];

const TYPE_COLUMNS = {
  type: (row) => row.type,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  garbageObjects: (row) => row.garbageCount,
} as const satisfies RowColumns<ListedType>;

const MODULE_COLUMNS = {
  name: (row) => row.name,
  origin: (row) => row.origin,
  types: (row) => row.types,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  garbageObjects: (row) => row.garbageCount,
} as const satisfies RowColumns<ModuleRow>;

const FAMILY_COLUMNS = {
  number: (row) => row.number,
  family: (row) => row.text,
  cycles: (row) => row.count,
  verdict: (row) => row.verdict,
  objects: (row) => row.objects,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  culprit: (row) => row.culprit.type,
  culprits: (row) => row.culprit.count,
  pattern: (row) => row.pattern?.id ?? null,
  example: (row) => row.exemplars[0]?.address ?? null,
  name: (row) => row.exemplars[0]?.path ?? null,
} as const satisfies RowColumns<Family & { readonly number: number }>;

const COMPONENT_COLUMNS = {
  number: (row) => row.number,
  objects: (row) => row.objects,
  shallowBytes: (row) => row.shallowBytes,
  verdict: (row) => row.verdict,
  types: (row) => row.types.join(', '),
  moreTypes: (row) => row.moreTypes,
  example: (row) => row.example.address,
  name: (row) => row.example.path,
} as const satisfies RowColumns<ComponentRow>;

const GARBAGE_COLUMNS = {
  type: (row) => row.type,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
} as const satisfies RowColumns<TypeCount>;

const DOMINATED_TYPE_COLUMNS = {
  type: (row) => row.type,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  verdict: (row) => row.verdict,
} as const satisfies RowColumns<DominatedTypeRow>;

const WASTE_COLUMNS = {
  kind: (row) => row.group,
  type: (row) => row.type,
  place: (row) => row.place,
  detail: (row) => row.detail,
  objects: (row) => row.objects,
  bytes: (row) => row.bytes,
  example: (row) => row.example.address,
  name: (row) => row.example.path,
} as const satisfies RowColumns<WasteFinding & { readonly group: WasteGroupId }>;

function modules({ session, where, job }: Asked, by: 'module' | 'package'): RowList {
  return listOf(MODULE_COLUMNS, (page) =>
    session.query('modules', { ...page, ...HEAVIEST, by, where }, job),
  );
}

/** Findings of all kinds, one kind after the other. */
async function waste({ session, job }: Asked): Promise<RowList> {
  const { groups } = await session.query('waste', {}, job);
  const total = groups.reduce((sum, { findings }) => sum + findings, 0);
  return listOf(WASTE_COLUMNS, async ({ offset, limit }) => {
    let before = 0;
    for (const { id, findings } of groups) {
      if (offset < before + findings) {
        const page = { group: id, offset: offset - before, limit };
        const { rows } = await session.query('wasteFindings', page, job);
        return { rows: rows.map((row) => ({ ...row, group: id })), total };
      }
      before += findings;
    }
    return { rows: [], total };
  });
}

export function addListCommand(program: Command, context: CliContext): void {
  program
    .command('list')
    .summary('whole lists, for programs')
    .description(
      'Print every row of a list, however many, on a line of its own: as JSON, or as comma-separated values with a heading, the largest first; of modules and packages the program\'s own. Objects are listed by "objects --format".',
    )
    .addArgument(new Argument('<what>', 'the list').choices(LIST_NAMES))
    .argument('<file>', 'the dump')
    .addOption(
      new Option('--format <format>', 'how rows are written')
        .choices(ROW_FORMATS)
        .default('jsonl' satisfies RowFormat),
    )
    .option('--where <filter>', 'types, modules, packages: only types that a filter selects')
    .addOption(cutOption())
    .option('--limit <n>', 'only the first rows', parseCountOption(1, 0xffffffff))
    .action(async (what: ListName, file: string, options: ListOptions) => {
      refuseIdle(what, options);
      const { where = '', format, limit } = options;
      // A filter that is wrong is told before the dump is read, which may take a while.
      parseFilter(where, TYPE_FIELDS);
      const session = await openAndWarn(context, file);
      const { cuts } = await applyCuts(session, options.cut, context.job);
      const list = await LISTS[what].open({ session, job: context.job, where, cuts });
      await list.print(context.terminal, format, limit);
    });
}

/** Throws `bad-request` for options that make no difference to a list. */
function refuseIdle(what: ListName, { where, cut }: ListOptions): void {
  const given = [
    { name: 'where', isGiven: where !== undefined },
    { name: 'cut', isGiven: cut.length > 0 },
  ] as const;
  for (const { name, isGiven } of given) {
    const takes = (list: ListName): boolean =>
      LISTS[list].takes.some((option: string) => option === name);
    if (!isGiven || takes(what)) continue;
    const others = LIST_NAMES.filter(takes).join(', ');
    throw new OuroborosError(
      'bad-request',
      `--${name} makes no difference to ${what}; it goes with ${others}.`,
    );
  }
}
