import { viewOfLink } from '../links/view-link.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import type { ReadyTab, Tab } from '../store/tab.ts';
import { isTimeline } from '../store/tab.ts';
import type { TimelinePlace } from '../view/view-state.ts';
import { TIMELINE } from '../view/view-state.ts';
import type { DumpActions } from './dump-actions.ts';
import type { ViewActions } from './view-actions.ts';

export interface TimelineActions {
  /** The timeline as it was last looked at in this tab. */
  show(): void;
  /** Lets the user open a file and, if it is a timeline, puts it beside the dump in view. */
  openFile(): Promise<void>;
  /** Puts an open timeline beside the dump in view. */
  choose(tabId: string): void;
}

/** Timelines of their own and beside dumps. */
export function createTimelineActions(
  store: AppStore,
  dumps: DumpActions,
  view: ViewActions,
): TimelineActions {
  const tabById = (id: string) => store.getState().tabs.find((tab) => tab.id === id);
  const placeOf = (tab: ReadyTab): TimelinePlace => {
    const seen = tab.history.entries.slice(0, tab.history.at + 1);
    const last = seen.findLast(({ place }) => place.view === 'timeline')?.place;
    return last?.view === 'timeline' ? last : TIMELINE;
  };
  const put = (tabId: string) => {
    const [own, timeline] = [activeTab(store.getState()), tabById(tabId)];
    if (own?.status !== 'ready' || timeline?.status !== 'ready') return;
    const { fingerprint } = timeline.names;
    view.navigate({ ...placeOf(own), timeline: fingerprint, from: null, to: null }, null);
  };

  return {
    show() {
      const tab = activeTab(store.getState());
      if (tab?.status === 'ready') view.navigate(placeOf(tab), null);
    },
    async openFile() {
      const own = activeTab(store.getState())?.id;
      const id = await dumps.chooseBehind();
      if (id === null) return;
      await opened(store, id);
      const isStillHere = activeTab(store.getState())?.id === own;
      if (isTimeline(tabById(id)) && isStillHere) put(id);
    },
    choose(tabId) {
      const tab = tabById(tabId);
      if (tab?.status === 'ready') put(tabId);
      else if (tab !== undefined) void dumps.retry(tabId).then(() => put(tabId));
    },
  };
}

/** Until a tab that is being opened has come to something. */
function opened(store: AppStore, id: string): Promise<void> {
  const isOpening = () =>
    store.getState().tabs.some((tab) => tab.id === id && tab.status === 'opening');
  return new Promise((resolve) => {
    if (!isOpening()) return resolve();
    const stop = store.subscribe(() => {
      if (isOpening()) return;
      stop();
      resolve();
    });
  });
}

/** Whether a tab is a timeline, or was one last time. */
export function wasTimeline(tab: Tab): boolean {
  if (tab.status === 'ready') return isTimeline(tab);
  const links = tab.kept?.links ?? [];
  return links.length > 0 && links.every((link) => viewOfLink(link) === 'timeline');
}
