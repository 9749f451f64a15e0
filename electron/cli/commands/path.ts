import type { Command } from 'commander';
import { showable } from '../../../shared/base/text.ts';
import { formatCount } from '../../../shared/base/units.ts';
import type { PathReport } from '../../../shared/session/reports.ts';
import type { WaysReport } from '../../../shared/session/ways-report.ts';
import { chooseObject, type ObjectChoice } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { formatTable } from '../table.ts';

interface PathOptions extends ObjectChoice {
  readonly ways?: boolean;
  readonly json?: boolean;
}

export function addPathCommand(program: Command, context: CliContext): void {
  program
    .command('path')
    .summary('what holds an object')
    .description('Print the shortest chain of references from a root to an object.')
    .argument('<file>', 'the dump')
    .option('--address <address>', 'the object at this address (0x… or decimal)')
    .option('--type <name>', 'the most telling object of this type')
    .option('--ways', 'all independent ways in which it is held, and what would release it')
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: PathOptions) => {
      const session = await openAndWarn(context, file);
      const node = chooseObject(session, options, context.job);
      const path = session.pathReport(node, context.job);
      const report: PathReport =
        options.ways === true ? { ...path, ways: session.waysReport(node, context.job) } : path;
      printReport(context, options.json === true, report, () =>
        [asText(report), ...(report.ways === undefined ? [] : waysText(report.ways))].join('\n'),
      );
    });
}

const VERDICTS: Readonly<Record<string, string>> = {
  garbage: 'Garbage: no root reaches it; the next collection frees it.',
  never: 'Garbage for good: no root reaches it, and no collection frees it.',
  unknown: 'Unknown: this dump does not say what is a root.',
};

function asText(report: PathReport): string {
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
  return `${heading}\n\n${table}`;
}

/** Each way in a line, then what ends them. */
function waysText({ text, count, ways, release, releaseNearRoots, notes }: WaysReport): string[] {
  const listed = ways.map((way, at) => `  ${String(at + 1).padStart(2)}  ${way.text}`);
  const more = count - ways.length;
  const lines = [
    '',
    text,
    ...listed,
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
    ...(release === null ? [] : ['', release.text]),
    ...(releaseNearRoots === null
      ? []
      : [`Nearer to the roots: ${lowerFirst(releaseNearRoots.text)}`]),
    ...notes,
  ];
  return lines.map(showable);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
