import { type Command, Option } from 'commander';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { jointSentence, proposalSentence } from '../../../shared/session/cycles/breaks.ts';
import type { CyclesReport } from '../../../shared/session/report/reports.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';
import { formatTable } from '../table.ts';

interface CyclesOptions {
  readonly json?: boolean;
  readonly type?: string;
  readonly limit: number;
  readonly uncut: readonly CutName[];
  readonly cut: readonly string[];
}

type CutName = 'instance-class' | 'class-reference' | 'module-namespace';
const CUT_NAMES: readonly CutName[] = ['instance-class', 'class-reference', 'module-namespace'];

/** The usual cuts without those that were lifted. */
function cutsWithout(lifted: readonly CutName[]): CutChoice {
  const isCut = (name: CutName): boolean => !lifted.includes(name);
  return {
    instanceClass: isCut('instance-class'),
    classReference: isCut('class-reference'),
    moduleNamespace: isCut('module-namespace'),
    edges: [],
  };
}

export function addCyclesCommand(program: Command, context: CliContext): void {
  program
    .command('cycles')
    .summary('families of reference cycles')
    .description(
      'Print the families of reference cycles: cycles of the same types and labels are one family.',
    )
    .argument('<file>', 'the dump')
    .option('--type <name>', 'only families with this type (qualified name, or its last part)')
    .addOption(
      new Option('--uncut <kind...>', 'look through these references too')
        .choices(CUT_NAMES)
        .default([], 'none'),
    )
    .addOption(cutOption())
    .option('--json', 'print JSON for programs')
    .option('--limit <n>', 'families to list as text', parseCountOption(1, 1_000_000), 25)
    .action(async (file: string, options: CyclesOptions) => {
      const session = await openAndWarn(context, file);
      const usual = cutsWithout(options.uncut);
      const { cuts, cut } = await applyCuts(session, options.cut, context.job, usual);
      const report = session.cyclesReport({ cuts, type: options.type ?? '' }, context.job);
      printReport(
        context,
        options.json === true,
        withCut(report, cut),
        () => cutText(cut) + asText(report, options),
      );
    });
}

function asText(report: CyclesReport, options: CyclesOptions): string {
  const { components, cuts, families } = report;
  const lines = [
    `${formatQuantity(components.objects, 'object')} in ${formatQuantity(components.count, 'cyclic component')}; the largest has ${formatCount(components.largest)}`,
    ...cuts
      .filter(({ references }) => references > 0)
      .map((cut) => `${formatQuantity(cut.references, 'reference')} cut beforehand: ${cut.kind}`),
    '',
  ];
  if (families.length === 0) {
    const ofType = options.type === undefined ? '' : ` with the type ${options.type}`;
    return [...lines, `No reference cycles${ofType}.`].join('\n');
  }
  const shown = families.slice(0, options.limit);
  const table = formatTable(
    [
      { title: '#', align: 'right' },
      { title: 'cycles', align: 'right' },
      { title: 'verdict', align: 'left' },
      { title: 'objects', align: 'right' },
      { title: 'shallow', align: 'right' },
      { title: 'retained', align: 'right' },
      { title: 'for example', align: 'left' },
      { title: 'family', align: 'left', limit: 160 },
    ],
    shown.map((family) => [
      String(family.number),
      formatCount(family.count),
      family.verdict,
      formatCount(family.objects),
      formatBytes(family.shallowBytes),
      family.retainedBytes === null ? '–' : formatBytes(family.retainedBytes),
      family.exemplar[0] ?? '',
      family.text,
    ]),
  );
  const [heading = '', ...rows] = table.split('\n');
  lines.push(heading);
  rows.forEach((row, at) => {
    lines.push(row, ...adviceOn(at < ADVISED_ROWS ? shown[at] : undefined));
  });
  const hidden = report.total - shown.length;
  if (hidden > 0) {
    const how = shown.length < families.length ? '--limit shows more' : '--type narrows them down';
    lines.push(`and ${formatCount(hidden)} more families; ${how}`);
  }
  if (report.note !== '') lines.push(report.note);
  return lines.join('\n');
}

/** Rows of the list that say what to do, as long as they are garbage. */
const ADVISED_ROWS = 5;

/** The pattern and the best reference to break, in lines under the family's row. */
function adviceOn(family: CyclesReport['families'][number] | undefined): string[] {
  if (family === undefined || (family.verdict !== 'garbage' && family.verdict !== 'never')) {
    return [];
  }
  const chosen = family.breaks.filter((row) => row.chosen);
  const [best] = chosen;
  const lines = [
    ...(family.patternTitle === null ? [] : [family.patternTitle]),
    ...(best === undefined
      ? []
      : [
          showable(
            chosen.length === 1
              ? proposalSentence(best, family.verdict)
              : jointSentence(chosen, family.breaksFree),
          ),
        ]),
  ];
  return lines.map((line) => `   ↳ ${line}`);
}
