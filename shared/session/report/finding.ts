import type { Job } from '../../base/job.ts';
import { shellWord } from '../../base/shell-word.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { AnswerResult, Cause } from '../../protocol/cause-schemas.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { ObjectRow, Overview } from '../../protocol/schemas.ts';
import { markdownBlock, markdownCode, markdownText } from '../../report/markdown.ts';
import { placeText } from '../answer/answer.ts';
import type { Questions } from './report.ts';
import { withoutFolder } from './report.ts';

/** Lines of the text drawing: the ends of a long path. */
const MAX_STEPS = 14;
const MAX_OTHERS = 3;

/**
 * What leaks, or one object and what keeps it alive, as Markdown to paste into an issue: headline,
 * name, lines of the source, sizes, a small drawing in text, and the command that shows it.
 *
 * Bounded by the number of steps and causes it tells. With `redact`, `session` is of a dump whose
 * texts were left out; only folders go here.
 */
export async function findingOf(
  session: Questions,
  { cuts, node, redact }: DumpRequest<'finding'>,
  job: Job,
): Promise<DumpResponse<'finding'>> {
  const overview = await session.query('overview', { cuts }, job);
  const lines: string[] = [];
  let shown: ObjectRow | null = null;
  if (node === null) {
    const answer = await session.query('answer', { cuts }, job);
    lines.push(...answerLines(answer, redact));
    shown = answer.lead?.object ?? null;
  } else {
    const { row, verdictReason } = await session.query('object', { node, cuts }, job);
    lines.push(...objectLines(row, verdictReason, redact));
    shown = row;
  }
  if (shown !== null) {
    const drawing = await pathLines(session, shown, { cuts, redact }, job);
    if (drawing.length > 1) {
      lines.push('', 'What keeps it alive:', '', markdownBlock(drawing));
    }
  }
  lines.push('', dumpLine(overview), ...(shown === null ? [] : [openLine(overview, shown)]));
  return { text: `${lines.join('\n')}\n` };
}

function answerLines({ headline, causes, details }: AnswerResult, redact: boolean): string[] {
  const [first, ...others] = causes;
  const about =
    first === undefined
      ? details.map((line) => `- ${markdownText(line)}`)
      : causeLines(first, redact);
  return [
    `### ${markdownText(headline)}`,
    '',
    ...about,
    ...others.slice(0, MAX_OTHERS).map(({ sentence }) => `- Besides, ${markdownText(sentence)}`),
  ];
}

function causeLines(cause: Cause, redact: boolean): string[] {
  const places = cause.places.map((place) => placeText(redact ? withoutFolder(place) : place));
  return [
    `- **Size:** ${formatBytes(cause.bytes)}, ${Math.round(100 * cause.share)} %`,
    ...(cause.holder === '' ? [] : [`- **Held by:** ${markdownCode(cause.holder)}`]),
    ...cause.cycles.map((cycle) => `- **Cycle:** ${markdownCode(cycle)}`),
    ...(places.length === 0 ? [] : [`- **Code:** ${places.map(markdownCode).join(', ')}`]),
    ...(cause.advice === '' ? [] : [`- **To do:** ${markdownText(cause.advice)}`]),
  ];
}

function objectLines(row: ObjectRow, verdictReason: string, redact: boolean): string[] {
  const value = redact || row.preview === '' ? '' : ` ${markdownCode(row.preview)}`;
  const retained =
    row.retainedSize === null ? '' : `, ${formatBytes(row.retainedSize)} with what it retains`;
  return [
    `### ${markdownCode(shortTypeName(row.type))}${value}`,
    '',
    ...(row.path === '' ? [] : [`- **Where:** ${markdownCode(row.path)}`]),
    `- **Type:** ${markdownCode(row.type)} at ${markdownCode(row.address)}`,
    `- **Size:** ${formatBytes(row.shallowSize)}${retained}`,
    `- ${markdownText(verdictReason)}`,
  ];
}

/** The path from a root to an object, a line for each step, as a tree that leans to the right. */
async function pathLines(
  session: Questions,
  { node }: ObjectRow,
  { cuts, redact }: Pick<DumpRequest<'finding'>, 'cuts' | 'redact'>,
  job: Job,
): Promise<string[]> {
  const { root, path: steps, gap } = await session.query('path', { node, cuts }, job);
  const lines = [root === '' ? 'no root leads to it' : root];
  const from = Math.max(0, steps.length - MAX_STEPS);
  if (from > 0) lines.push(`   … ${formatQuantity(from, 'step')} …`);
  steps.slice(from).forEach((object, at) => {
    const label = steps[from + at - 1]?.shownLabel ?? '';
    const value = redact || object.preview === '' ? '' : `, ${object.preview}`;
    const size = object.retainedSize ?? object.shallowSize;
    const name = `${label} ${shortTypeName(object.type)}${value}`.trim();
    lines.push(`${'   '.repeat(at)}└─ ${name}  ${formatBytes(size)}`);
    if (gap !== null && from + at === gap.after) {
      lines.push(`${'   '.repeat(at + 1)}… ${formatQuantity(gap.objects, 'more object')} …`);
    }
  });
  return lines;
}

function dumpLine({ name, formatLabel, objects, moment }: Overview): string {
  const taken = moment.takenAt === null ? '' : `, taken ${moment.takenAt}`;
  return markdownText(
    `Dump: \`${name}\`, ${formatLabel}, ${formatCount(objects)} objects${taken}.`,
  );
}

/** For a colleague who has the same file. */
function openLine({ name }: Overview, { address }: ObjectRow): string {
  return `To see it: ${markdownCode(`ouroboros open ${shellWord(name)} --address ${address}`)}`;
}
