import { startingScene } from '../../../shared/protocol/default-scene.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { SceneRequest } from '../../../shared/scene/model/scene.ts';
import { refocus } from '../drawing/scene-edits.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import type { ReadyTab } from '../store/tab.ts';
import type { History, HistoryEntry, Viewport, ViewState } from '../view/history.ts';
import { canGo, currentEntry, go, pushEntry, pushView, replaceEntry } from '../view/history.ts';
import { objectName } from '../view/object-name.ts';
import type { Selection, ViewLocation } from '../view/view-state.ts';

/** More than anybody sees before closing the dump. */
const MAX_UNDRAWN = 200;

export interface ViewActions {
  /** A new place, a step of history. */
  navigate(place: ViewLocation, selection?: Selection | null): void;
  /** Goes to a view whose every property is given, as by a link. */
  show(view: ViewState): void;
  /** Changes the current step without adding one: filters while typing, sort order. */
  refine(place: ViewLocation): void;
  back(): void;
  forward(): void;
  /** Lets the inspector follow an object; not a step of history. */
  select(selection: Selection | null): void;
  /** Draws an object: a fresh drawing, or the present options with another focus. */
  drawObject(selection: Selection, change?: Partial<SceneRequest>): void;
  /** Draws several objects at once; a fresh drawing. */
  drawObjects(selections: readonly Selection[]): void;
  /** Draws these objects and the references between them, and nothing else. */
  drawMembers(nodes: readonly number[], selection: Selection): void;
  /** Another request for the present drawing; a step of history. */
  editScene(edit: (request: SceneRequest) => SceneRequest): void;
  /** Edits the drawing within the current step: for what is done by hand many times over. */
  adjustScene(edit: (request: SceneRequest) => SceneRequest): void;
  /** The drawing last looked at; else one of the selection, else of what the overview leads with. */
  returnToGraph(): void;
  rememberViewport(entryId: number, viewport: Viewport): void;
  /** `part` is what scrolls: a view's rows, the inspector. */
  rememberScroll(entryId: number, part: string, top: number): void;
  setCuts(cuts: CutChoice): void;
  /** A step whose view failed to draw. */
  couldNotDraw(entryId: number): void;
  closeWarnings(): void;
}

/** Moving about in the active dump. */
export function createViewActions(store: AppStore): ViewActions {
  const update = (change: (tab: ReadyTab) => Partial<ReadyTab>) =>
    store.setState((state) => ({
      tabs: state.tabs.map((tab) =>
        tab.id === state.activeTabId && tab.status === 'ready' ? { ...tab, ...change(tab) } : tab,
      ),
    }));
  const updateHistory = (change: (history: History) => History) =>
    update((tab) => {
      const history = change(tab.history);
      // Which references are cut belongs to a step too: its families are counted under them.
      return { history, cuts: currentEntry(history).cuts };
    });
  /** Views report late, after the history or the dump has moved on: only the entry meant changes. */
  const updateEntry = (id: number, change: (entry: HistoryEntry) => HistoryEntry) =>
    store.setState((state) => ({
      tabs: state.tabs.map((tab) => {
        const old =
          tab.status === 'ready' ? tab.history.entries.find((one) => one.id === id) : null;
        if (tab.status !== 'ready' || old == null) return tab;
        const changed = change(old);
        if (changed === old) return tab;
        const entries = tab.history.entries.map((entry) => (entry === old ? changed : entry));
        return { ...tab, history: { ...tab.history, entries } };
      }),
    }));

  const drawDepth = (): number => store.getState().persisted.drawDepth;
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
    show: (shown) => updateHistory((history) => pushView(history, shown)),
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
            : startingScene([selection.node], { depth: drawDepth(), ...change });
        const asList = place.view === 'graph' && place.asList;
        return pushEntry(history, { view: 'graph', request, asList }, selection);
      });
    },
    drawObjects(selections) {
      const [first] = selections;
      if (first === undefined) return;
      updateHistory((history) => {
        const { place } = currentEntry(history);
        const focus = selections.map(({ node }) => node);
        const request =
          place.view === 'graph'
            ? refocus(place.request, focus)
            : startingScene(focus, { depth: drawDepth() });
        const asList = place.view === 'graph' && place.asList;
        return pushEntry(history, { view: 'graph', request, asList }, first);
      });
    },
    drawMembers(nodes, selection) {
      const request = startingScene(nodes, { depth: 0, showPath: false });
      actions.navigate({ view: 'graph', request, asList: false }, selection);
    },
    adjustScene(edit) {
      updateHistory((history) => {
        const { place } = currentEntry(history);
        if (place.view !== 'graph') return history;
        return replaceEntry(history, { place: { ...place, request: edit(place.request) } });
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
    rememberViewport: (entryId, viewport) =>
      updateEntry(entryId, (entry) => ({ ...entry, viewport })),
    rememberScroll: (entryId, part, top) =>
      updateEntry(entryId, (entry) =>
        (entry.scroll[part] ?? 0) === top
          ? entry
          : { ...entry, scroll: { ...entry.scroll, [part]: top } },
      ),
    setCuts: (cuts) =>
      updateHistory((history) => {
        const { place, selection, viewport, scroll } = currentEntry(history);
        // In a drawing it is a step like any, to be undone; elsewhere it is how a list is counted.
        return place.view === 'graph'
          ? pushView(history, { place, selection, cuts, viewport, scroll })
          : replaceEntry(history, { cuts });
      }),
    couldNotDraw: (entryId) =>
      store.setState(({ undrawn }) => ({ undrawn: [...undrawn.slice(-MAX_UNDRAWN), entryId] })),
    closeWarnings: () => update(() => ({ warningsSeen: true })),
  };
  return actions;
}

/** What a drawing starts from when nothing is selected: what the answer is about. */
function leadingObject({ answers, cuts }: ReadyTab): Selection | null {
  const answer = answers.peek('answer', { cuts });
  if (answer.status !== 'done') return null;
  const { lead } = answer.value;
  return lead === null ? null : { node: lead.object.node, name: objectName(lead.object) };
}

export function canGoBack(tab: ReadyTab): boolean {
  return canGo(tab.history, -1);
}

/** Whether the step before, or after, is another state of the same drawing. */
export function canUndo({ history }: ReadyTab, steps: 1 | -1): boolean {
  const here = currentEntry(history).place;
  const there = history.entries[history.at + steps]?.place;
  return (
    here.view === 'graph' &&
    there?.view === 'graph' &&
    here.request.focus.join() === there.request.focus.join()
  );
}

export function canGoForward(tab: ReadyTab): boolean {
  return canGo(tab.history, 1);
}
