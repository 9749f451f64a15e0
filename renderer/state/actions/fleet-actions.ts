import { memberNames } from '../../../shared/fleet/member-names.ts';
import { type MemberAnswer, readFleet } from '../../../shared/fleet/read-fleet.ts';
import type { Dropped, GivenDump, HostApi, OpenDump } from '../../host/host-api.ts';
import { HostError } from '../../host/host-api.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import type { Fleet, FleetEntry, FleetLook } from '../store/fleet.ts';
import { FIRST_LOOK, FLEET_TAB } from '../store/fleet.ts';
import { FLEET_NOTICE, NOTICE } from '../store/strings.ts';
import { isDump, type ReadyTab } from '../store/tab.ts';
import type { DumpActions } from './dump-actions.ts';

export interface FleetActions {
  /** Asks for several files, or for a folder, and reads what is in it. */
  choose(from: 'files' | 'folder'): Promise<void>;
  /**
   * Opens what was dropped: some files in tabs of their own, folders and many files as a fleet. To be
   * called while the drop is being handled.
   */
  openDropped(dropped: DataTransfer): Promise<void>;
  /** Reads these, in place of the fleet there is. */
  read(given: readonly GivenDump[]): Promise<void>;
  /** Reads the dumps that are open, as a fleet. */
  readOpen(): Promise<void>;
  /** Reads again what could not be read, and what was left when the reading was stopped. */
  resume(): Promise<void>;
  /** Stops reading; what was read stays. */
  stop(): void;
  show(): void;
  close(): void;
  look(change: Partial<FleetLook>): void;
  /** Opens the dump of a process in a tab of its own. */
  open(name: string): Promise<void>;
}

/** Dumps that are open at the same time beside those in tabs. */
const AT_ONCE = 2;
/** More files than these, dropped together, are looked at as a fleet. */
const MAX_TABS_AT_ONCE = 4;
/** Answers that come in quick succession are shown together: putting all of them together anew for each would take the page's time. */
const TOGETHER_MS = 100;

