import { useMemo, useState } from 'react';
import type { MemoryAccount } from '../../../shared/protocol/cause-schemas.ts';
import type { InnerTile } from '../../../shared/protocol/dominator-schemas.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { DOMINATORS, objectsWhere, TYPES } from '../../state/view/view-state.ts';
import { dominatorTiles } from '../dominators/map-tiles.ts';
import { VIEW_NAMES } from '../strings.ts';
import { MEMORY } from '../strings-overview.ts';
import { MapLegend } from '../treemap/map-legend.tsx';
import type { MapTile } from '../treemap/map-tile.ts';
import { Treemap } from '../treemap/treemap.tsx';
import { Segmented } from '../widgets/controls.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Working } from '../widgets/working.tsx';
import { GapBar } from './gap-bar.tsx';
import { memoryGap } from './memory-gap.ts';
import { typeTiles } from './type-tiles.ts';

type Measure = 'shallow' | 'retained';

/** Types drawn one by one. */
const DRAWN = 100;

/** Where the memory is: types by their bytes, and what of the process the dump explains. */
export function MemorySection({
  overview,
  account,
}: {
  readonly overview: Overview;
  /** Null as long as it is not known. */
  readonly account: MemoryAccount | null;
}) {
  const { view } = useActions();
  const [measure, setMeasure] = useState<Measure>('shallow');
  const gap = memoryGap(account);
  return (
    <section className="panel" aria-labelledby="memory-title">
      <div className="panel-head">
        <h2 id="memory-title">{MEMORY.title}</h2>
        <span className="muted">{measure === 'shallow' ? MEMORY.byOwn : MEMORY.byRetained}</span>
        <Segmented
          label={MEMORY.size}
          value={measure}
          options={[
            { value: 'shallow', label: MEMORY.shallow },
            { value: 'retained', label: MEMORY.retained },
          ]}
          onChange={setMeasure}
        />
        <button type="button" className="button quiet" onClick={() => view.navigate(DOMINATORS)}>
          {VIEW_NAMES.dominators}
        </button>
      </div>
      {overview.shallowBytes === 0 ? (
        <p className="panel-empty">{MEMORY.noSizes}</p>
      ) : (
        <div className="memory-map">
          {measure === 'shallow' ? <ShallowMap overview={overview} /> : <RetainedMap />}
        </div>
      )}
      {gap !== null && <GapBar gap={gap} />}
    </section>
  );
}

function ShallowMap({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  const types = useAnswer('types', {
    cuts,
    where: '',
    sort: 'shallowBytes',
    descending: true,
    offset: 0,
    limit: DRAWN,
  });
  const rows = types.value?.rows;
  const tiles = useMemo(() => typeTiles(rows ?? [], overview), [rows, overview]);
  if (types.error !== null) return <Failure error={types.error} onRetry={types.retry} />;
  if (rows === undefined) return <Working what={MEMORY.adding} progress={types.progress} />;
  return (
    <LabelledMap
      label={MEMORY.types(overview.shallowBytes)}
      subject="shallow"
      tiles={tiles}
      onOpen={(row) =>
        view.navigate(
          row === null ? TYPES : objectsWhere({ type: { index: row.typeIndex, name: row.type } }),
        )
      }
    />
  );
}

function RetainedMap() {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  const of = { node: null, typeIndex: null };
  const map = useAnswer('dominatorMap', { of, by: 'type', cuts });
  const found = map.value;
  const tiles = useMemo(() => (found === null ? [] : dominatorTiles(found)), [found]);
  const open = (tile: InnerTile) => {
    const type = tile.typeIndex === null ? null : { index: tile.typeIndex, name: tile.type };
    if (tile.node === null) return view.navigate({ ...DOMINATORS, type });
    const object = { node: tile.node, name: objectName(tile) };
    view.navigate({ ...DOMINATORS, object }, object);
  };
  if (map.error !== null) return <Failure error={map.error} onRetry={map.retry} />;
  if (found === null) return <Working what={MEMORY.dominators} progress={map.progress} />;
  if (tiles.length === 0) return <Nothing title={MEMORY.nothing} />;
  return (
    <LabelledMap
      label={MEMORY.top(found.retainedBytes)}
      subject="retained"
      tiles={tiles}
      onOpen={open}
    />
  );
}

interface MapProps<Source> {
  readonly label: string;
  readonly subject: string;
  readonly tiles: readonly MapTile<Source>[];
  readonly onOpen: (source: Source) => void;
}

function LabelledMap<Source>(props: MapProps<Source>) {
  return (
    <>
      <Treemap {...props} />
      <MapLegend tiles={props.tiles} />
    </>
  );
}
