import type { BreakProposalRow } from '../../../shared/protocol/schemas.ts';
import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import { EFFECT } from '../strings-cycles.ts';

/** "100 references – frees 67.1 MB": what a sentence says after "Break PandasTableAccessor._dataframe – ". */
export function breakEffect(
  { references, bytesFreed }: Pick<BreakProposalRow, 'references' | 'bytesFreed'>,
  verdict: SceneVerdict,
): string {
  const count = EFFECT.references(references);
  if (bytesFreed === null) return count;
  if (bytesFreed === 0) return EFFECT.nothing(count);
  // What is in use is not set free by advice: it is what the program would lose.
  return verdict === 'held' ? EFFECT.inUse(count, bytesFreed) : EFFECT.frees(count, bytesFreed);
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
