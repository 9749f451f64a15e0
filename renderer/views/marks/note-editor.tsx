import { useEffect, useRef, useState } from 'react';
import { MAX_NOTE_LENGTH } from '../../../shared/protocol/kept.ts';
import { useActions } from '../../state/react/context.ts';
import { useMark } from '../../state/react/use-marks.ts';
import type { Markable } from '../../state/store/marks.ts';
import { MARKS } from '../strings-marks.ts';
import { Icon } from '../widgets/icons.tsx';

const REST_MS = 500;

/** What the user writes about an object; kept while it is written. To be keyed by the object. */
export function NoteEditor({ object }: { readonly object: Markable }) {
  const { marks } = useActions();
  const kept = useMark(object.address)?.note ?? '';
  /** Null while nobody writes: then what is kept is shown. */
  const [draft, setDraft] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  const keep = useRef(() => {});
  keep.current = () => {
    if (draft !== null && draft !== kept) marks.setNote(object, draft);
  };
  useEffect(() => () => keep.current(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written is the trigger.
  useEffect(() => {
    const timer = setTimeout(() => keep.current(), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);

  if (kept === '' && draft === null && !isOpen) {
    return (
      <button type="button" className="button quiet add-note" onClick={() => setOpen(true)}>
        <Icon name="note" size={14} />
        {MARKS.addNote}
      </button>
    );
  }
  const shown = draft ?? kept;
  return (
    <label className="note">
      <span className="note-title">{MARKS.note}</span>
      <span className="note-field" data-text={`${shown}\n`}>
        <textarea
          ref={field}
          value={shown}
          rows={2}
          maxLength={MAX_NOTE_LENGTH}
          placeholder={MARKS.notePlaceholder}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => {
            keep.current();
            setDraft(null);
            setOpen(false);
          }}
        />
      </span>
    </label>
  );
}
