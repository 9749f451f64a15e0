import { startingScene } from '../../shared/protocol/default-scene.ts';
import type { CutChoice } from '../../shared/protocol/schemas.ts';
import type { SceneRequest } from '../../shared/scene/scene.ts';
import type { AppStore } from './app-store.ts';
import { activeTab } from './app-store.ts';
import type { History, Viewport } from './history.ts';
import { canGo, currentEntry, go, pushEntry, replaceEntry } from './history.ts';
import { objectName } from './object-name.ts';
import { refocus } from './scene-edits.ts';
import type { ReadyTab } from './tab.ts';
import type { Place, Selection } from './view-state.ts';

export interface ViewActions {
  /** A new place, a step of history. */
  navigate(place: Place, selection?: Selection | null): void;
  /** The same step, shown differently: filters while typing, sort order. */
  refine(place: Place): void;
  back(): void;
  forward(): void;
  /** Lets the inspector follow an object; not a step of history. */
  select(selection: Selection | null): void;
  /** Draws an object: a fresh drawing, or the present options with another focus. */
  drawObject(selection: Selection, change?: Partial<SceneRequest>): void;
  /** Another request for the present drawing; a step of history. */
  editScene(edit: (request: SceneRequest) => SceneRequest): void;
  /** The drawing last looked at; else one of the selection, else of what the overview leads with. */
  returnToGraph(): void;
  rememberViewport(entryId: number, viewport: Viewport): void;
  rememberScroll(entryId: number, scrollTop: number): void;
  setCuts(cuts: CutChoice): void;
  closeWarnings(): void;
}

/** Moving about in the active dump. */
export function createViewActions(store: AppStore): ViewActions {
  const update = (
    change: (tab: ReadyTab) => Partial<Pick<ReadyTab, 'history' | 'cuts' | 'warningsSeen'>>,
  ) =>
    store.setState((state) => ({
      tabs: state.tabs.map((tab) =>
        tab.id === state.activeTabId && tab.status === 'ready' ? { ...tab, ...change(tab) } : tab,
      ),
    }));
  const updateHistory = (change: (history: History) => History) =>
    update(({ history }) => ({ history: change(history) }));
  /** Views report late, after the history or the dump has moved on: only the entry meant changes. */
  const updateEntry = (id: number, change: { viewport: Viewport } | { scrollTop: number }) =>
    store.setState((state) => ({
      tabs: state.tabs.map((tab) => {
        if (tab.status !== 'ready' || !tab.history.entries.some((entry) => entry.id === id)) {
          return tab;
        }
        const entries = tab.history.entries.map((entry) =>
          entry.id === id ? { ...entry, ...change } : entry,
        );
        return { ...tab, history: { ...tab.history, entries } };
      }),
    }));

  const actions: ViewActions = {
    navigate(place, selection) {
      updateHistory((history) =>
        pushEntry(
          history,
          place,
          selection === undefined ? currentEntry(history).selection : selection,
        ),
      );
    },
    refine(place) {
      updateHistory((history) => replaceEntry(history, { place }));
    },
    back: () => updateHistory((history) => go(history, -1)),
    forward: () => updateHistory((history) => go(history, 1)),
    select(selection) {
      updateHistory((history) => replaceEntry(history, { selection }));
    },
    drawObject(selection, change) {
      updateHistory((history) => {
        const { place } = currentEntry(history);
        const request =
          place.view === 'graph'
            ? { ...refocus(place.request, [selection.node]), ...change }
            : startingScene([selection.node], change);
        const asList = place.view === 'graph' && place.asList;
        return pushEntry(history, { view: 'graph', request, asList }, selection);
      });
    },
    editScene(edit) {
      updateHistory((history) => {
        const { place, selection } = currentEntry(history);
        if (place.view !== 'graph') return history;
        const request = edit(place.request);
        if (request === place.request) return history;
        return pushEntry(history, { ...place, request }, selection);
      });
    },
    returnToGraph() {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      const seen = tab.history.entries.slice(0, tab.history.at + 1);
      const last = seen.findLast(({ place }) => place.view === 'graph');
      const start = currentEntry(tab.history).selection ?? leadingObject(tab);
      if (last !== undefined) actions.navigate(last.place, last.selection);
      else if (start !== null) actions.drawObject(start);
    },
    rememberViewport: (entryId, viewport) => updateEntry(entryId, { viewport }),
    rememberScroll: (entryId, scrollTop) => updateEntry(entryId, { scrollTop }),
    setCuts: (cuts) => update(() => ({ cuts })),
    closeWarnings: () => update(() => ({ warningsSeen: true })),
  };
  return actions;
}

/** What a drawing starts from when nothing is selected: what the overview leads with. */
function leadingObject({ answers, cuts }: ReadyTab): Selection | null {
  const overview = answers.peek('overview', { cuts });
  if (overview.status !== 'done') return null;
  const { lead } = overview.value;
  return lead === null ? null : { node: lead.object.node, name: objectName(lead.object) };
}

export function canGoBack(tab: ReadyTab): boolean {
  return canGo(tab.history, -1);
}

export function canGoForward(tab: ReadyTab): boolean {
  return canGo(tab.history, 1);
}
