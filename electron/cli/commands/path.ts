import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import { formatQuantity } from '../../../shared/base/units.ts';
import type { ObjectsChosen } from '../../../shared/protocol/paths-schemas.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { OBJECT_FIELDS } from '../../../shared/query/fields.ts';
import { parseFilter } from '../../../shared/query/parser.ts';
import { quoteText } from '../../../shared/query/print.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import type { PathReport } from '../../../shared/session/report/reports.ts';
import { chooseObject, parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';
import { disjointPathsText, heldPathsText } from '../held-text.ts';
import { formatTable } from '../table.ts';

interface PathOptions {
  readonly address?: string;
  readonly type?: string;
  readonly where?: string;
  readonly ways?: boolean;
  readonly cut: readonly string[];
  readonly limit: number;
  readonly json?: boolean;
}

export function addPathCommand(program: Command, context: CliContext): void {
  program
    .command('path')
    .summary('what holds an object, or many')
    .description(
      'Print the shortest chain of references from a root to an object; for many objects, these chains merged into one tree, the root first.',
    )
    .argument('<file>', 'the dump')
    .option('--address <address>', 'the object at this address (0x… or decimal)')
    .option('--type <name>', 'all objects of this type')
    .option('--where <filter>', 'all objects that a filter selects, see "objects --help"')
    .option('--ways', 'all independent ways in which they are held, and what would release them')
    .addOption(cutOption())
    .option('--limit <n>', 'steps of the tree to print', parseCountOption(1, 1000), 40)
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: PathOptions) => {
      checkChoice(options);
      const session = await openAndWarn(context, file);
      const { cuts, cut } = await applyCuts(session, options.cut, context.job);
      const report = await reportOn(session, options, cuts, context.job);
      printReport(
        context,
        options.json === true,
        withCut(report, cut),
        () => cutText(cut) + asText(report),
      );
    });
}

/** A choice that is wrong is told before the dump is read. */
function checkChoice({ address, type, where }: PathOptions): void {
  if (where !== undefined) parseFilter(where, OBJECT_FIELDS);
  const given = [address, type, where].filter((text) => text !== undefined);
  if (given.length === 1) return;
  throw new OuroborosError(
    'bad-request',
    'Name the object by --address, or objects by --type or --where.',
  );
}

async function reportOn(
  session: HeapSession,
  options: PathOptions,
  cuts: CutChoice,
  job: Job,
): Promise<PathReport> {
  const { node, objects, isOne } = await choose(session, options, cuts, job);
  return {
    ...session.pathReport(node, job, cuts),
    ...(isOne ? {} : { merged: session.heldPathsReport(objects, options.limit, job, cuts) }),
    ...(options.ways === true && { ways: session.waysReport(objects, job, cuts) }),
  };
}

interface Choice {
  readonly objects: ObjectsChosen;
  /** The most telling of them. */
  readonly node: number;
  readonly isOne: boolean;
}

async function choose(
  session: HeapSession,
  { address, type, where }: PathOptions,
  cuts: CutChoice,
  job: Job,
): Promise<Choice> {
  if (address !== undefined) {
    const node = chooseObject(session, { address }, job);
    return { node, objects: { node }, isOne: true };
  }
  const query = {
    where: where ?? `type = ${quoteText(type ?? '')}`,
    typeIndex: null,
    familyId: null,
    sort: 'shallowSize',
    descending: true,
  } as const;
  const first = { query, cuts, offset: 0, limit: 1 };
  const { total, rows } = await session.query('objects', first, job);
  const node = type === undefined ? rows[0]?.node : chooseObject(session, { type }, job);
  if (node === undefined) {
    throw new OuroborosError('not-found', 'No object in this dump is selected by this filter.');
  }
  return { node, objects: { query }, isOne: total === 1 };
}

const VERDICTS: Readonly<Record<string, string>> = {
  garbage: 'Garbage: no root reaches it; the next collection frees it.',
  never: 'Garbage for good: no root reaches it, and no collection frees it.',
  unknown: 'Unknown: this dump does not say what is a root.',
};

function asText(report: PathReport): string {
  const { merged, ways } = report;
  return [
    merged === undefined ? pathText(report) : heldPathsText(merged),
    ...(ways === undefined ? [] : ['', disjointPathsText(ways)]),
  ].join('\n');
}

function pathText(report: PathReport): string {
  const heading =
    report.verdict === 'held'
      ? `Held${report.root === '' ? '.' : ` by ${report.root}:`}`
      : (VERDICTS[report.verdict] ?? report.verdict);
  const table = formatTable(
    [
      { title: 'address', align: 'left' },
      { title: 'type', align: 'left', limit: 80 },
      { title: 'holds the next by', align: 'left', limit: 80 },
    ],
    report.path.map((step) => [step.address, step.type, step.label]),
  );
  const { gap } = report;
  if (gap === null) return `${heading}\n\n${table}`;
  // The first line is the table's heading.
  const lines = table.split('\n');
  lines.splice(gap.after + 2, 0, `… ${formatQuantity(gap.objects, 'more object')} …`);
  return `${heading}\n\n${lines.join('\n')}`;
}
