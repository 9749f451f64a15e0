import { type Command, Option } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { OuroborosError } from '../../../shared/base/errors.ts';
import { shellWord } from '../../../shared/base/shell-word.ts';
import { showable } from '../../../shared/base/text.ts';
import { formatQuantity } from '../../../shared/base/units.ts';
import type { CheckRules, Finding, Limit } from '../../../shared/session/compare/check-report.ts';
import { openForComparison } from '../baselines.ts';
import { type CheckedDump, writeJunit, writeSarif } from '../check-formats.ts';
import { type CliContext, printReport } from '../context.ts';
import { drawFindings } from '../draw-findings.ts';
import { FindingsReported } from '../exit-codes.ts';
import { collect, parseLimit, parseNamedLimit, parseTypeLimit } from '../limits.ts';
import { refuseInput, writeOutput } from '../output.ts';

/** Commander names an option that begins with `--no-` by what it denies. */
interface CheckOptions {
  readonly maxGarbage: readonly Limit[];
  readonly family: readonly string[];
  readonly maxType: readonly { readonly type: string; readonly count: number }[];
  readonly baseline?: string;
  readonly maxGrowth: readonly Limit[];
  readonly maxGrowthOf: CheckRules['maxGrowthOf'];
  readonly newFamilies: boolean;
  readonly allowPartial?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
  readonly sarif?: string;
  readonly svg?: string;
}

const AFTER_HELP = `
Limits: 10MB or 10MiB are bytes, a bare number counts objects, 5% is a share of the baseline's
bytes. Each option may be given more than once. OUT is a file, or - for the standard output,
where it takes the place of the text. Exit code 1 when anything was found.`;

export function addCheckCommand(program: Command, context: CliContext): void {
  program
    .command('check')
    .summary('fail when a dump breaks a rule')
    .description('Check a dump against limits: a gate for continuous integration.')
    .argument('<file>', 'the dump')
    .addOption(
      repeated(
        '--max-garbage <limit>',
        'unreachable memory allowed, what goes with it included: bytes or objects',
        (text) => parseLimit(text, ['bytes', 'objects']),
      ),
    )
    .addOption(
      repeated(
        '--no-family <family>',
        'no cycle with this type, or of this signature as `cycles` prints it',
        (text) => text,
      ),
    )
    .addOption(repeated('--max-type <type=n>', 'at most n objects of a type', parseTypeLimit))
    .option('--baseline <file>', 'a dump to compare with')
    .addOption(
      repeated(
        '--max-growth <limit>',
        'how much more than in the baseline is allowed: bytes, objects or a share',
        (text) => parseLimit(text, ['bytes', 'objects', 'percent']),
      ),
    )
    .addOption(
      repeated(
        '--max-growth-of <name=limit>',
        'how much more may hang on an object, by its name: app.CACHE=10MB, app.CACHE=1000 for items',
        parseNamedLimit,
      ),
    )
    .option('--no-new-families', 'no family of cycles that the baseline does not have')
    .option('--allow-partial', 'check dumps that lost objects too')
    .option('--json', 'print JSON for programs')
    .option('--junit <out>', 'also write JUnit XML, for the test view of a CI server')
    .option('--sarif <out>', 'also write SARIF, for code scanning')
    .option('--svg <dir>', 'also draw each finding that names objects into this folder')
    .addHelpText('after', AFTER_HELP)
    .action((file: string, options: CheckOptions) => check(file, options, context));
}

function repeated<T>(flags: string, description: string, parse: (text: string) => T): Option {
  return new Option(flags, description).argParser(collect(parse)).default([], 'none');
}

