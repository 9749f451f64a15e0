import { useEffect, useRef } from 'react';
import { useActions, useAppState, useEntry } from '../../state/react/context.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import { isDump } from '../../state/store/tab.ts';
import type { ViewName } from '../../state/view/view-state.ts';
import { ONLY_PLACE, OVERVIEW } from '../../state/view/view-state.ts';
import { AllocationsView } from '../../views/allocations/allocations-view.tsx';
import { CompareView } from '../../views/compare/compare-view.tsx';
import { CyclesView } from '../../views/cycles/cycles-view.tsx';
import { DominatorsView } from '../../views/dominators/dominators-view.tsx';
import { ExportDialog } from '../../views/graph/export-dialog.tsx';
import { GraphView } from '../../views/graph/graph-view.tsx';
import { TourOffer } from '../../views/help/tour/tour-offer.tsx';
import { BookmarksView } from '../../views/marks/bookmarks-view.tsx';
import { ObjectsView } from '../../views/objects/objects-view.tsx';
import { OverviewView } from '../../views/overview/overview-view.tsx';
import { ReportDialog } from '../../views/report/report-dialog.tsx';
import { ThreadsView } from '../../views/threads/threads-view.tsx';
import { TimelineView } from '../../views/timeline/timeline-view.tsx';
import { WasteView } from '../../views/waste/waste-view.tsx';
import { InspectorPane } from './inspector-pane.tsx';
import { NavRail } from './nav-rail.tsx';
import { Strip } from './strip.tsx';
import { ViewBoundary } from './view-boundary.tsx';
import { Warnings } from './warnings.tsx';

/** An open dump: rail, view, inspector, and the strip below that says what holds the selection. */
export function Workspace({ tab }: { readonly tab: ReadyTab }) {
  const dialog = useAppState((state) => state.dialog);
  const { id, place } = useEntry();
  const { view } = useActions();
  // A link may name any view; a timeline has one, and so has a profile.
  const only = ONLY_PLACE[tab.kind];
  const own = place.view === 'allocations' ? OVERVIEW.view : place.view;
  const shown = only?.view ?? own;
  const main = useRef<HTMLElement>(null);
  // The control that led here went with its view: the keyboard goes on in the new one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is the trigger.
  useEffect(() => {
    const { activeElement } = document;
    // So did the search, which gave the keyboard back to the button that opens it.
    const isLeft = activeElement === document.body || activeElement?.matches('.search-button');
    if (isLeft) main.current?.focus({ preventScroll: true });
  }, [place.view]);
  return (
    <div className="workspace">
      <NavRail />
      <div className="banners">
        {isDump(tab) && <Warnings tab={tab} />}
        {isDump(tab) && <TourOffer />}
      </div>
      <main className="main-view" ref={main} tabIndex={-1}>
        <ViewBoundary
          entryId={id}
          onFailed={view.couldNotDraw}
          onLeave={() => view.navigate(only ?? OVERVIEW, null)}
        >
          <View name={shown} />
        </ViewBoundary>
      </main>
      <InspectorPane />
      <Strip />
      {dialog === 'report' && <ReportDialog />}
      {dialog === 'export' && place.view === 'graph' && <ExportDialog />}
    </div>
  );
}

function View({ name }: { readonly name: ViewName }) {
  switch (name) {
    case 'overview':
      return <OverviewView />;
    case 'objects':
      return <ObjectsView />;
    case 'graph':
      return <GraphView />;
    case 'cycles':
      return <CyclesView />;
    case 'bookmarks':
      return <BookmarksView />;
    case 'dominators':
      return <DominatorsView />;
    case 'waste':
      return <WasteView />;
    case 'threads':
      return <ThreadsView />;
    case 'timeline':
      return <TimelineView />;
    case 'allocations':
      return <AllocationsView />;
    case 'compare':
      return <CompareView />;
    default:
      return null;
  }
}
