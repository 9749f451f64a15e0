import path from 'node:path';
import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn } from '../context.ts';
import { refuseExisting, refuseInput, writeOutput } from '../output.ts';

interface ReportOptions {
  readonly out?: string;
  readonly family?: number;
  readonly redact?: boolean;
  readonly markdown?: boolean;
}

export function addReportCommand(program: Command, context: CliContext): void {
  program
    .command('report')
    .summary('write a report to attach to an issue')
    .description(
      'Write what a dump says as one HTML page: the answer, families of cycles with drawings, what to break, the largest objects and what holds them. No script, no outside reference.',
    )
    .argument('<file>', 'the dump')
    .option(
      '-o, --out <out>',
      'where to, or - for the standard output; by default NAME-report.html, if that is not there yet',
    )
    .option(
      '--family <n>',
      'only the family of this number in the list of "cycles"',
      parseCountOption(1, 0xffffffff),
    )
    .option('--markdown', 'only what leaks, in a few lines of Markdown, to the standard output')
    .option('--redact', 'leave out values, string keys, the command line and threads')
    .action(async (file: string, options: ReportOptions) => {
      if (options.out !== undefined) await refuseInput(options.out, [file]);
      const session = await openAndWarn(context, file);
      const { family, redact = false, markdown = false } = options;
      if (markdown) {
        if (family !== undefined)
          throw usage('--markdown tells of the whole dump, not of --family.');
        const about = { cuts: DEFAULT_CUTS, node: null, redact };
        const { text } = await session.query('finding', about, context.job);
        if (options.out === undefined || options.out === '-')
          context.terminal.write(text.trimEnd());
        else await writeOutput(options.out, text, [file]);
        return;
      }
      const familyId = family === undefined ? null : family - 1;
      const request = { cuts: DEFAULT_CUTS, familyId, redact, notes: [] };
      const { text, suggestedName } = await session.query('report', request, context.job);
      const out = options.out ?? suggestedName;
      if (out === '-') {
        context.terminal.write(text);
        return;
      }
      if (options.out === undefined) await refuseExisting(out);
      await writeOutput(out, text, [file]);
      context.terminal.write(showable(path.resolve(out)));
    });
}

function usage(message: string): OuroborosError {
  return new OuroborosError('bad-request', message);
}