async function check(file: string, options: CheckOptions, context: CliContext): Promise<void> {
  const { baseline } = options;
  const rules = {
    maxGarbage: options.maxGarbage,
    noFamily: options.family,
    maxType: options.maxType,
    maxGrowth: options.maxGrowth,
    maxGrowthOf: options.maxGrowthOf,
    noNewFamilies: !options.newFamilies,
    allowPartial: options.allowPartial === true,
  };
  const needsBaseline =
    rules.maxGrowth.length + rules.maxGrowthOf.length > 0 || rules.noNewFamilies;
  if (needsBaseline && baseline === undefined) {
    throw usage(
      '--max-growth, --max-growth-of and --no-new-families compare with a dump; name it by --baseline.',
    );
  }
  if (!needsBaseline && baseline !== undefined) {
    throw usage(
      'With --baseline say what to compare: --max-growth, --max-growth-of or --no-new-families.',
    );
  }
  if (
    rules.maxGarbage.length + rules.noFamily.length + rules.maxType.length === 0 &&
    !needsBaseline
  ) {
    throw usage('Say what to check: --max-garbage, --no-family, --max-type or --max-growth.');
  }
  const files = baseline === undefined ? [file] : [baseline, file];
  const outputs = outputsOf(options);
  for (const { out } of outputs) await refuseInput(out, files);
  const { session, baselines } = await openForComparison(context, files);
  const found = session.checkReport(rules, [...baselines], context.job);
  const report = {
    ...found,
    findings: found.findings.map((finding) => ({ ...finding, look: lookAt(finding, files) })),
  };
  const checked = { file, kinds: kindsOf(rules), findings: report.findings };
  for (const { out, write } of outputs) {
    const text = write(checked);
    if (out === '-') context.terminal.write(text);
    else await writeOutput(out, text, files);
  }
  if (options.svg !== undefined) {
    await drawFindings(context, session, found.findings, options.svg, files);
  }
  if (outputs.every(({ out }) => out !== '-')) {
    printReport(context, options.json === true, report, () =>
      report.ok
        ? `ok: ${formatQuantity(report.checks, 'check')} passed`
        : report.findings.map(asLine).join('\n'),
    );
  }
  if (!report.ok) throw new FindingsReported();
}

interface Output {
  readonly out: string;
  readonly write: (checked: CheckedDump) => string;
}

/** Throws `bad-request` where several would go to the standard output. */
function outputsOf({ junit, sarif, json }: CheckOptions): readonly Output[] {
  const outputs: readonly Output[] = [
    ...(junit === undefined ? [] : [{ out: junit, write: writeJunit }]),
    ...(sarif === undefined
      ? []
      : [
          { out: sarif, write: (checked: CheckedDump) => writeSarif(checked, packageJson.version) },
        ]),
  ];
  const toStdout = outputs.filter(({ out }) => out === '-').length + (json === true ? 1 : 0);
  if (toStdout > 1) throw usage('Only one of --json, --junit and --sarif goes to the output.');
  return outputs;
}

/** The kinds of rules that were asked about; that a dump is whole always is, unless told not to. */
function kindsOf(rules: CheckRules): readonly Finding['check'][] {
  return [
    ...(rules.maxGarbage.length > 0 ? (['max-garbage'] as const) : []),
    ...(rules.noFamily.length > 0 ? (['no-family'] as const) : []),
    ...(rules.maxType.length > 0 ? (['max-type'] as const) : []),
    ...(rules.maxGrowth.length > 0 ? (['max-growth'] as const) : []),
    ...(rules.maxGrowthOf.length > 0 ? (['max-growth-of'] as const) : []),
    ...(rules.noNewFamilies ? (['no-new-families'] as const) : []),
    ...(rules.allowPartial ? [] : (['whole'] as const)),
  ];
}

function asLine({ check: name, message, look }: { check: string; message: string; look: string }) {
  return showable(`${name}: ${message}; look: ${look}`);
}

/** The command that shows more, as it is typed in a shell. */
function lookAt({ look: [command, ...options] }: Finding, files: readonly string[]): string {
  const shown = command === 'diff' ? files : files.slice(-1);
  return ['ouroboros', command, ...shown, ...options].map(shellWord).join(' ');
}

function usage(message: string): OuroborosError {
  return new OuroborosError('bad-request', message);
}
