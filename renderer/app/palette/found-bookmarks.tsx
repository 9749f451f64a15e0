import { Command } from 'cmdk';
import type { ObjectMark } from '../../../shared/protocol/kept.ts';
import { useActions } from '../../state/react/context.ts';
import { useMarks } from '../../state/react/use-marks.ts';
import { objectName } from '../../state/view/object-name.ts';
import { MARKS } from '../../views/strings-marks.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import { hasWords } from './words.ts';

const MAX_FOUND = 6;

interface FoundBookmarksProps {
  readonly text: string;
  readonly onDone: () => void;
}

/** Objects the user marked, by their name and by what the note says. */
export function FoundBookmarks({ text, onDone }: FoundBookmarksProps) {
  const { marks: actions } = useActions();
  const found = useMarks().filter((mark) => hasWords(wordsOf(mark), text));
  if (found.length === 0) return null;
  return (
    <Command.Group heading={MARKS.title}>
      {found.slice(0, MAX_FOUND).map((mark) => (
        <Command.Item
          key={mark.address}
          value={`bookmark ${mark.address}`}
          onSelect={() => {
            onDone();
            void actions.open(mark);
          }}
        >
          <Icon name={mark.isStarred ? 'starred' : 'note'} />
          <span className="truncate">
            {objectName(mark)} <span className="muted">{mark.note}</span>
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function wordsOf({ type, address, note }: ObjectMark): string {
  return `${type} ${address} ${note}`;
}
