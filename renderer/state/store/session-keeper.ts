import type { KeptViews } from '../../../shared/protocol/kept.ts';
import { MAX_TABS } from '../../../shared/protocol/kept.ts';
import type { HostApi, KeptSession, KeptTab } from '../../host/host-api.ts';
import type { AppState, AppStore } from './app-store.ts';
import { keptSteps, keptStepsAtOnce } from './kept-steps.ts';
import type { Tab } from './tab.ts';

const REST_MS = 400;
const NOTHING: KeptViews = { links: [], at: 0 };

/**
 * Tells the host what the next start goes on from: after every change once things have come to
 * rest, and when the page goes away. Returns how to stop.
 */
export function keepSession(
  store: AppStore,
  host: HostApi,
  page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;

  const keep = async () => {
    const own = ++round;
    const state = store.getState();
    const views = await Promise.all(state.tabs.map((tab) => viewsOf(tab, state.undrawn)));
    if (own === round) await host.keepSession(sessionOf(state, views));
  };
  const keepSoon = () => {
    clearTimeout(timer);
    // What could not be kept now is kept after the next change.
    timer = setTimeout(() => keep().catch(() => {}), REST_MS);
  };
  const keepAtOnce = () => {
    clearTimeout(timer);
    round++;
    const state = store.getState();
    if (!state.started) return;
    const views = state.tabs.map((tab) =>
      tab.status === 'ready' ? keptStepsAtOnce(tab, state.undrawn) : tab.kept,
    );
    host.keepSession(sessionOf(state, views)).catch(() => {});
  };

  const unsubscribe = store.subscribe((state, before) => {
    if (!state.started) return;
    const isSame =
      state.tabs === before.tabs &&
      state.activeTabId === before.activeTabId &&
      state.undrawn === before.undrawn;
    if (!isSame || !before.started) keepSoon();
  });
  page.addEventListener('pagehide', keepAtOnce);
  return () => {
    clearTimeout(timer);
    unsubscribe();
    page.removeEventListener('pagehide', keepAtOnce);
  };
}

/**
 * What the next start goes on from when the window itself could not be drawn: the same tabs, none
 * of them opened by itself, and nothing of how they were looked at.
 */
export function keepPlain(store: AppStore, host: HostApi): void {
  host.addressBar?.show('', 'same');
  const state = store.getState();
  const views = state.tabs.map(() => NOTHING);
  host.keepSession({ ...sessionOf(state, views), active: null }).catch(() => {});
}

function viewsOf(tab: Tab, undrawn: readonly number[]): Promise<KeptViews | null> {
  if (tab.status !== 'ready') return Promise.resolve(tab.kept);
  return keptSteps(tab, undrawn).catch(() => keptStepsAtOnce(tab, undrawn));
}

function sessionOf(state: AppState, views: readonly (KeptViews | null)[]): KeptSession {
  const tabs: KeptTab[] = state.tabs.map(({ handle }, at) => ({
    handle,
    ...(views[at] ?? NOTHING),
  }));
  const active = state.tabs.findIndex(({ id }) => id === state.activeTabId);
  const status = state.tabs[active]?.status;
  // A dump that is being opened may be what ends this page: the next start does not open it by
  // itself.
  const isSafe = status === 'ready' || status === 'asleep';
  return {
    tabs: tabs.slice(0, MAX_TABS),
    active: isSafe && active < MAX_TABS ? active : null,
  };
}
