import { shortTypeName } from '../../../shared/base/type-name.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { activeTab, shownFleet } from '../../state/store/app-store.ts';
import { isDump } from '../../state/store/tab.ts';
import { currentEntry } from '../../state/view/history.ts';
import type { Selection, ViewLocation } from '../../state/view/view-state.ts';
import { OVERVIEW } from '../../state/view/view-state.ts';
import { VIEW_NAMES } from '../../views/strings.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { FLEET } from '../../views/strings-fleet.ts';
import { MARKS } from '../../views/strings-marks.ts';
import { CutObject, MiddleCut } from '../../views/widgets/cut-name.tsx';
import { Icon } from '../../views/widgets/icons.tsx';

/** Where the window is: dump ▸ view ▸ object. */
export function Breadcrumb() {
  const tab = useAppState(activeTab);
  const { view } = useActions();
  const isFleet = useAppState((state) => shownFleet(state) !== null);
  if (isFleet) {
    return (
      <nav className="breadcrumb" aria-label={WINDOW.breadcrumb}>
        <ol>
          <li aria-current="page">
            <span className="here truncate">{FLEET.title}</span>
          </li>
        </ol>
      </nav>
    );
  }
  if (tab === null) return null;
  const entry = tab.status === 'ready' ? currentEntry(tab.history) : null;
  const crumbs = entry === null ? [] : crumbsOf(entry.place, entry.selection);
  return (
    <nav className="breadcrumb" aria-label={WINDOW.breadcrumb}>
      <ol>
        <li>
          {entry === null || entry.place.view === 'overview' || !isDump(tab) ? (
            <span className="here">
              <MiddleCut text={tab.name} />
            </span>
          ) : (
            <button type="button" onClick={() => view.navigate(OVERVIEW, null)}>
              <MiddleCut text={tab.name} />
            </button>
          )}
        </li>
        {crumbs.map((crumb, index) => (
          <li key={crumb} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
            <Icon name="forward" size={10} />
            <span className={index === crumbs.length - 1 ? 'here' : 'crumb'}>
              <CutObject text={crumb} />
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function crumbsOf(place: ViewLocation, selection: Selection | null): readonly string[] {
  switch (place.view) {
    case 'overview':
      return [];
    case 'objects':
      return [VIEW_NAMES.objects, ...(place.type === null ? [] : [shortTypeName(place.type.name)])];
    case 'compare':
      return [VIEW_NAMES.compare];
    case 'dominators':
      return [VIEW_NAMES.dominators, ...(place.object === null ? [] : [place.object.name])];
    case 'timeline':
      return [VIEW_NAMES.timeline];
    case 'allocations':
      return [VIEW_NAMES.allocations];
    case 'threads':
      return [VIEW_NAMES.threads];
    case 'waste':
      return [VIEW_NAMES.waste];
    case 'cycles':
      return [VIEW_NAMES.cycles];
    case 'bookmarks':
      return [MARKS.title];
    case 'graph':
      return [VIEW_NAMES.graph, ...(selection === null ? [] : [selection.name])];
    default:
      return [];
  }
}
