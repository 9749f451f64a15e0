import { useActions } from '../../state/react/context.ts';
import { useMark } from '../../state/react/use-marks.ts';
import type { Markable } from '../../state/store/marks.ts';
import { MARKS } from '../strings-marks.ts';
import { IconButton } from '../widgets/controls.tsx';

export function StarButton({ object }: { readonly object: Markable }) {
  const { marks } = useActions();
  const isStarred = useMark(object.address)?.isStarred === true;
  return (
    <IconButton
      className={isStarred ? 'starred' : ''}
      icon={isStarred ? 'starred' : 'star'}
      name={MARKS.bookmark}
      shortcut="B"
      aria-pressed={isStarred}
      onClick={() => marks.toggleStar(object)}
    />
  );
}
