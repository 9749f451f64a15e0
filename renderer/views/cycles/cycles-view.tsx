import './cycles.css';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { CyclesResult, Family } from '../../../shared/protocol/schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { CyclesPlace } from '../../state/view/view-state.ts';
import { Term } from '../help/term.tsx';
import { NoCycles } from '../states/no-cycles.tsx';
import { VERDICT_MEANINGS, VERDICT_NAMES, VERDICTS, VIEW_NAMES } from '../strings.ts';
import { COMPONENTS, CYCLES_VIEW } from '../strings-cycles.ts';
import { SearchField, Segmented } from '../widgets/controls.tsx';
import { Failure, Nothing, Waiting } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { ComponentList } from './component-list.tsx';
import { Cuts } from './cuts.tsx';
import { FamilyDetail } from './family-detail.tsx';
import { FamilyListRow } from './family-row.tsx';

/** The protocol's largest page. */
const PAGE = 200;

/** All cycle families, what was cut to find them, and each family's members. */
export function CyclesView() {
  const { place } = useEntry();
  return place.view === 'cycles' ? <CyclesPage place={place} /> : null;
}

function CyclesPage({ place }: { readonly place: CyclesPlace }) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const [limit, setLimit] = useState(PAGE);
  const type = useDeferredValue(place.type);
  const cycles = useAnswer('cycles', { cuts, type, offset: 0, limit: Math.min(limit, 1000) });
  const found = cycles.value;
  const scroller = useKeptScroll('cycles');
  const families = (
    <div ref={scroller} className="cycles-body" aria-busy={cycles.isStale}>
      {cycles.isStale && found !== null && <div className="busy-line" />}
      {cycles.error !== null ? (
        <Failure error={cycles.error} onRetry={cycles.retry} />
      ) : found === null ? (
        <Waiting what={cycles.progress?.phase ?? CYCLES_VIEW.waiting} />
      ) : found.families.length === 0 ? (
        <NoFamilies type={place.type} />
      ) : (
        <>
          {found.note !== '' && <p className="cycles-note">{found.note}</p>}
          <FamilyList place={place} families={found.families} />
          {found.total > found.families.length && limit < 1000 && (
            <div className="load-more">
              <button type="button" className="button" onClick={() => setLimit(limit + PAGE)}>
                {CYCLES_VIEW.showMore(found.total)}
              </button>
            </div>
          )}
        </>
      )}
    </div>
  );

  return (
    <div className="cycles">
      <div className="view-head">
        <h1>{VIEW_NAMES.cycles}</h1>
        <Segmented
          label={COMPONENTS.what}
          value={place.list}
          options={[
            { value: 'families', label: COMPONENTS.families(found?.total) },
            { value: 'components', label: COMPONENTS.components(found?.components.count) },
          ]}
          onChange={(list) => view.navigate({ ...place, list, familyId: null })}
        />
        {found !== null && <ComponentFacts found={found} />}
        <span className="spacer" />
        {place.list === 'families' && (
          <SearchField
            label={CYCLES_VIEW.onlyWith}
            placeholder={CYCLES_VIEW.onlyWithHint}
            value={place.type}
            onChange={(text) => view.refine({ ...place, type: text, familyId: null })}
          />
        )}
      </div>
      <Cuts counted={found?.cuts ?? []} />
      {place.list === 'components' ? <ComponentList /> : families}
    </div>
  );
}
/** How many objects lie on cycles at all. */
function ComponentFacts({ found }: { readonly found: CyclesResult }) {
  const { objects, largest } = found.components;
  return (
    <span className="muted truncate">
      <Term id="strongly-connected-component">{COMPONENTS.facts(objects, largest)}</Term>
    </span>
  );
}

/** Families by verdict, what waits for the collector first. */
function FamilyList({
  place,
  families,
}: {
  readonly place: CyclesPlace;
  readonly families: readonly Family[];
}) {
  const groups = VERDICTS.map((verdict) => ({
    verdict,
    members: families.filter((family) => family.verdict === verdict),
  })).filter(({ members }) => members.length > 0);
  return (
    <ul className="family-groups" aria-label={CYCLES_VIEW.list}>
      {groups.map(({ verdict, members }) => (
        <li key={verdict} className="panel">
          <div className={`panel-head family-group tone-${verdict}`}>
            <Icon name={verdict} />
            <h2>{VERDICT_NAMES[verdict]}</h2>
            <span className="muted">{VERDICT_MEANINGS[verdict]}</span>
          </div>
          <ul className="family-list" aria-label={VERDICT_NAMES[verdict]}>
            {members.map((family) => (
              <FamilyItem key={family.id} place={place} family={family} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function FamilyItem({ place, family }: { readonly place: CyclesPlace; readonly family: Family }) {
  const { view } = useActions();
  const isOpen = place.familyId === family.id;
  const item = useRef<HTMLLIElement>(null);
  const wasOpenAtFirst = useRef(isOpen);
  useEffect(() => {
    // A link from elsewhere names a family that may be far down the list.
    if (wasOpenAtFirst.current) item.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <li ref={item}>
      <FamilyListRow
        family={family}
        isOpen={isOpen}
        onOpen={() => view.refine({ ...place, familyId: isOpen ? null : family.id })}
      />
      {isOpen && <FamilyDetail family={family} />}
    </li>
  );
}

function NoFamilies({ type }: { readonly type: string }) {
  return type === '' ? (
    <NoCycles areCut />
  ) : (
    <Nothing title={CYCLES_VIEW.noneWith(type)}>
      <p>{CYCLES_VIEW.wholeNames}</p>
    </Nothing>
  );
}
