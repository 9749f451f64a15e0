import './advice.css';
import type { BreakProposalRow } from '../../../shared/protocol/schemas.ts';
import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import { EFFECT } from '../strings-cycles.ts';
import { breakEffect } from './advice-words.ts';

/** "Break PandasTableAccessor._dataframe – 100 references – frees 67.1 MB". */
export function BreakSentence({
  row,
  verdict,
}: {
  readonly row: BreakProposalRow;
  readonly verdict: SceneVerdict;
}) {
  return (
    <p className="break-sentence">
      {EFFECT.break} <code>{row.text}</code> – {breakEffect(row, verdict)}
    </p>
  );
}
