import './dominators.css';
import { useEffect, useMemo, useRef } from 'react';
import type { DominatedPart, DominatorMap } from '../../../shared/protocol/dominator-schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import type { DominatorsPlace } from '../../state/view/view-state.ts';
import { DOMINATORS_VIEW } from '../strings-dominators.ts';
import { MapLegend } from '../treemap/map-legend.tsx';
import { Treemap } from '../treemap/treemap.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Working } from '../widgets/working.tsx';
import { DominatedObjects, DominatedTypes } from './dominated-table.tsx';
import { DominatorsHead } from './dominators-head.tsx';
import { dominatorTiles } from './map-tiles.ts';
import { useDrill } from './use-drill.ts';

/** What would go with what: the dominator tree as a treemap and as a table, level by level. */
export function DominatorsView() {
  const { place } = useEntry();
  return place.view === 'dominators' ? <DominatorsPage place={place} /> : null;
}

function DominatorsPage({ place }: { readonly place: DominatorsPlace }) {
  const of = { node: place.object?.node ?? null, typeIndex: place.type?.index ?? null };
  const { cuts } = useReadyTab();
  const map = useAnswer('dominatorMap', { of, by: place.by, cuts });
  return (
    <div className="dominators">
      <DominatorsHead place={place} map={map.value} />
      <div className="dominators-body" aria-busy={map.isStale}>
        {map.isStale && map.value !== null && <div className="busy-line" />}
        {map.error !== null ? (
          <Failure error={map.error} onRetry={map.retry} />
        ) : map.value === null ? (
          <Working
            what={DOMINATORS_VIEW.waiting}
            progress={map.progress}
            note={DOMINATORS_VIEW.once}
          />
        ) : (
          <Part place={place} of={of} map={map.value} isStale={map.isStale} />
        )}
      </div>
    </div>
  );
}

interface PartProps {
  readonly place: DominatorsPlace;
  readonly of: DominatedPart;
  readonly map: DominatorMap;
  /** The map is still that of the place before. */
  readonly isStale: boolean;
}

function Part({ place, of, map, isStale }: PartProps) {
  const drill = useDrill(place, isStale ? null : map);
  const tiles = useMemo(() => dominatorTiles(map), [map]);
  const byType = place.by === 'type' && place.type === null;
  const subject = JSON.stringify([of, byType]);
  const table = useRef<HTMLElement>(null);
  // Where the keyboard was in another table, it goes on in this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the subject is the trigger.
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  }, [subject]);
  if (map.count === 0) return <HoldsNothing place={place} map={map} />;
  return (
    <>
      <section className="dominators-map" aria-label={DOMINATORS_VIEW.map}>
        {map.retainedBytes === 0 ? (
          <Nothing title={DOMINATORS_VIEW.noSizes}>
            <p>{DOMINATORS_VIEW.noSizesWhy}</p>
          </Nothing>
        ) : (
          <>
            <Treemap
              subject={subject}
              label={DOMINATORS_VIEW.mapLabel(map.retainedBytes)}
              tiles={tiles}
              onOpen={drill.open}
              onUp={drill.up}
            />
            <MapLegend tiles={tiles} />
          </>
        )}
      </section>
      <section ref={table} className="dominators-table" aria-label={DOMINATORS_VIEW.table}>
        {byType ? (
          <DominatedTypes key={subject} of={of} whole={map.retainedBytes} onOpen={drill.openType} />
        ) : (
          <DominatedObjects
            key={subject}
            of={of}
            whole={map.retainedBytes}
            onOpen={drill.openObject}
          />
        )}
      </section>
    </>
  );
}

function HoldsNothing({ place, map }: Pick<PartProps, 'place' | 'map'>) {
  const { view } = useActions();
  const row = map.chain.at(-1);
  if (row === undefined) return <Nothing title={DOMINATORS_VIEW.nothing} />;
  return (
    <Nothing title={DOMINATORS_VIEW.holdsNothing}>
      <p>
        {place.type === null
          ? DOMINATORS_VIEW.onlyItself(objectName(row), row.shallowSize)
          : DOMINATORS_VIEW.noneOfType}
      </p>
      <button
        type="button"
        className="button"
        onClick={() => view.drawObject({ node: row.node, name: objectName(row) })}
      >
        {DOMINATORS_VIEW.draw}
      </button>
    </Nothing>
  );
}
