import './marks.css';
import { useMark } from '../../state/react/use-marks.ts';
import { MARKS } from '../strings-marks.ts';
import { Icon } from '../widgets/icons.tsx';

/** Beside an object in a list: that it is bookmarked or has a note. Nothing for all others. */
export function Marked({ address }: { readonly address: string }) {
  const mark = useMark(address);
  if (mark === null) return null;
  const words = mark.note === '' ? MARKS.starred : mark.note;
  return (
    <span className="marked" title={words}>
      <Icon name={mark.isStarred ? 'starred' : 'note'} size={12} />
      <span className="visually-hidden">{mark.isStarred ? MARKS.starred : MARKS.noted}</span>
    </span>
  );
}
