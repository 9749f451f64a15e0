import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import { nativeCodecs } from '../../node/native-codecs.ts';
import type { CliContext } from '../context.ts';
import { refuseInput, writeOutput } from '../output.ts';

export function addConvertCommand(program: Command, context: CliContext): void {
  program
    .command('convert')
    .summary('write a dump in another format')
    .description(
      'Write any dump that can be read as an .ouro file, which opens much faster; as a drawing of objgraph (.dot) or a graph of refcycle (.json), which hold less. The ending says which.',
    )
    .argument('<file>', 'the dump')
    .argument('<out>', 'the file to write, .ouro, .dot or .json; replaced if it exists')
    .option('--no-compress', 'write larger sections of an .ouro that open faster still')
    .action(async (file: string, out: string, options: { compress: boolean }) => {
      const { terminal, job } = context;
      const format = formatOf(out);
      await refuseInput(out, [file]);
      const session = await context.open(file);
      const codecs = nativeCodecs();
      const content =
        format === 'ouro'
          ? session.toOuro({ job, codecs, compress: options.compress })
          : session.toForeign(format, job);
      await writeOutput(out, content, [file]);
      const { size } = await stat(out);
      const { nodeCount, edgeCount } = session.graph;
      terminal.write(
        `${showable(out)}: ${formatQuantity(nodeCount, 'object')}, ${formatQuantity(edgeCount, 'reference')}, ${formatBytes(size)}`,
      );
    });
}

const FORMATS = { '.ouro': 'ouro', '.dot': 'objgraph', '.json': 'refcycle' } as const;

/** The format that a file's ending asks for; `/dev/stdout` and the like get an .ouro. */
function formatOf(out: string): (typeof FORMATS)[keyof typeof FORMATS] {
  const ending = path.extname(out).toLowerCase();
  for (const [known, format] of Object.entries(FORMATS)) if (ending === known) return format;
  if (ending === '') return 'ouro';
  throw new OuroborosError(
    'bad-request',
    `Nothing is known to write for the ending ${showable(ending)}: take .ouro, .dot (objgraph) or .json (refcycle).`,
  );
}
