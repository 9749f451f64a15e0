import { MAX_BASELINES } from '../../../shared/protocol/compare-schemas.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { HostApi } from '../../host/host-api.ts';
import { errorOf } from '../store/answers.ts';
import type { AppState, AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import { baselineOf, baselineTab, withKnownBaselines } from '../store/baselines.ts';
import type { Loan } from '../store/loan.ts';
import { isSameLoan } from '../store/loan.ts';
import type { ReadyTab, Tab } from '../store/tab.ts';
import { isDump } from '../store/tab.ts';
import { objectName } from '../view/object-name.ts';
import type { ComparePlace, Selection, ViewLocation } from '../view/view-state.ts';
import { COMPARE } from '../view/view-state.ts';
import type { DumpActions } from './dump-actions.ts';
import type { ViewActions } from './view-actions.ts';

export interface CompareActions {
  /** The comparison last looked at; else one with the only other dump, if there is just one. */
  show(): void;
  /** Compares all open dumps, in the order in which they were taken; the last one comes in view. */
  all(): void;
  /** Compares the active dump with these tabs' dumps, the earliest first. */
  choose(baselines: readonly string[]): void;
  /** Lets the user open a file, without leaving the comparison, and puts it at `slot`. */
  openBaseline(slot: number): Promise<void>;
  /** Lends what is not lent yet, and gives back what this comparison does not need. */
  borrow(to: ReadyTab, from: readonly ReadyTab[]): void;
  /** Forgets a loan that failed, so that it is tried again. */
  retry(loan: Loan): void;
  /** Stops comparing: nothing is lent to this dump any more. */
  stop(): void;
  /** Shows a place of another open dump, under these cuts. */
  goTo(tabId: string, place: ViewLocation, cuts: CutChoice): void;
  /** Draws the object at an address of another open dump. */
  drawIn(tabId: string, address: string): Promise<void>;
}

/** Comparing open dumps: who has lent what to whom. */
export function createCompareActions(
  store: AppStore,
  host: HostApi,
  dumps: DumpActions,
  view: ViewActions,
  notify: (text: string) => void,
): CompareActions {
  const put = (loan: Loan) =>
    store.setState(({ loans }) => ({
      loans: [...loans.filter((old) => !isSameLoan(old, loan)), loan],
    }));
  const isKnown = (loan: Loan) => store.getState().loans.some((old) => isSameLoan(old, loan));
  const tabById = (id: string): Tab | undefined =>
    store.getState().tabs.find((tab) => tab.id === id);

  /** Ends a loan: whatever of it was done or is being done. */
  const end = (loan: Loan) => {
    store.setState(({ loans }) => ({ loans: loans.filter((old) => !isSameLoan(old, loan)) }));
    if (loan.status === 'lending') loan.abort.abort();
    const borrower = tabById(loan.to);
    if (loan.status === 'lent' && borrower?.status === 'ready') {
      host.giveBackDump(borrower.dump, loan.baseline).catch(() => {});
    }
  };

  const lend = async (to: ReadyTab, from: ReadyTab) => {
    const abort = new AbortController();
    const loan: Loan = {
      to: to.id,
      from: from.id,
      cuts: cutsKey(to.cuts),
      status: 'lending',
      progress: null,
      abort,
    };
    put(loan);
    try {
      const baseline = await host.lendDump(from.dump, to.dump, to.cuts, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (!abort.signal.aborted) put({ ...loan, progress });
        },
      });
      if (abort.signal.aborted || !isKnown(loan)) await host.giveBackDump(to.dump, baseline);
      else put({ to: loan.to, from: loan.from, cuts: loan.cuts, status: 'lent', baseline });
    } catch (thrown) {
      const error = errorOf(thrown);
      if (!abort.signal.aborted && isKnown(loan)) {
        put({ to: loan.to, from: loan.from, cuts: loan.cuts, status: 'failed', error });
      }
    }
  };

  store.subscribe((state, before) => {
    if (state.tabs === before.tabs) return;
    // What was chosen as a tab is named by its dump as soon as that is known.
    const tabs = withKnownBaselines(state.tabs);
    if (tabs !== state.tabs) store.setState({ tabs });
    // A dump that was closed or lost lends nothing, and is lent nothing.
    for (const loan of state.loans) {
      if (!isReady(state, loan.to) || !isReady(state, loan.from)) end(loan);
    }
  });

  /** Each with those before it: the last dump shows the comparison. */
  const compareInOrder = (inTurn: readonly ReadyTab[]) => {
    const ordered = inTurn.slice(-MAX_BASELINES - 1);
    const last = ordered.at(-1);
    if (last === undefined) return;
    // Two tabs of one content have one name here, which stands for the first of them.
    const baselines = [...new Set(ordered.slice(0, -1).map(baselineOf))];
    if (last.id !== store.getState().activeTabId) dumps.activate(last.id);
    view.navigate({ ...COMPARE, baselines }, null);
  };

  const actions: CompareActions = {
    show() {
      const { tabs } = store.getState();
      const tab = activeTab(store.getState());
      if (!isDump(tab)) return;
      const last = tab.history.entries
        .slice(0, tab.history.at + 1)
        .findLast(({ place }) => place.view === 'compare')?.place;
      const isThere = (baseline: string) => baselineTab(baseline, tab.id, tabs) !== null;
      if (last?.view === 'compare' && last.baselines.some(isThere)) {
        view.navigate(last, null);
        return;
      }
      const [only, ...more] = tabs.filter((other) => other.id !== tab.id && isDump(other));
      if (isDump(only) && more.length === 0) {
        compareInOrder(isOneProcess([only, tab]) ? byTime([only, tab]) : [only, tab]);
      } else view.navigate(COMPARE, null);
    },
    all() {
      const { tabs, activeTabId } = store.getState();
      const open = tabs.filter(isDump);
      // Without times the one in view is the last.
      compareInOrder(
        byTime([
          ...open.filter(({ id }) => id !== activeTabId),
          ...open.filter(({ id }) => id === activeTabId),
        ]),
      );
    },
    choose(baselines) {
      view.navigate({ ...COMPARE, baselines }, null);
    },
    async openBaseline(slot) {
      const borrower = activeTab(store.getState());
      const id = await dumps.chooseBehind();
      const now = activeTab(store.getState());
      if (id === null || now === null || now.id !== borrower?.id) return;
      const { tabs } = store.getState();
      const chosen = placeOf(now).flatMap((old) => baselineTab(old, now.id, tabs)?.id ?? []);
      chosen[slot] = id;
      actions.choose(chosen);
    },
    borrow(to, from) {
      const key = cutsKey(to.cuts);
      const own = store.getState().loans.filter((loan) => loan.to === to.id);
      for (const loan of own) {
        if (loan.cuts !== key || !from.some(({ id }) => id === loan.from)) end(loan);
      }
      for (const lender of from) {
        const wanted = { to: to.id, from: lender.id, cuts: key };
        if (!store.getState().loans.some((loan) => isSameLoan(loan, wanted))) {
          void lend(to, lender);
        }
      }
    },
    retry: end,
    stop() {
      const tab = activeTab(store.getState());
      if (tab === null) return;
      actions.choose([]);
      for (const loan of store.getState().loans) if (loan.to === tab.id) end(loan);
    },
    goTo(tabId, place, cuts) {
      const tab = tabById(tabId);
      if (tab?.status !== 'ready') return;
      dumps.activate(tabId);
      // References cut by hand in that dump stay cut.
      const { edges } = tab.cuts;
      view.show({ place, selection: null, cuts: { ...cuts, edges }, viewport: null, scroll: {} });
    },
    async drawIn(tabId, address) {
      const tab = tabById(tabId);
      if (tab?.status !== 'ready') return;
      try {
        const selection = await objectAt(tab, address);
        if (selection === null) return;
        dumps.activate(tabId);
        view.drawObject(selection);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
  };
  return actions;
}

function isOneProcess(tabs: readonly ReadyTab[]): boolean {
  const pid = tabs[0]?.moment?.pid ?? null;
  return pid !== null && tabs.every(({ moment }) => moment?.pid === pid);
}

/** By time, where all say when they were taken; else as they stand. */
function byTime(tabs: readonly ReadyTab[]): readonly ReadyTab[] {
  if (tabs.some(({ moment }) => moment?.time == null)) return tabs;
  return [...tabs].sort((a, b) => (a.moment?.time ?? 0) - (b.moment?.time ?? 0));
}

function isReady({ tabs }: AppState, tabId: string): boolean {
  return tabs.some(({ id, status }) => id === tabId && status === 'ready');
}

function placeOf(tab: Tab): readonly string[] {
  if (tab.status !== 'ready') return [];
  const place: ViewLocation | undefined = tab.history.entries[tab.history.at]?.place;
  return place?.view === 'compare' ? (place satisfies ComparePlace).baselines : [];
}

async function objectAt(tab: ReadyTab, address: string): Promise<Selection | null> {
  const query = {
    where: `address = ${address}`,
    familyId: null,
    typeIndex: null,
    sort: 'address',
    descending: false,
  } as const;
  const { rows } = await tab.dump.ask('objects', { query, cuts: tab.cuts, offset: 0, limit: 1 });
  const [row] = rows;
  return row === undefined ? null : { node: row.node, name: objectName(row) };
}

/** Cuts as one text; what is cut by hand is of one dump alone and plays no part. */
export function cutsKey({ instanceClass, classReference, moduleNamespace }: CutChoice): string {
  return [instanceClass, classReference, moduleNamespace].join('/');
}
