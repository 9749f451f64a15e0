import type { Command } from 'commander';
import { formatBytes } from '../../../shared/base/units.ts';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import { placeText } from '../../../shared/session/answer/answer.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';

type Places = Pick<DumpResponse<'answer'>, 'places' | 'account'>;

interface HoldersOptions {
  readonly cut: readonly string[];
  readonly json?: boolean;
}

export function addHoldersCommand(program: Command, context: CliContext): void {
  program
    .command('holders')
    .summary('where memory has piled up')
    .description(
      'Name the caches, lists, registries and single objects that hold most of the memory in use, leak or not, and how they are reached.',
    )
    .argument('<file>', 'the dump')
    .addOption(cutOption())
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: HoldersOptions) => {
      const session = await openAndWarn(context, file);
      const { cuts, cut } = await applyCuts(session, options.cut, context.job);
      const { places, account } = await session.query('answer', { cuts }, context.job);
      const found = { places, account };
      const text = (): string => cutText(cut) + asText(found);
      printReport(context, options.json === true, withCut(found, cut), text);
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
