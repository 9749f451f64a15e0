import type { Command } from 'commander';
import type { PathReport } from '../../../shared/session/reports.ts';
import { chooseObject, type ObjectChoice } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { formatTable } from '../table.ts';

export function addPathCommand(program: Command, context: CliContext): void {
  program
    .command('path')
    .summary('what holds an object')
    .description('Print the shortest chain of references from a root to an object.')
    .argument('<file>', 'the dump')
    .option('--address <address>', 'the object at this address (0x… or decimal)')
    .option('--type <name>', 'the most telling object of this type')
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: ObjectChoice & { json?: boolean }) => {
      const session = await openAndWarn(context, file);
      const node = chooseObject(session, options, context.job);
      const report = session.pathReport(node, context.job);
      printReport(context, options.json === true, report, () => asText(report));
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
