import type { Command } from 'commander';
import { formatBytes } from '../../../shared/base/units.ts';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { placeText } from '../../../shared/session/answer/answer.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';

type Places = Pick<DumpResponse<'answer'>, 'places' | 'account'>;

export function addHoldersCommand(program: Command, context: CliContext): void {
  program
    .command('holders')
    .summary('where memory has piled up')
    .description(
      'Name the caches, lists, registries and single objects that hold most of the memory in use, leak or not, and how they are reached.',
    )
    .argument('<file>', 'the dump')
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const session = await openAndWarn(context, file);
      const { places, account } = await session.query(
        'answer',
        { cuts: DEFAULT_CUTS },
        context.job,
      );
      const found = { places, account };
      printReport(context, options.json === true, found, () => asText(found));
    });
}

function asText({ places }: Places): string {
  if (places.length === 0) return 'No object and no collection of objects stands out.';
  return places
    .map(({ sentence, bytes, share, holderObject, example, advice, places: source }) => {
      const shown = holderObject ?? example;
      return [
        sentence,
        `  ${formatBytes(bytes)}, ${(100 * share).toFixed(1)} %${shown === null ? '' : `; see ${shown.address}`}`,
        ...(advice === '' ? [] : [`  ${advice}`]),
        ...(source.length === 0 ? [] : [`  ${source.map(placeText).join(', ')}`]),
      ].join('\n');
    })
    .join('\n\n');
}
