import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import { writeFileAtomically } from '../../node/atomic-write.ts';
import { nativeCodecs } from '../../node/native-codecs.ts';
import type { CliContext } from '../context.ts';

export function addConvertCommand(program: Command, context: CliContext): void {
  program
    .command('convert')
    .summary('write a dump as .ouro')
    .description('Write any dump that can be read as an .ouro file, which opens much faster.')
    .argument('<file>', 'the dump')
    .argument('<out>', 'the .ouro file to write; replaced if it exists')
    .option('--no-compress', 'write larger sections that open faster still')
    .action(async (file: string, out: string, options: { compress: boolean }) => {
      const { terminal, job } = context;
      const session = await context.open(file);
      const codecs = nativeCodecs();
      await writeFileAtomically(out, session.toOuro({ job, codecs, compress: options.compress }));
      const { size } = await stat(out);
      const { nodeCount, edgeCount } = session.graph;
      terminal.write(
        `${showable(out)}: ${formatQuantity(nodeCount, 'object')}, ${formatQuantity(edgeCount, 'reference')}, ${formatBytes(size)}`,
      );
    });
}
