import { showable } from '../../shared/base/text.ts';
import type { Vocabulary } from '../../shared/query/fields.ts';
import type { QueryFault } from '../../shared/query/query-error.ts';
import { displayWidth } from './table.ts';

/** What of a long filter is shown on either side of the place that is wrong. */
const SHOWN_AROUND = 60;

/** A filter, and under it carets where it is wrong. */
export function pointAt(filter: string, { offset, length }: QueryFault): readonly string[] {
  const start = Math.max(0, offset - SHOWN_AROUND);
  const end = Math.min(filter.length, offset + length + SHOWN_AROUND);
  const before = (start > 0 ? '…' : '') + showable(filter.slice(start, offset));
  const meant = showable(filter.slice(offset, offset + length));
  const after = showable(filter.slice(offset + length, end)) + (end < filter.length ? '…' : '');
  const carets = '^'.repeat(Math.max(1, displayWidth(meant)));
  return [before + meant + after, ' '.repeat(displayWidth(before)) + carets];
}

/** The language of filters, for `--help`. */
export function describeFields({ fields }: Vocabulary): string {
  const widest = Math.max(...fields.map(({ example }) => example.length));
  return [
    'A filter is a word that the type, text or address contains, or conditions on fields:',
    ...fields.map(({ example, meaning }) => `  ${example.padEnd(widest)}  ${meaning}`),
    '',
    'Operators: = != < <= > >= ~ (contains, or matches /pattern/) !~ in (…) not in (…).',
    'Conditions are joined by and, or, not and parentheses. Sizes take KB, MB, GB, KiB, MiB, GiB;',
    'texts with spaces or symbols stand in quotes.',
    'Example: --where "type ~ DataFrame and retained > 100MB and verdict = garbage"',
  ].join('\n');
}
