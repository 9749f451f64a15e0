import type { AddressBar } from '../../host/host-api.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import { currentEntry } from '../view/history.ts';
import type { Actions } from './actions.ts';

const REST_MS = 150;

/**
 * Keeps the address bar at the present view, and follows the browser's own Back and Forward and
 * links that are put there. Returns how to stop.
 *
 * The window's history leads. The browser's mirrors it only so far that its buttons go the same
 * way: a new step is a new entry there, everything else changes the entry it is at.
 */
export function followAddress(
  store: AppStore,
  address: AddressBar,
  { view, links }: Pick<Actions, 'view' | 'links'>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;
  let shown: unknown = null;
  /** The newest step seen of each tab: a newer one is a step of the browser's too. */
  const newest = new Map<string, number>();

  const show = async () => {
    const own = ++round;
    const state = store.getState();
    const tab = activeTab(state);
    if (tab === null) {
      if (state.activeTabId === null) address.show('', 'same');
      return;
    }
    if (tab.status !== 'ready') return;
    const entry = currentEntry(tab.history);
    const link = await tab.names.link(entry);
    if (own !== round) return;
    const last = newest.get(tab.id) ?? Number.POSITIVE_INFINITY;
    address.show(link, entry.id > last ? 'new' : 'same');
    newest.set(tab.id, Math.max(entry.id, newest.get(tab.id) ?? 0));
  };
  const showSoon = () => {
    clearTimeout(timer);
    // A dump that is closed meanwhile has no link any more.
    timer = setTimeout(() => show().catch(() => {}), REST_MS);
  };

  const unsubscribe = store.subscribe((state) => {
    if (!state.started) return;
    const tab = activeTab(state);
    const now = tab?.status === 'ready' ? currentEntry(tab.history) : (tab?.status ?? 'none');
    if (now === shown) return;
    shown = now;
    showSoon();
  });
  const unlisten = address.listen({
    onStep(steps) {
      const go = steps < 0 ? view.back : view.forward;
      for (let left = Math.min(Math.abs(steps), 50); left > 0; left--) go();
      // Also where the window could not follow: the address says what is on screen.
      showSoon();
    },
    onLink(link) {
      void links.follow(link).finally(showSoon);
    },
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
    unlisten();
  };
}
