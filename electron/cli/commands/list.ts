import { Argument, type Command, Option } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { TYPE_FIELDS } from '../../../shared/query/fields.ts';
import { parseFilter } from '../../../shared/query/parser.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import { parseCountOption } from '../arguments.ts';
import { openForComparison } from '../baselines.ts';
import { type CliContext, openAndWarn } from '../context.ts';
import { applyCuts, cutOption } from '../cuts.ts';
import {
  COMPONENT_COLUMNS,
  DIFF_COLUMNS,
  DOMINATED_TYPE_COLUMNS,
  FAMILY_COLUMNS,
  FRAME_COLUMNS,
  type FrameRow,
  GARBAGE_COLUMNS,
  HOLDER_COLUMNS,
  MODULE_COLUMNS,
  TYPE_COLUMNS,
  WAIT_COLUMNS,
  WASTE_COLUMNS,
} from '../list-columns.ts';
import { DOMINATED_COLUMNS } from '../object-columns.ts';
import { printRows, ROW_FORMATS, type RowColumns, type RowFormat, type RowPage } from '../rows.ts';

interface ListOptions {
  readonly format: RowFormat;
  readonly where?: string;
  readonly cut: readonly string[];
  readonly limit?: number;
}

interface Asked {
  /** Of a comparison, the earlier dumps by their names in questions; else none. */
  readonly baselines: string[];
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

function listOfRows<Row>(columns: RowColumns<Row>, rows: readonly Row[]): RowList {
  return listOf(columns, ({ offset, limit }) => ({
    rows: rows.slice(offset, offset + limit),
    total: rows.length,
  }));
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
        const { families, total } = await session.query('cycles', { ...page, cuts, type: '' }, job);
        return { rows: families, total };
      }),
  },
  components: {
    takes: ['cut'],
    open: ({ session, cuts, job }) =>
      listOf(COMPONENT_COLUMNS, (page) => session.query('components', { ...page, cuts }, job)),
  },
  garbage: {
    takes: ['cut'],
    open: ({ session, cuts, job }) =>
      listOfRows(GARBAGE_COLUMNS, session.garbageReport(job, cuts).types),
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
  threads: { takes: [], open: frames },
  waits: { takes: [], open: waits },
  holders: {
    takes: ['cut'],
    open: async ({ session, cuts, job }) => {
      const { places } = await session.query('answer', { cuts }, job);
      return listOfRows(HOLDER_COLUMNS, places);
    },
  },
  diff: {
    takes: [],
    open: ({ session, baselines, job }) => {
      const compare = { baselines, match: 'auto' as const };
      const grown = { sort: 'bytes', descending: true, changedOnly: true, text: '' } as const;
      return listOf(DIFF_COLUMNS, (page) =>
        session.query('comparedTypes', { ...page, ...grown, compare }, job),
      );
    },
  },
} as const satisfies Record<
  string,
  {
    readonly takes: readonly ('where' | 'cut')[];
    open(asked: Asked): RowList | Promise<RowList>;
  }
>;
type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];

/** All frames of all threads, the innermost of each first. */
function frames({ session, job }: Asked): RowList {
  const all = Number.POSITIVE_INFINITY;
  const { threads } = session.threadsReport({ limit: all, variables: 0, frames: all }, job);
  const rows = threads.flatMap(({ name, daemon, frames: stack }): readonly FrameRow[] =>
    stack.length === 0
      ? [{ name, daemon, frame: null, place: null }]
      : stack.map((place, frame) => ({ name, daemon, frame, place })),
  );
  return listOfRows(FRAME_COLUMNS, rows);
}

/** Tasks, coroutines and generators, by where they wait and what for. */
function waits({ session, cuts, job }: Asked): RowList {
  return listOf(WAIT_COLUMNS, (page) => session.query('waitGroups', { ...page, cuts }, job));
}

function modules({ session, where, job }: Asked, by: 'module' | 'package'): RowList {
  return listOf(MODULE_COLUMNS, (page) =>
    session.query('modules', { ...page, ...HEAVIEST, by, where }, job),
  );
}

/** Findings of all kinds, one kind after the other. */
async function waste({ session, job }: Asked): Promise<RowList> {
  const { groups } = await session.query('waste', {}, job);
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  return listOf(WASTE_COLUMNS, async ({ offset, limit }) => {
    let before = 0;
    for (const { id, total: findings } of groups) {
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
      'Print every row of a list, however many, on a line of its own: as JSON, or as comma-separated values with a heading, the largest first; of modules and packages the program\'s own. "threads" has a row for each frame, "waits" for each place at which tasks wait, "diff" for each type that differs between dumps. Objects are listed by "objects --format".',
    )
    .addArgument(new Argument('<what>', 'the list').choices(LIST_NAMES))
    .argument('<file>', 'the dump; of a diff the earliest')
    .argument('[later...]', 'diff: the dumps after it')
    .addOption(
      new Option('--format <format>', 'how rows are written')
        .choices(ROW_FORMATS)
        .default('jsonl' satisfies RowFormat),
    )
    .option('--where <filter>', 'types, modules, packages: only types that a filter selects')
    .addOption(cutOption())
    .option('--limit <n>', 'only the first rows', parseCountOption(1, 0xffffffff))
    .action(async (what: ListName, file: string, later: string[], options: ListOptions) => {
      refuseIdle(what, later, options);
      const { where = '', format, limit } = options;
      // A filter that is wrong is told before the dump is read, which may take a while.
      parseFilter(where, TYPE_FIELDS);
      const { session, baselines } =
        what === 'diff'
          ? await openForComparison(context, [file, ...later])
          : { session: await openAndWarn(context, file), baselines: [] };
      const { cuts } = await applyCuts(session, options.cut, context.job);
      const asked = { session, baselines: [...baselines], job: context.job, where, cuts };
      const list = await LISTS[what].open(asked);
      await list.print(context.terminal, format, limit);
    });
}

/** Throws `bad-request` for what makes no difference to a list. */
function refuseIdle(what: ListName, later: readonly string[], { where, cut }: ListOptions): void {
  if (what === 'diff' && later.length === 0) {
    throw new OuroborosError('bad-request', 'A diff is of two dumps or more: name them all.');
  }
  if (what !== 'diff' && later.length > 0) {
    throw new OuroborosError('bad-request', `${what} is a list of one dump; diff is of more.`);
  }
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
