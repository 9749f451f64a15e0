import { useState } from 'react';
import type { Progress } from '../../../shared/base/job.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import type { AccumulationRow } from '../../../shared/protocol/accumulation-schemas.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { PILES } from '../strings.ts';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { SourcePlaces } from '../widgets/source-places.tsx';
import { Working } from '../widgets/working.tsx';

const SHOWN = 5;

/** The caches, lists and single objects that hold most of the memory in use. */
export function PilesSection({
  overview,
  looking,
}: {
  readonly overview: Overview;
  /** What piles up is being looked for, for the whole of the overview. */
  readonly looking: { readonly progress: Progress | null } | null;
}) {
  const [isAsked, setAsked] = useState(false);
  const isWanted = isAsked || overview.isComplete;
  const found = useAnswer('accumulations', isWanted ? {} : null);
  const rows = found.value?.rows.slice(0, SHOWN) ?? [];
  return (
    <section className="panel" aria-labelledby="piles-title">
      <div className="panel-head">
        <h2 id="piles-title">{PILES.title}</h2>
        <span className="muted">{PILES.subtitle}</span>
      </div>
      {looking !== null && <Working what={PILES.waiting} progress={looking.progress} />}
      {!isWanted && looking === null && (
        <p className="panel-empty">
          <button type="button" className="button" onClick={() => setAsked(true)}>
            {PILES.find}
          </button>
        </p>
      )}
      {found.error !== null && <Failure error={found.error} onRetry={found.retry} />}
      {isWanted && found.error === null && found.value === null && (
        <Waiting what={found.progress?.phase ?? PILES.waiting} />
      )}
      {found.value !== null && rows.length === 0 && <p className="panel-empty">{PILES.none}</p>}
      {rows.length > 0 && (
        <ul className="pile-list">
          {rows.map((row, index) => (
            <li key={`${row.holder?.node ?? ''} ${row.groups[0]?.example.node ?? ''}`}>
              <Pile
                row={row}
                isKnown={overview.verdictsKnown}
                isSaid={overview.isPile && index === 0}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface PileProps {
  readonly row: AccumulationRow;
  readonly isKnown: boolean;
  /** The headline is about it: what to do, and where, stands there. */
  readonly isSaid: boolean;
}

function Pile({ row, isKnown, isSaid }: PileProps) {
  const { view } = useActions();
  const drawn = row.groups[0]?.example ?? row.holder;
  return (
    <>
      <button
        type="button"
        className="pile"
        onClick={() => {
          if (drawn !== null) view.drawObject({ node: drawn.node, name: objectName(drawn) });
        }}
      >
        <span className="pile-what truncate">{row.what}</span>
        <span className="pile-bytes">{formatBytes(row.retainedBytes)}</span>
        <span className="pile-place truncate" title={row.place}>
          {row.isShared && PILES.shared}
          {row.isShared && row.place !== '' && PILES.oneIn}
          <bdi className="mono">{row.place}</bdi>
        </span>
        <span className="pile-share muted">{PILES.share(row.share, isKnown)}</span>
        <span className="share" aria-hidden="true">
          <span style={{ width: `${100 * row.share}%` }} />
        </span>
        {!isSaid && row.advice !== '' && <span className="pile-advice">{row.advice}</span>}
      </button>
      {!isSaid && <SourcePlaces places={row.sources} />}
    </>
  );
}
