import { describe, expect, test, vi } from 'vitest';
import type { Dropped, HostApi, OpenOptions } from '../../../../renderer/host/host-api.ts';
import { HostError } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { createAppStore, shownFleet } from '../../../../renderer/state/store/app-store.ts';
import { FLEET_TAB, knownFiles, passedOver } from '../../../../renderer/state/store/fleet.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import type { FileKind } from '../../../../shared/protocol/channels.ts';
import type { FakeDump } from '../../support/fake-host.ts';
import { dumpHandle, fakeDump, fakeHost, settle } from '../../support/fake-host.ts';

const MEMBER = { headline: 'Nothing leaks.', causes: [] };

/** A window whose host opens every file but those that `fails` says, and waits for the test to answer. */
function windowWith(
  fails: (name: string) => HostError | null = () => null,
  kind: FileKind = 'dump',
) {
  const opened: { name: string; options: OpenOptions; dump: FakeDump }[] = [];
  const parts = {
    open: (handle: { readonly name: string }, options: OpenOptions) => {
      const failure = fails(handle.name);
      if (failure !== null) return Promise.reject(failure);
      const dump: FakeDump = Object.assign(fakeDump(`id ${opened.length}`, handle.name), { kind });
      opened.push({ name: handle.name, options, dump });
      return Promise.resolve(dump);
    },
  };
  let dropped: readonly Dropped[] = [];
  const host: HostApi = {
    ...fakeHost(parts),
    handlesForDrop: () => Promise.resolve(dropped),
  };
  const store = createAppStore(DEFAULT_PERSISTED);
  const actions = createActions(store, host, null);
  const drop = (...items: readonly Dropped[]) => {
    dropped = items;
    return actions.fleet.openDropped({} as DataTransfer);
  };
  const openNow = () => opened.filter(({ dump }) => !dump.isClosed);
  const answerAll = async () => {
    for (let turn = 0; turn < 40; turn++) {
      await settle();
      for (const { dump } of openNow()) {
        dump.asked.find(({ channel }) => channel === 'fleetMember')?.answer(MEMBER);
      }
    }
  };
  return { store, actions, opened, openNow, drop, answerAll };
}

const file = (name: string): Dropped => ({ name, handle: dumpHandle(name), inside: null });
const given = (names: readonly string[], isFound = false) =>
  names.map((name) => ({ handle: dumpHandle(name), isFound }));

