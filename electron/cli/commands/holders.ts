import type { Command } from 'commander';
import { formatBytes } from '../../../shared/base/units.ts';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import { sourceLines } from '../../../shared/protocol/source-text.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';

type Accumulations = DumpResponse<'accumulations'>;

export function addHoldersCommand(program: Command, context: CliContext): void {
  program
    .command('holders')
    .summary('where memory has piled up')
    .description(
      'Name the caches, lists, registries and single objects that hold most of the memory in use, and how they are reached.',
    )
    .argument('<file>', 'the dump')
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const session = await openAndWarn(context, file);
      const found = await session.query('accumulations', {}, context.job);
      printReport(context, options.json === true, found, () => asText(found));
    });
}

function asText({ rows, heldBytes }: Accumulations): string {
  if (rows.length === 0) {
    return `${formatBytes(heldBytes)} are held, and no object or collection of objects stands out.`;
  }
  const entries = rows.map(
    ({ what, place, isShared, advice, sources, retainedBytes, share, groups }) =>
      [
        `${formatBytes(retainedBytes)} (${(100 * share).toFixed(1)} %)  ${what}`,
        ...(isShared ? ['  each held in more ways than one'] : []),
        ...(place === '' ? [] : [`  ${isShared ? 'one ' : ''}in ${place}`]),
        ...(groups[0] === undefined ? [] : [`  for example ${groups[0].example.address}`]),
        ...(advice === '' ? [] : [`  ${advice}`]),
        ...sourceLines(sources).map((line) => `  ${line}`),
      ].join('\n'),
  );
  return [`${formatBytes(heldBytes)} are held. Most of it piles up here:`, ...entries].join('\n\n');
}
