import type { Progress } from '../../../shared/base/job.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import type { KeptViews } from '../../../shared/protocol/kept.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { DumpHandle, HostApi, OpenDump } from '../../host/host-api.ts';
import { DumpNames } from '../links/dump-names.ts';
import { dumpOfLink, viewOfLink } from '../links/view-link.ts';
import { AnswerCache, errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import { FLEET_TAB } from '../store/fleet.ts';
import { keptStepsAtOnce } from '../store/kept-steps.ts';
import { resume } from '../store/resume.ts';
import { NOTICE } from '../store/strings.ts';
import type { AsleepTab, DumpMoment, OpeningTab, ReadyTab, Tab } from '../store/tab.ts';
import { currentEntry } from '../view/history.ts';
import type { ViewLocation, ViewName } from '../view/view-state.ts';
import { ALLOCATIONS_PLACE, TIMELINE } from '../view/view-state.ts';

export interface DumpActions {
  /** The tabs of last time, what the host wants opened, its recent dumps and its example. */
  start(): Promise<void>;
  choose(): Promise<void>;
  /** Chooses and opens without leaving the dump in view; the new tab, or null when none was chosen. */
  chooseBehind(): Promise<string | null>;
  open(handle: DumpHandle): Promise<void>;
  /** Shows a dump that was read already in a tab of its own. */
  adopt(handle: DumpHandle, dump: OpenDump): Promise<void>;
  /** Opens a file of the recent list; asks the user for it where it cannot be found again. */
  openAgain(handle: DumpHandle): Promise<void>;
  /** Opens what a failed, lost or sleeping tab stands for, in its place. */
  retry(tabId: string): Promise<void>;
  cancelOpening(tabId: string): void;
  close(tabId: string): void;
  /** Shows a tab, and opens its dump if it is of last time; null shows the start screen. */
  activate(tabId: string | null): void;
  /** Shows the tab `steps` further along, around the end. */
  activateNeighbour(steps: number): void;
  clearRecent(): Promise<void>;
}

let tabCount = 0;
let historyCount = 0;
/** More steps than anybody takes in one dump. */
const IDS_PER_HISTORY = 1_000_000;

/** Opening, closing and losing dumps. */
export function createDumpActions(
  store: AppStore,
  host: HostApi,
  notify: (text: string) => void,
  onOpened: (fingerprint: string) => Promise<void> = () => Promise.resolve(),
  now: () => number = () => performance.now(),
): DumpActions {
  /** The link this page was opened with, until the dump it is about is open. */
  let pendingLink: string | null = null;
  const putTab = (tab: Tab) =>
    store.setState(({ tabs }) => ({ tabs: tabs.map((old) => (old.id === tab.id ? tab : old)) }));
  const tabById = (id: string) => store.getState().tabs.find((tab) => tab.id === id);

  const removeTab = (id: string) => {
    store.setState(({ tabs, activeTabId, fleet }) => {
      const index = tabs.findIndex((tab) => tab.id === id);
      const left = tabs.filter((tab) => tab.id !== id);
      const near = left[Math.min(index, left.length - 1)]?.id;
      const next = near ?? (fleet === null ? null : FLEET_TAB);
      return { tabs: left, activeTabId: activeTabId === id ? next : activeTabId };
    });
    void wake(store.getState().activeTabId);
  };

  const refreshRecent = async () => {
    store.setState({ recent: await host.recentDumps() });
  };

  const openInto = async (tab: OpeningTab, read: OpenDump | null = null) => {
    const { id, handle, abort, kept } = tab;
    const onProgress = (progress: Progress) => {
      const current = tabById(id);
      if (current?.status !== 'opening') return;
      const isNewPhase = progress.phase !== current.progress?.phase;
      putTab({
        ...current,
        progress,
        phaseStartedAt: isNewPhase ? now() : current.phaseStartedAt,
        phaseStartedWith: isNewPhase ? progress.done : current.phaseStartedWith,
      });
    };
    try {
      const units = store.getState().persisted.byteUnits;
      const dump = read ?? (await host.open(handle, { signal: abort.signal, onProgress, units }));
      let isLost = false;
      // From the first question on: the first big answer is the likeliest to take all memory.
      dump.onLost((error) => {
        isLost = true;
        const lost = tabById(id);
        const views = lost?.status === 'ready' ? keptStepsAtOnce(lost) : kept;
        if (lost !== undefined) {
          putTab({ id, name: dump.name, handle, status: 'failed', error, kept: views });
        }
      });
      const ready = await readyTab(tab, dump, onProgress);
      if (abort.signal.aborted || tabById(id) === undefined) {
        await dump.close();
        removeTab(id);
        return;
      }
      if (isLost) return;
      putTab(ready);
      await refreshRecent();
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.code === 'cancelled') removeTab(id);
      else if (tabById(id) !== undefined) {
        putTab({ id, name: handle.name, handle, status: 'failed', error, kept });
      }
    }
  };

  const readyTab = async (
    { id, handle, abort, kept }: OpeningTab,
    dump: OpenDump,
    onProgress: (progress: Progress) => void,
  ): Promise<ReadyTab> => {
    const answers = new AnswerCache(dump);
    const { kind } = dump;
    const firstId = ++historyCount * IDS_PER_HISTORY;
    const open = { id, name: dump.name, handle, dump, answers, warningsSeen: false } as const;
    /** Of how it was looked at, and of a link, what this kind of file has. */
    const withOnly = async (
      names: DumpNames,
      link: string | null,
      start: ViewLocation,
    ): Promise<ReadyTab> => {
      const asked = link !== null && viewOfLink(link) === start.view ? link : null;
      const own = viewsOf(kept, start.view);
      const { history, notice } = await resume(names, own, asked, firstId, start);
      if (notice !== '') notify(notice);
      const { cuts } = currentEntry(history);
      return { ...open, status: 'ready', kind, moment: null, names, history, cuts };
    };
    if (kind === 'timeline') {
      await firstAnswer(answers, 'timeline', {}, onProgress, abort.signal);
      const facts = answers.peek('timeline', {});
      const names = new DumpNames(dump, facts.status === 'done' ? facts.value.fingerprint : '');
      const link = takeLink(names.fingerprint);
      return withOnly(names, link, TIMELINE);
    }
    if (kind === 'profile') {
      const nothing = { causes: [] };
      await firstAnswer(answers, 'allocations', nothing, onProgress, abort.signal);
      const lines = answers.peek('allocations', nothing);
      const names = new DumpNames(dump, lines.status === 'done' ? lines.value.fingerprint : '');
      return withOnly(names, takeLink(names.fingerprint), ALLOCATIONS_PLACE);
    }
    const request = { cuts: DEFAULT_CUTS };
    await firstAnswer(answers, 'overview', request, onProgress, abort.signal);
    const overview = answers.peek('overview', request);
    const fingerprint = overview.status === 'done' ? overview.value.fingerprint : '';
    const moment = overview.status === 'done' ? momentOf(overview.value) : null;
    const names = new DumpNames(dump, fingerprint);
    await onOpened(fingerprint);
    noteChange(handle.name, kept, fingerprint);
    const link = takeLink(fingerprint);
    const { history, notice } = await resume(names, kept, link, firstId);
    if (notice !== '') notify(notice);
    const { cuts } = currentEntry(history);
    return { ...open, status: 'ready', kind, moment, names, history, cuts };
  };

  /** A file that was written anew since: how it was looked at, and links to that, mean nothing. */
  const noteChange = (name: string, kept: KeptViews | null, fingerprint: string) => {
    const before = kept === null ? '' : dumpOfLink(kept.links[kept.at] ?? '');
    if (before === '' || before === fingerprint) return;
    notify(NOTICE.changed(name));
    if (pendingLink !== null && dumpOfLink(pendingLink) === before) pendingLink = null;
  };

  const takeLink = (fingerprint: string): string | null => {
    const link = pendingLink;
    if (link === null || !['', fingerprint].includes(dumpOfLink(link))) return null;
    pendingLink = null;
    return link;
  };

  const openingTab = (id: string, handle: DumpHandle, kept: KeptViews | null): OpeningTab => ({
    id,
    name: handle.name,
    handle,
    status: 'opening',
    progress: null,
    phaseStartedAt: now(),
    phaseStartedWith: 0,
    abort: new AbortController(),
    kept,
  });

  const addTab = (handle: DumpHandle): OpeningTab => {
    const tab = openingTab(`t${++tabCount}`, handle, null);
    store.setState(({ tabs }) => ({ tabs: [...tabs, tab] }));
    return tab;
  };

  const reopen = async (old: Tab, handle = old.handle) => {
    const tab = openingTab(old.id, handle, old.status === 'ready' ? null : old.kept);
    putTab(tab);
    await openInto(tab);
  };

  /** Opens the dump of a tab of last time, unless the host needs something of the user first. */
  const wake = async (id: string | null) => {
    const tab = id === null ? undefined : tabById(id);
    if (tab?.status === 'asleep' && tab.handle.needs === undefined) await reopen(tab);
  };

  /** The tab of last time that a file belongs to. */
  const waitingFor = (handle: DumpHandle): AsleepTab | undefined =>
    store
      .getState()
      .tabs.filter((tab) => tab.status === 'asleep')
      .find((tab) => host.isSame(tab.handle, handle));

  /** The tab in which a file is open already, or about to be. */
  const tabOf = (handle: DumpHandle): OpeningTab | ReadyTab | undefined =>
    store
      .getState()
      .tabs.filter((tab) => tab.status === 'ready' || tab.status === 'opening')
      .filter((tab) => tab.status === 'ready' || !tab.abort.signal.aborted)
      .find((tab) => host.isSame(tab.handle, handle));

  /** Whether the tab still is what opening its file again would give. */
  const isCurrent = async (tab: OpeningTab | ReadyTab): Promise<boolean> =>
    tab.status === 'opening' || (await tab.dump.isUnchanged().catch(() => false));

  const open = async (handle: DumpHandle) => {
    // What was open last time goes on where it was left.
    const waiting = waitingFor(handle);
    if (waiting !== undefined) {
      store.setState({ activeTabId: waiting.id, dialog: 'none' });
      await reopen(waiting, handle);
      return;
    }
    // A file that was written anew since is another dump: both stay, to be compared.
    const opened = tabOf(handle);
    if (opened !== undefined && (await isCurrent(opened)) && tabById(opened.id) !== undefined) {
      store.setState({ activeTabId: opened.id, dialog: 'none' });
      return;
    }
    const tab = addTab(handle);
    store.setState({ activeTabId: tab.id, dialog: 'none' });
    await openInto(tab);
  };

  const actions: DumpActions = {
    async start() {
      host.onOpenRequested((handle) => void open(handle));
      const link = host.addressBar?.link() ?? '';
      const [startup, recent, example, session] = await Promise.all([
        host.startupDumps().catch(() => []),
        host.recentDumps().catch(() => []),
        host.exampleDump().catch(() => null),
        host.lastSession().catch(() => ({ tabs: [], active: null })),
      ]);
      if (link !== '') pendingLink = link;
      const asleep = session.tabs.map(({ handle, links, at }): Tab => {
        const id = `t${++tabCount}`;
        return { id, name: handle.name, handle, status: 'asleep', kept: { links, at } };
      });
      const last = asleep[session.active ?? -1]?.id ?? null;
      store.setState({ tabs: asleep, recent, example });
      const opening = startup.map((handle) => open(handle));
      const { tabs } = store.getState();
      const named = tabs.find(({ status }) => status === 'opening')?.id ?? null;
      const front = linkedTab(tabs, link) ?? named ?? last;
      store.setState({ activeTabId: front, started: true });
      await Promise.all([...opening, wake(front)]);
      if (pendingLink === null) return;
      pendingLink = null;
      notify(NOTICE.linkElsewhere);
    },
    async choose() {
      try {
        const handle = await host.chooseDump();
        if (handle !== null) await open(handle);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    async chooseBehind() {
      try {
        const handle = await host.chooseDump();
        if (handle === null) return null;
        const waiting = waitingFor(handle);
        const tab = waiting ?? addTab(handle);
        void (tab.status === 'opening' ? openInto(tab) : reopen(tab, handle));
        return tab.id;
      } catch (thrown) {
        notify(errorOf(thrown).message);
        return null;
      }
    },
    open,
    async adopt(handle, dump) {
      const tab = addTab(handle);
      store.setState({ activeTabId: tab.id, dialog: 'none' });
      await openInto(tab, dump);
    },
    openAgain: (handle) => (handle.needs === 'file' ? actions.choose() : open(handle)),
    async retry(tabId) {
      const old = tabById(tabId);
      if (old !== undefined) await reopen(old);
    },
    cancelOpening(tabId) {
      const tab = tabById(tabId);
      if (tab?.status === 'opening') tab.abort.abort();
    },
    close(tabId) {
      const tab = tabById(tabId);
      if (tab?.status === 'opening') tab.abort.abort();
      removeTab(tabId);
      if (tab?.status === 'ready') tab.dump.close().catch(() => {});
    },
    activate(tabId) {
      store.setState({ activeTabId: tabId });
      void wake(tabId);
    },
    activateNeighbour(steps) {
      const { tabs, fleet, activeTabId } = store.getState();
      const ids = [...(fleet === null ? [] : [FLEET_TAB]), ...tabs.map(({ id }) => id)];
      if (ids.length === 0) return;
      const at = ids.indexOf(activeTabId ?? '');
      const next = at < 0 ? 0 : (at + steps + ids.length) % ids.length;
      actions.activate(ids[next] ?? null);
    },
    async clearRecent() {
      await host.clearRecent();
      await refreshRecent();
    },
  };
  return actions;
}

/** The tab of last time that a link is about, by what it was looked at then. */
function linkedTab(tabs: readonly Tab[], link: string): string | null {
  const dump = link === '' ? '' : dumpOfLink(link);
  const found = tabs.find(
    (tab) =>
      tab.status !== 'ready' &&
      dump !== '' &&
      dumpOfLink(tab.kept?.links[tab.kept.at] ?? '') === dump,
  );
  return found?.id ?? null;
}

/** Of how a file was looked at, one view: a link may ask for anything. */
function viewsOf(kept: KeptViews | null, view: ViewName): KeptViews | null {
  if (kept === null) return null;
  const links = kept.links.filter((link) => viewOfLink(link) === view);
  return links.length < kept.links.length ? { links, at: Math.max(0, links.length - 1) } : kept;
}

function momentOf(overview: Overview): DumpMoment {
  const { takenAt, pid, command } = overview.moment;
  const time = takenAt === null ? Number.NaN : Date.parse(takenAt) / 1000;
  const garbage = overview.verdicts.filter(({ verdict }) => ['garbage', 'never'].includes(verdict));
  return {
    time: Number.isFinite(time) ? time : null,
    pid,
    command,
    rssBytes: overview.rssBytes,
    explainedBytes: overview.shallowBytes,
    garbageBytes: overview.verdictsKnown
      ? garbage.reduce((sum, { shallowBytes }) => sum + shallowBytes, 0)
      : null,
  };
}

/**
 * Waits until the first screen's answer is known, or nobody waits any more: opening ends with the
 * answer on screen, not with an empty page. A failure is for the view itself to show.
 */
function firstAnswer<C extends 'overview' | 'timeline' | 'allocations'>(
  answers: AnswerCache,
  channel: C,
  request: DumpRequest<C>,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      stop();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const stop = answers.watch(channel, request, () => {
      const answer = answers.peek(channel, request);
      if (answer.status !== 'pending') finish();
      else if (answer.progress !== null) onProgress(answer.progress);
    });
    signal.addEventListener('abort', finish);
  });
}
