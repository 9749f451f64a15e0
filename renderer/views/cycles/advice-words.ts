import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import type { BreakProposalRow } from '../../../shared/protocol/schemas.ts';
import type { Verdict } from '../../../shared/scene/scene.ts';

/** "100 references – frees 67.1 MB": what a sentence says after "Break PandasTableAccessor._dataframe – ". */
export function breakEffect(
  { references, bytesFreed }: Pick<BreakProposalRow, 'references' | 'bytesFreed'>,
  verdict: Verdict,
): string {
  const count = formatQuantity(references, 'reference');
  if (bytesFreed === null) return count;
  if (bytesFreed === 0) return `${count} – frees nothing by itself`;
  // What is in use is not set free by advice: it is what the program would lose.
  return verdict === 'held'
    ? `${count} – ${formatBytes(bytesFreed)} in use would go with it`
    : `${count} – frees ${formatBytes(bytesFreed)}`;
}

/** "hold it by weakref.ref" → "Hold it by weakref.ref." */
export function asSentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export interface TextSpan {
  readonly text: string;
  readonly isCode: boolean;
}

/** A catalogue text cut at its backticks; one without a partner stays as it is. */
export function codeSpans(text: string): readonly TextSpan[] {
  const parts = text.split('`');
  const paired =
    parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('`')];
  return paired
    .map((part, index) => ({ text: part, isCode: index % 2 === 1 }))
    .filter((span) => span.text !== '');
}
