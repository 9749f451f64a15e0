import './marks.css';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import type { ObjectMark } from '../../../shared/protocol/kept.ts';
import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import { useActions, useEntry } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { useMarks } from '../../state/react/use-marks.ts';
import { objectName } from '../../state/view/object-name.ts';
import { BUTTON } from '../strings.ts';
import { MARKS } from '../strings-marks.ts';
import { IconButton } from '../widgets/controls.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { VerdictBadge } from '../widgets/names.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';

/** Every object of the dump that was bookmarked or has a note, in the order it was marked. */
export function BookmarksView() {
  const marks = useMarks();
  const scroller = useKeptScroll('bookmarks');
  const located = useAnswer(
    'locate',
    marks.length === 0 ? null : { addresses: marks.map(({ address }) => address), types: [] },
  );
  const rows = new Map(
    (located.value?.objects ?? []).flatMap((row) => (row === null ? [] : [[row.address, row]])),
  );
  return (
    <div className="bookmarks">
      <div className="view-head">
        <h1>{MARKS.title}</h1>
        {marks.length > 0 && <span className="muted">{MARKS.kept}</span>}
      </div>
      <div ref={scroller} className="bookmarks-body">
        {located.error !== null && <Failure error={located.error} onRetry={located.retry} />}
        {marks.length === 0 ? (
          <Nothing title={MARKS.none}>
            <p>{MARKS.how}</p>
          </Nothing>
        ) : (
          <ul className="panel bookmark-list" aria-label={MARKS.title}>
            {marks.map((mark) => (
              <Bookmark
                key={mark.address}
                mark={mark}
                row={rows.get(mark.address) ?? null}
                isKnown={!located.isStale}
              />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

interface BookmarkProps {
  readonly mark: ObjectMark;
  /** Null while it is looked for, and where the dump does not have it. */
  readonly row: ObjectRow | null;
  readonly isKnown: boolean;
}

function Bookmark({ mark, row, isKnown }: BookmarkProps) {
  const { view, marks } = useActions();
  const { selection } = useEntry();
  // Another object may be at the address of a dump that was not the one it seemed to be.
  const found = row?.type === mark.type ? row : null;
  const name = objectName(mark);
  return (
    <li className="bookmark" aria-current={found !== null && found.node === selection?.node}>
      <span className="bookmark-sign">
        <Icon name={mark.isStarred ? 'starred' : 'note'} size={15} />
      </span>
      <button
        type="button"
        className="bookmark-what"
        disabled={found === null}
        onClick={() => {
          if (found !== null) view.select({ node: found.node, name });
        }}
      >
        <span className="truncate">
          <b>{shortTypeName(mark.type)}</b> <span className="mono muted">{mark.address}</span>{' '}
          <span className="muted">
            {found === null ? (isKnown ? MARKS.gone : '') : found.path || found.preview}
          </span>
        </span>
        {mark.note !== '' && <span className="bookmark-note">{mark.note}</span>}
      </button>
      <span className="bookmark-end">
        {found !== null && <VerdictBadge verdict={found.verdict} form="short" />}
        <IconButton
          icon="graph"
          name={BUTTON.draw}
          disabled={found === null}
          onClick={() => {
            if (found !== null) view.drawObject({ node: found.node, name });
          }}
        />
        <IconButton icon="close" name={MARKS.remove(name)} onClick={() => marks.remove(mark)} />
      </span>
    </li>
  );
}
