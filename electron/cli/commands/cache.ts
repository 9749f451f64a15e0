import type { Command } from 'commander';
import { showable } from '../../../shared/base/text.ts';
import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import { indexFolder } from '../../node/cache-folder.ts';
import { IndexFolder } from '../../node/index-folder.ts';
import type { CliContext } from '../context.ts';

export function addCacheCommand(program: Command, context: CliContext): void {
  program
    .command('cache')
    .summary('what is kept of dumps between runs')
    .description(
      'Say where indexes of large dumps are kept and what they take. They hold what the dumps hold, and make the second opening quick.',
    )
    .option('--clear', 'remove them all')
    .action(async (options: { clear?: boolean }) => {
      const folder = new IndexFolder(indexFolder());
      const { count, bytes } = options.clear ? await folder.clear() : await folder.usage();
      const amount = `${formatQuantity(count, 'index', 'indexes')}, ${formatBytes(bytes)}`;
      context.terminal.write(
        options.clear ? `removed ${amount}` : `${showable(folder.folder)}: ${amount}`,
      );
    });
}
