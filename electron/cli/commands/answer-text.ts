import { showable } from '../../../shared/base/text.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import { sourceLines } from '../../../shared/protocol/source-text.ts';
import type { AnswerReport } from '../../../shared/session/answer/answer.ts';

/** What leaks, what to do, where in the source; and where else memory has piled up. */
export function answerText(answer: AnswerReport | null): string {
  if (answer === null) return 'What leaks was not looked for; --answer does.';
  const { sentence, detail, toFix, sources, piles } = answer;
  const others = piles.filter(({ what, place }) => place !== '' && !sentence.includes(what));
  return [
    sentence,
    ...(detail === '' ? [] : [detail]),
    ...(toFix === null ? [] : [showable(`To fix it, ${toFix}.`)]),
    ...sourceLines(sources).map((line) => `  ${line}`),
    ...others.map(
      ({ what, place, retainedBytes }) =>
        `  Besides, ${formatBytes(retainedBytes)} in ${place}: ${what}`,
    ),
  ].join('\n');
}
