import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { OuroborosError, toErrorData } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import {
  type FleetFile,
  type FleetLeak,
  type FleetProcess,
  type FleetReport,
  fleetReport,
} from '../../../shared/fleet/fleet-report.ts';
import {
  isNoDump,
  type MemberAnswer,
  passedOverText,
  readFleet,
} from '../../../shared/fleet/read-fleet.ts';
import { placeText } from '../../../shared/session/answer/answer.ts';
import { filesIn, type GivenFile } from '../../node/dump-files.ts';
import { parseCountOption } from '../arguments.ts';
import type { CliContext } from '../context.ts';
import { printReport } from '../context.ts';
import { FleetReader } from '../fleet-members.ts';
import { formatTable, type TextColumn } from '../table.ts';

/** Dumps that are open at the same time, unless told otherwise. */
const USUAL_JOBS = Math.min(4, availableParallelism());
const MAX_JOBS = 64;

interface FleetOptions {
  readonly json?: boolean;
  readonly jobs: number;
  readonly limit: number;
}

export function addFleetCommand(program: Command, context: CliContext): void {
  program
    .command('fleet')
    .summary('what leaks in many processes of one program')
    .description(
      'Open many dumps, each in turn and in a process of its own, and put their causes together: in how many processes each is, how its bytes spread, and who stands out. Of folders every file is tried, and what is no dump is passed over.',
    )
    .argument('<files...>', 'dumps, and folders of dumps')
    .option('--json', 'print JSON for programs')
    .option(
      '--jobs <n>',
      'dumps that are open at the same time',
      parseCountOption(1, MAX_JOBS),
      USUAL_JOBS,
    )
    .option('--limit <n>', 'processes to list as text', parseCountOption(1, 1_000_000), 25)
    .action((given: string[], options: FleetOptions) =>
      printFleet(program, context, given, options),
    );
  program
    .command('fleet-member', { hidden: true })
    .description('One dump of a fleet, as JSON: what `fleet` asks of each of its processes.')
    .argument('<file>', 'the dump')
    .option('--share <n>', 'of the memory that one dump may take', parseShare, 1)
    .action((file: string, { share }: { readonly share: number }) =>
      printMember(context, file, share),
    );
}

async function printMember(context: CliContext, file: string, share: number): Promise<void> {
  context.dumps.memoryShare = share;
  const print = (answer: MemberAnswer) => context.terminal.write(JSON.stringify(answer));
  try {
    const session = await context.open(file);
    print({ member: await session.query('fleetMember', {}, context.job) });
  } catch (thrown) {
    const { code, message } = toErrorData(thrown);
    print({ error: { code, message } });
  }
}

async function printFleet(
  program: Command,
  context: CliContext,
  given: readonly string[],
  { json, jobs, limit }: FleetOptions,
): Promise<void> {
  const files = await filesIn(given);
  if (files.length === 0) {
    throw new OuroborosError('file-unreadable', 'There are no files in there.');
  }
  const switches = program.opts<{ cache: boolean }>().cache ? [] : ['--no-cache'];
  const { read, passedOver } = await readAll(context, files, new FleetReader(switches), jobs);
  if (read.length === 0) {
    throw new OuroborosError('dump-unrecognised', 'None of these files is a dump of objects.');
  }
  const report = { ...fleetReport(read), passedOver };
  printReport(context, json === true, report, () => asText(report, limit));
}

async function readAll(
  context: CliContext,
  files: readonly GivenFile[],
  reader: FleetReader,
  jobs: number,
): Promise<{ readonly read: readonly FleetFile[]; readonly passedOver: number }> {
  const { job } = context;
  const answers = new Map<GivenFile, MemberAnswer>();
  const report = () =>
    job.report({ phase: 'Reading dumps', done: answers.size, total: files.length, unit: 'dumps' });
  report();
  await readFleet({
    files,
    atOnce: jobs,
    read: ({ file }, share) => reader.read(file, share),
    onAnswer(file, answer) {
      answers.set(file, answer);
      report();
    },
  });
  return sorted(files, answers);
}