/** Many dumps at once: each is opened, asked and closed again, so that few are in memory. */
export function createFleetActions(
  store: AppStore,
  host: HostApi,
  dumps: DumpActions,
  notify: (text: string) => void,
): FleetActions {
  const change = (fleet: Fleet, changes: Partial<Fleet>): void => {
    store.setState(({ fleet: now }) =>
      now?.abort === fleet.abort ? { fleet: { ...now, ...changes } } : {},
    );
  };

  /** The tab that an entry was made of, while it is open. */
  const ownTab = ({ tabId }: FleetEntry): ReadyTab | undefined =>
    store
      .getState()
      .tabs.filter(isDump)
      .find(({ id }) => id === tabId);

  /** The tab that holds what is in the file now. */
  const tabWith = async ({ handle }: FleetEntry): Promise<ReadyTab | undefined> => {
    const opened = store
      .getState()
      .tabs.filter(isDump)
      .find((tab) => host.isSame(tab.handle, handle));
    return (await opened?.dump.isUnchanged().catch(() => false)) === true ? opened : undefined;
  };

  /** Rejects when the dump cannot be read; a tab that holds it is asked instead of opening it anew. */
  const ask = async (entry: FleetEntry, share: number, signal: AbortSignal) => {
    const opened = ownTab(entry) ?? (await tabWith(entry));
    if (opened !== undefined) return opened.dump.ask('fleetMember', {}, { signal });
    const units = store.getState().persisted.byteUnits;
    const dump = await host.open(entry.handle, { signal, units, memoryShare: share });
    try {
      return await memberOf(dump, signal);
    } finally {
      await dump.close().catch(() => undefined);
    }
  };

  const readInto = async (fleet: Fleet, wanted: readonly FleetEntry[]): Promise<void> => {
    const { signal } = fleet.abort;
    const answers = new Map<string, MemberAnswer>();
    const reading = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const { entries } = store.getState().fleet ?? fleet;
      change(fleet, {
        reading: [...reading],
        entries: entries.map((entry) => {
          const answer = answers.get(entry.name);
          return answer === undefined ? entry : { ...entry, answer };
        }),
      });
    };
    const tellSoon = (): void => {
      timer ??= setTimeout(tell, TOGETHER_MS);
    };
    await readFleet({
      files: wanted,
      atOnce: AT_ONCE,
      isStopped: () => signal.aborted,
      async read(entry, share) {
        reading.add(entry.name);
        tellSoon();
        try {
          return { member: await ask(entry, share, signal) };
        } catch (thrown) {
          const { code, message } = errorOf(thrown);
          return { error: { code, message } };
        } finally {
          reading.delete(entry.name);
        }
      },
      onAnswer({ name }, answer) {
        // What was stopped is not known, and can be gone on with.
        if (signal.aborted) return;
        answers.set(name, answer);
        tellSoon();
      },
    });
    tell();
    change(fleet, { status: signal.aborted ? 'stopped' : 'done' });
  };

  const begin = async (entries: readonly FleetEntry[]): Promise<void> => {
    store.getState().fleet?.abort.abort();
    const fleet: Fleet = {
      entries,
      status: 'reading',
      reading: [],
      look: FIRST_LOOK,
      abort: new AbortController(),
    };
    store.setState({ fleet, activeTabId: FLEET_TAB, dialog: 'none' });
    await readInto(fleet, entries);
  };

  const actions: FleetActions = {
    async choose(from) {
      try {
        const given = await host.chooseFleet(from);
        if (given !== null) await actions.read(given);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    async openDropped(data) {
      let dropped: readonly Dropped[];
      try {
        dropped = await host.handlesForDrop(data);
      } catch (thrown) {
        notify(errorOf(thrown).message);
        return;
      }
      for (const { name, handle, inside } of dropped) {
        if (handle === null && inside === null) notify(NOTICE.cannotOpen(name));
      }
      const given = dropped.flatMap(({ handle, inside }) => {
        if (inside !== null) return inside;
        return handle === null ? [] : [{ handle, isFound: false }];
      });
      const isFleet = dropped.length > MAX_TABS_AT_ONCE || dropped.some(({ inside }) => inside);
      if (isFleet) await actions.read(given);
      else await Promise.all(given.map(({ handle }) => dumps.open(handle)));
    },
    async read(given) {
      if (given.length === 0) {
        notify(FLEET_NOTICE.noFiles);
        return;
      }
      const names = memberNames(given.map(({ handle }) => pathOf(handle)));
      await begin(
        given.map(({ handle, isFound }, at) => {
          return { handle, isFound, name: names[at] ?? handle.name, tabId: null, answer: null };
        }),
      );
    },
    async readOpen() {
      const open = store.getState().tabs.filter(isDump);
      // Of a process each tab is another reading, and says in its name when it was taken.
      const names = memberNames(open.map(({ handle, name }) => pathOf({ ...handle, name })));
      await begin(
        open.map(({ id, handle, name }, at) => {
          return { handle, isFound: false, name: names[at] ?? name, tabId: id, answer: null };
        }),
      );
    },
    async resume() {
      const { fleet } = store.getState();
      if (fleet === null || fleet.status === 'reading') return;
      const isLeft = ({ answer }: FleetEntry) => answer === null || 'error' in answer;
      const entries = fleet.entries.map((entry) =>
        isLeft(entry) ? { ...entry, answer: null } : entry,
      );
      const next: Fleet = { ...fleet, entries, status: 'reading', abort: new AbortController() };
      store.setState({ fleet: next });
      await readInto(next, entries.filter(isLeft));
    },
    stop() {
      const { fleet } = store.getState();
      if (fleet?.status !== 'reading') return;
      fleet.abort.abort();
      change(fleet, { status: 'stopped', reading: [] });
    },
    show() {
      if (store.getState().fleet !== null) store.setState({ activeTabId: FLEET_TAB });
    },
    close() {
      const { fleet, tabs, activeTabId } = store.getState();
      fleet?.abort.abort();
      store.setState({ fleet: null });
      if (activeTabId === FLEET_TAB) dumps.activate(tabs[0]?.id ?? null);
    },
    look: (changes) =>
      store.setState(({ fleet }) =>
        fleet === null ? {} : { fleet: { ...fleet, look: { ...fleet.look, ...changes } } },
      ),
    async open(name) {
      const entry = store.getState().fleet?.entries.find((one) => one.name === name);
      if (entry === undefined) return;
      const own = ownTab(entry);
      if (own === undefined) await dumps.open(entry.handle);
      else dumps.activate(own.id);
    },
  };
  return actions;
}

async function memberOf(dump: OpenDump, signal: AbortSignal) {
  if (dump.kind === 'dump') {
    // An engine that dies rejects what it was asked.
    return dump.ask('fleetMember', {}, { signal });
  }
  throw new HostError({ code: 'bad-request', message: FLEET_NOTICE.noObjects[dump.kind] });
}

function pathOf({ folder, name }: GivenDump['handle']): string {
  if (folder === '') return name;
  return folder.includes('\\') ? `${folder}\\${name}` : `${folder}/${name}`;
}
