import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatCount } from '../../../shared/base/units.ts';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { TREE, VALUE } from '../strings-inspector.ts';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Modal } from '../widgets/overlays.tsx';

/** A value in full, to be read and copied: a text in its own lines, everything else as Python writes it. */
export function ValueDialog({
  object,
  onClose,
}: {
  readonly object: ObjectRow;
  readonly onClose: () => void;
}) {
  const { export: exporting } = useActions();
  const asked = useAnswer('wholeValue', { node: object.node });
  const found = asked.value;
  return (
    <Modal
      title={VALUE.title(
        shortTypeName(object.type),
        object.path === '' ? object.address : object.path,
      )}
      onClose={onClose}
      className="value-dialog"
    >
      {asked.error !== null && <Failure error={asked.error} onRetry={asked.retry} />}
      {found === null && asked.error === null && <Waiting what={VALUE.waiting} />}
      {found !== null && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable. */}
          <pre className="value-text" tabIndex={0}>
            <bdi>{found.text ?? found.repr}</bdi>
          </pre>
          <p className="muted">{noteOn(found)}</p>
          <div className="state-buttons">
            <button
              type="button"
              className="button"
              onClick={() => void exporting.copyText(found.text ?? found.repr, VALUE.value)}
            >
              <Icon name="copy" />
              {found.text === null ? TREE.copyValue : VALUE.copyText}
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}

/** How much of it that is. */
function noteOn({ text, isTextWhole, isWhole, length }: DumpResponse<'wholeValue'>): string {
  if (text === null) return isWhole ? '' : VALUE.partial;
  const characters = [...text].length;
  // What was cut off when the dump was taken ends in an ellipsis.
  const shown = formatCount(!isTextWhole && text.endsWith('…') ? characters - 1 : characters);
  const all = length === null ? '' : formatCount(length);
  return isTextWhole ? VALUE.whole(all === '' ? shown : all) : VALUE.cut(shown, all);
}
