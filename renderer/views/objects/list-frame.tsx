import type { ReactNode } from 'react';
import type { Progress } from '../../../shared/base/job.ts';
import { useActions } from '../../state/react/context.ts';
import type { ObjectsPlace } from '../../state/view/view-state.ts';
import { FILTER, OBJECTS_VIEW } from '../strings-objects.ts';
import { Nothing } from '../widgets/feedback.tsx';
import { formatShare } from '../widgets/format.ts';

interface ListFrameProps {
  readonly place: ObjectsPlace;
  readonly rows: {
    readonly total: number | null;
    readonly isStale: boolean;
    readonly progress: Progress | null;
  };
  /** Does without what is being computed; null where nothing can be done without. */
  readonly onCancel?: (() => void) | null;
  /** What else there is to say of all that is listed. */
  readonly aside?: ReactNode;
  /** What stands above the list. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
}

/** A list, or that there is nothing in it, and a line that counts it and says what is going on. */
export function ListFrame({
  place,
  rows,
  onCancel = null,
  aside,
  above,
  children,
}: ListFrameProps) {
  const { view } = useActions();
  const { total, isStale, progress } = rows;
  return (
    <>
      <div className="objects-body">
        {above}
        {total === 0 && !isStale ? (
          <Nothing title={OBJECTS_VIEW.nothing}>
            <p>{OBJECTS_VIEW.nothingMatches(place.where)}</p>
            {place.where !== '' && (
              <button
                type="button"
                className="button"
                onClick={() => view.refine({ ...place, where: '' })}
              >
                {OBJECTS_VIEW.clearFilter}
              </button>
            )}
          </Nothing>
        ) : (
          children
        )}
      </div>
      <div className="objects-foot">
        <span role="status">
          {total === null ? '' : OBJECTS_VIEW.found(total, listedIn(place))}
        </span>
        {aside}
        {isStale && (
          <span className="objects-work">
            <span role="status">{progressText(progress)}</span>
            {onCancel !== null && (
              <button type="button" className="button quiet" onClick={onCancel}>
                {FILTER.cancel}
              </button>
            )}
          </span>
        )}
      </div>
    </>
  );
}

function listedIn({ mode, groupBy }: ObjectsPlace): 'type' | 'object' | 'module' | 'package' {
  return mode === 'objects' ? 'object' : groupBy;
}

function progressText(progress: Progress | null): string {
  if (progress === null) return FILTER.filtering;
  const { phase, done, total } = progress;
  return total > 0 ? `${phase} ${formatShare(done, total)}` : phase;
}
