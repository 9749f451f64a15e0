import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Redaction } from '../../../shared/analysis/redaction/redact-graph.ts';
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
    .option(
      '--redact <what>',
      'leave out "values" (texts, numbers, keys, the command line), "names" (what your own code is called and where it lies), or "values,names"',
      parseRedaction,
    )
    .action(async (file: string, out: string, options: ConvertOptions) => {
      const { terminal, job } = context;
      const format = formatOf(out);
      await refuseInput(out, [file]);
      const whole = await context.open(file);
      const session = options.redact === undefined ? whole : whole.redacted(options.redact, job);
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

interface ConvertOptions {
  readonly compress: boolean;
  readonly redact?: Redaction;
}

function parseRedaction(text: string): Redaction {
  const words = text.split(',').map((word) => word.trim());
  const redaction = { values: words.includes('values'), names: words.includes('names') };
  if (words.every((word) => Object.hasOwn(redaction, word))) return redaction;
  throw new InvalidArgumentError('It must be values, names, or values,names.');
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