function sorted(
  files: readonly GivenFile[],
  answers: ReadonlyMap<GivenFile, MemberAnswer>,
): { readonly read: readonly FleetFile[]; readonly passedOver: number } {
  const read: FleetFile[] = [];
  let passedOver = 0;
  for (const given of files) {
    const answer = answers.get(given);
    const { file, isFound } = given;
    if (answer === undefined) continue;
    if ('member' in answer) read.push({ file, member: answer.member, failure: null });
    else if (isFound && isNoDump(answer)) passedOver++;
    else read.push({ file, member: null, failure: answer.error.message });
  }
  return { read, passedOver };
}

const PROCESS_COLUMNS: readonly TextColumn[] = [
  { title: 'dump', align: 'left', limit: 48 },
  { title: 'pid', align: 'right' },
  { title: 'resident', align: 'right' },
  { title: 'private', align: 'right' },
  { title: 'explained', align: 'right' },
  { title: 'causes', align: 'left', limit: 60 },
];

/** Causes of one process that its row names. */
const MAX_NUMBERS = 8;

function asText(report: FleetReport & { readonly passedOver: number }, limit: number): string {
  const { processes, causes, failures, passedOver } = report;
  const hidden = processes.length - limit;
  const numbers = new Map(causes.map(({ signature }, at) => [signature, at + 1]));
  const rows = processes.slice(0, limit).map((one) => processRow(one, numbers));
  return [
    headline(report),
    '',
    ...causes
      .slice(0, limit)
      .flatMap((cause, at) => [...causeText(cause, at + 1, processes.length), '']),
    ...(processes.length === 0 ? [] : [formatTable(PROCESS_COLUMNS, rows)]),
    ...(hidden > 0 ? [`and ${formatCount(hidden)} more; --limit shows more`] : []),
    ...(failures.length === 0 ? [] : ['']),
    ...failures.map(({ file, reason }) => `not read    ${showable(file)}: ${reason}`),
    ...(passedOver === 0 ? [] : ['', passedOverText(passedOver)]),
  ].join('\n');
}

function headline({
  processes,
  causes,
  healthy,
  explainedBytes,
  residentBytes,
}: FleetReport): string {
  const all = formatQuantity(processes.length, 'process', 'processes');
  const [first] = causes;
  if (first === undefined)
    return `Nothing leaks in ${all}: no garbage to speak of, and no accumulation.`;
  const resident = residentBytes > 0 ? ` of ${formatBytes(residentBytes)} resident` : '';
  const sick = processes.length - healthy;
  return `${formatQuantity(causes.length, 'cause')} in ${formatCount(sick)} of ${all} hold${causes.length === 1 ? 's' : ''} ${formatBytes(explainedBytes)}${resident}.`;
}

function causeText(cause: FleetLeak, number: number, processes: number): string[] {
  const { bytes, sentence, places, advice, heaviest, outliers } = cause;
  const spread =
    cause.processes === 1
      ? ''
      : ` (${formatBytes(bytes.least)} to ${formatBytes(bytes.most)} each, half of them above ${formatBytes(bytes.median)})`;
  const [place] = places;
  return [
    `${number}. ${formatBytes(bytes.total)} in ${formatCount(cause.processes)} of ${formatQuantity(processes, 'process', 'processes')}${spread}`,
    `   In ${showable(heaviest)}: ${sentence}`,
    ...(advice === '' ? [] : [`   ${advice}`]),
    ...(place === undefined ? [] : [`   Look at ${placeText(place)}.`]),
    ...(outliers.length === 0
      ? []
      : [`   Far above the others: ${outliers.map((file) => showable(file)).join(', ')}.`]),
  ];
}

function processRow(one: FleetProcess, numbers: ReadonlyMap<string, number>): string[] {
  const found = one.signatures.map((signature) => numbers.get(signature) ?? 0);
  const more = found.length > MAX_NUMBERS ? ', …' : '';
  const causes = found.length === 0 ? 'none' : found.slice(0, MAX_NUMBERS).join(', ') + more;
  return [
    one.file,
    one.pid === null ? '' : String(one.pid),
    bytesOrUnknown(one.residentBytes),
    bytesOrUnknown(one.privateBytes),
    formatBytes(one.explainedBytes),
    one.warnings.length > 0 ? `${causes}; ${one.warnings[0]}` : causes,
  ];
}

function bytesOrUnknown(bytes: number | null): string {
  return bytes === null ? '?' : formatBytes(bytes);
}

function parseShare(text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw new InvalidArgumentError('It must be above 0 and at most 1.');
}