describe('a fleet in the window', () => {
  test('has two dumps open at a time, shares the memory, and closes every one', async () => {
    const { actions, opened, openNow, store, answerAll } = windowWith();
    const reading = actions.fleet.read(given(['a', 'b', 'c', 'd']));
    await settle();
    expect(openNow().map(({ name }) => name)).toEqual(['a', 'b']);
    expect(opened[0]?.options.memoryShare).toBe(0.5);
    expect(shownFleet(store.getState())?.status).toBe('reading');
    await answerAll();
    await reading;
    expect(opened.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(openNow()).toEqual([]);
    const fleet = shownFleet(store.getState());
    expect(fleet?.status).toBe('done');
    expect(knownFiles(fleet?.entries ?? []).map(({ member }) => member)).toEqual(
      Array.from({ length: 4 }, () => MEMBER),
    );
    expect(store.getState().tabs).toEqual([]);
  });

  test('goes on where one dump cannot be read, and passes over what was found and is none', async () => {
    const { actions, store, answerAll } = windowWith((name) =>
      name.startsWith('bad')
        ? new HostError({ code: 'dump-unrecognised', message: `${name} is no dump.` })
        : null,
    );
    const reading = actions.fleet.read([
      ...given(['bad-named', 'a']),
      ...given(['bad-found', 'b'], true),
    ]);
    await answerAll();
    await reading;
    const entries = store.getState().fleet?.entries ?? [];
    expect(knownFiles(entries).map(({ file: name, failure }) => [name, failure])).toEqual([
      ['bad-named', 'bad-named is no dump.'],
      ['a', null],
      ['b', null],
    ]);
    expect(passedOver(entries)).toBe(1);
  });

  test('stops, keeps what was read, and goes on with the rest', async () => {
    const { actions, opened, openNow, store, answerAll } = windowWith();
    const reading = actions.fleet.read(given(['a', 'b', 'c']));
    await settle();
    openNow()[0]?.dump.asked[0]?.answer(MEMBER);
    await settle();
    actions.fleet.stop();
    await reading;
    const left = () => store.getState().fleet?.entries.filter(({ answer }) => answer === null);
    expect(store.getState().fleet?.status).toBe('stopped');
    expect(left()?.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(openNow()).toEqual([]);
    const again = actions.fleet.resume();
    await answerAll();
    await again;
    expect(left()).toEqual([]);
    expect(store.getState().fleet?.status).toBe('done');
    expect(opened.filter(({ name }) => name === 'a')).toHaveLength(1);
  });

  test('asks a dump that is open in a tab, and leaves it open', async () => {
    const { actions, opened, store, answerAll } = windowWith();
    await actions.dumps.open(dumpHandle('a'));
    await actions.dumps.open(dumpHandle('b'));
    const reading = actions.fleet.readOpen();
    await answerAll();
    await reading;
    expect(opened).toHaveLength(2);
    expect(store.getState().fleet?.entries.map(({ answer }) => answer)).toEqual([
      { member: MEMBER },
      { member: MEMBER },
    ]);
    expect(store.getState().tabs.map(({ status }) => status)).toEqual(['ready', 'ready']);
  });

  test('asks the readings of processes that are open, as they were read, and shows their tabs', async () => {
    const { actions, opened, store, answerAll } = windowWith();
    const process = dumpHandle('process 7');
    await actions.dumps.open(process);
    for (const { dump } of opened) dump.isUnchanged = () => Promise.resolve(false);
    await actions.dumps.open(process);
    for (const { dump } of opened) dump.isUnchanged = () => Promise.resolve(false);
    const reading = actions.fleet.readOpen();
    await answerAll();
    await reading;
    expect(opened).toHaveLength(2);
    expect(opened.map(({ dump }) => dump.asked.map(({ channel }) => channel))).toEqual([
      ['overview', 'fleetMember'],
      ['overview', 'fleetMember'],
    ]);
    const [first, second] = store.getState().tabs;
    await actions.fleet.open('process 7 (2)');
    expect(store.getState().activeTabId).toBe(second?.id);
    await actions.fleet.open('process 7');
    expect(store.getState().activeTabId).toBe(first?.id);
    expect(opened).toHaveLength(2);
  });

  test('says of what holds no objects what it is', async () => {
    const { actions, store } = windowWith(() => null, 'profile');
    await actions.fleet.read(given(['fil.prof']));
    const [entry] = store.getState().fleet?.entries ?? [];
    expect(entry?.answer).toMatchObject({
      error: { message: 'It says what was allocated where, and holds no objects.' },
    });
  });

  test('is what a folder or many dropped files become; some files become tabs', async () => {
    const few = windowWith();
    await few.drop(file('a'), file('b'));
    expect(few.store.getState().tabs).toHaveLength(2);
    expect(few.store.getState().fleet).toBeNull();
    const many = windowWith();
    const reading = many.drop(...['a', 'b', 'c', 'd', 'e'].map(file));
    await many.answerAll();
    await reading;
    expect(many.store.getState().tabs).toEqual([]);
    expect(many.store.getState().fleet?.entries).toHaveLength(5);
    const folder = windowWith();
    const looking = folder.drop({ name: 'pods', handle: null, inside: given(['a', 'b'], true) });
    await folder.answerAll();
    await looking;
    expect(folder.store.getState().fleet?.entries.map(({ isFound }) => isFound)).toEqual([
      true,
      true,
    ]);
  });

  test('says so where a folder holds nothing, and stays as it was', async () => {
    const { drop, store } = windowWith();
    await drop({ name: 'empty', handle: null, inside: [] });
    expect(store.getState().fleet).toBeNull();
    expect(store.getState().notices.map(({ text }) => text)).toEqual([
      'There are no files in there.',
    ]);
  });

  test('stays a tab beside the dumps that are opened from it', async () => {
    const { actions, store, answerAll } = windowWith();
    const reading = actions.fleet.read(given(['a', 'b']));
    await answerAll();
    await reading;
    await actions.fleet.open('b');
    const [tab] = store.getState().tabs;
    expect(store.getState().activeTabId).toBe(tab?.id);
    actions.dumps.activateNeighbour(1);
    expect(store.getState().activeTabId).toBe(FLEET_TAB);
    actions.dumps.activate(tab?.id ?? null);
    actions.dumps.close(tab?.id ?? '');
    expect(store.getState().activeTabId).toBe(FLEET_TAB);
    actions.fleet.close();
    expect(store.getState()).toMatchObject({ fleet: null, activeTabId: null });
  });

  test('that is replaced while it is read leaves no answer in the other', async () => {
    vi.useFakeTimers();
    const { actions, openNow, store, answerAll } = windowWith();
    const first = actions.fleet.read(given(['a', 'b', 'c']));
    await settle();
    const second = actions.fleet.read(given(['x']));
    await answerAll();
    await first;
    await second;
    vi.runAllTimers();
    vi.useRealTimers();
    expect(store.getState().fleet?.entries.map(({ name }) => name)).toEqual(['x']);
    expect(openNow()).toEqual([]);
  });
});
