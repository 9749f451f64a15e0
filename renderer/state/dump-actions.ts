import type { Progress } from '../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../shared/protocol/schemas.ts';
import type { DumpHandle, HostApi } from '../host/host-api.ts';
import { AnswerCache, errorOf } from './answers.ts';
import type { AppStore } from './app-store.ts';
import { startHistory } from './history.ts';
import type { OpeningTab, Tab } from './tab.ts';
import { OVERVIEW } from './view-state.ts';

export interface DumpActions {
  /** What the host wants opened at start, its recent dumps and its example. */
  start(): Promise<void>;
  choose(): Promise<void>;
  openFiles(files: readonly File[]): Promise<void>;
  open(handle: DumpHandle): Promise<void>;
  /** Opens what a failed or lost tab stood for once more, in its place. */
  retry(tabId: string): Promise<void>;
  cancelOpening(tabId: string): void;
  close(tabId: string): void;
  activate(tabId: string | null): void;
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
  now: () => number = () => performance.now(),
): DumpActions {
  const putTab = (tab: Tab) =>
    store.setState(({ tabs }) => ({ tabs: tabs.map((old) => (old.id === tab.id ? tab : old)) }));
  const tabById = (id: string) => store.getState().tabs.find((tab) => tab.id === id);

  const removeTab = (id: string) =>
    store.setState(({ tabs, activeTabId }) => {
      const index = tabs.findIndex((tab) => tab.id === id);
      const left = tabs.filter((tab) => tab.id !== id);
      const next = left[Math.min(index, left.length - 1)]?.id ?? null;
      return { tabs: left, activeTabId: activeTabId === id ? next : activeTabId };
    });

  const refreshRecent = async () => {
    store.setState({ recent: await host.recentDumps() });
  };

  const openInto = async (tab: OpeningTab) => {
    const { id, handle, abort } = tab;
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
      const dump = await host.open(handle, { signal: abort.signal, onProgress });
      const answers = new AnswerCache(dump);
      await firstOverview(answers, onProgress, abort.signal);
      if (abort.signal.aborted || tabById(id) === undefined) {
        await dump.close();
        removeTab(id);
        return;
      }
      dump.onLost((error) => {
        if (tabById(id) !== undefined) {
          putTab({ id, name: dump.name, handle, status: 'failed', error });
        }
      });
      putTab({
        id,
        name: dump.name,
        handle,
        status: 'ready',
        dump,
        answers,
        history: startHistory(OVERVIEW, ++historyCount * IDS_PER_HISTORY),
        cuts: DEFAULT_CUTS,
        warningsSeen: false,
      });
      await refreshRecent();
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.code === 'cancelled') removeTab(id);
      else if (tabById(id) !== undefined) {
        putTab({ id, name: handle.name, handle, status: 'failed', error });
      }
    }
  };

  const openingTab = (id: string, handle: DumpHandle): OpeningTab => ({
    id,
    name: handle.name,
    handle,
    status: 'opening',
    progress: null,
    phaseStartedAt: now(),
    phaseStartedWith: 0,
    abort: new AbortController(),
  });

  const open = async (handle: DumpHandle) => {
    const tab = openingTab(`t${++tabCount}`, handle);
    store.setState(({ tabs }) => ({ tabs: [...tabs, tab], activeTabId: tab.id, dialog: 'none' }));
    await openInto(tab);
  };

  return {
    async start() {
      host.onOpenRequested((handle) => void open(handle));
      const [startup, recent, example] = await Promise.all([
        host.startupDumps().catch(() => []),
        host.recentDumps().catch(() => []),
        host.exampleDump().catch(() => null),
      ]);
      const opening = startup.map((handle) => open(handle));
      store.setState({ recent, example, started: true });
      await Promise.all(opening);
    },
    async choose() {
      try {
        const handle = await host.chooseDump();
        if (handle !== null) await open(handle);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    async openFiles(files) {
      await Promise.all(
        files.map(async (file) => {
          const handle = await host.handleForFile(file);
          if (handle === null) notify(`“${file.name}” cannot be opened from here.`);
          else await open(handle);
        }),
      );
    },
    open,
    async retry(tabId) {
      const old = tabById(tabId);
      if (old === undefined) return;
      const tab = openingTab(tabId, old.handle);
      putTab(tab);
      await openInto(tab);
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
    },
  };
}

/**
 * Waits until the overview is known, or nobody waits any more: opening ends with the answer on
 * screen, not with an empty page. A failure is for the overview itself to show.
 */
function firstOverview(
  answers: AnswerCache,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const request = { cuts: DEFAULT_CUTS };
    const finish = () => {
      stop();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const stop = answers.watch('overview', request, () => {
      const answer = answers.peek('overview', request);
      if (answer.status !== 'pending') finish();
      else if (answer.progress !== null) onProgress(answer.progress);
    });
    signal.addEventListener('abort', finish);
  });
}
