import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostApi, OpenDump } from '../../../../renderer/host/host-api.ts';
import { HostError } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { activeTab, createAppStore } from '../../../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import type { GrowthReading } from '../../../../shared/protocol/process-schemas.ts';
import { fakeDump, fakeHost, LISTED } from '../../support/fake-host.ts';

const READING: GrowthReading = {
  at: '2026-01-01T00:00:00.000Z',
  hours: 0,
  objects: 1,
  shallowBytes: 1,
  nativeBytes: 0,
  rssBytes: 1,
  rssBytesPerHour: null,
  garbage: null,
  growing: [],
};

function windowWith(watchProcess: HostApi['watchProcess']) {
  const host: HostApi = {
    ...fakeHost({ open: () => Promise.reject(new Error('not opened')) }),
    watchProcess,
  };
  const store = createAppStore(DEFAULT_PERSISTED);
  return { store, actions: createActions(store, host, null) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('reads a process in one engine until it is stopped, and opens the last reading', async () => {
  const dump = fakeDump('id', 'process 7 at 12:00', '9-0');
  const given: (OpenDump | null)[] = [];
  const { store, actions } = windowWith((_, before) => {
    given.push(before);
    return Promise.resolve({ dump, reading: { ...READING, objects: given.length } });
  });
  actions.watch.start(LISTED);
  expect(store.getState().watch).toMatchObject({ state: 'reading', readings: [] });
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().watch).toMatchObject({ state: 'waiting', everySeconds: 60 });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(given).toEqual([null]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given).toEqual([null, dump]);
  actions.watch.setInterval(10);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(store.getState().watch?.readings.map(({ objects }) => objects)).toEqual([1, 2, 3]);
  actions.watch.stop();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(given).toHaveLength(3);
  expect(store.getState().watch?.state).toBe('over');
  await actions.watch.openLast();
  expect(store.getState().watch).toBeNull();
  expect(activeTab(store.getState())).toMatchObject({ status: 'ready', dump });
  expect(dump.isClosed).toBe(false);
});

it('closes what it read with the watch, also what comes too late', async () => {
  const early = fakeDump('early', 'early', '9-1');
  const late = fakeDump('late', 'late', '9-2');
  let answer: (() => void) | undefined;
  let count = 0;
  const { store, actions } = windowWith(() =>
    ++count === 1
      ? Promise.resolve({ dump: early, reading: READING })
      : new Promise((resolve) => {
          answer = () => resolve({ dump: late, reading: READING });
        }),
  );
  actions.watch.start(LISTED);
  await vi.advanceTimersByTimeAsync(60_000);
  actions.watch.close();
  expect(early.isClosed).toBe(true);
  expect(store.getState().watch).toBeNull();
  answer?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(late.isClosed).toBe(true);
  expect(store.getState().watch).toBeNull();
});

it('opens the last reading once the one that goes on has ended in its engine', async () => {
  const dump = fakeDump('id', 'process 7', '9-3');
  let answer: (() => void) | undefined;
  let count = 0;
  const { store, actions } = windowWith(() =>
    ++count === 1
      ? Promise.resolve({ dump, reading: READING })
      : new Promise((resolve) => {
          answer = () => resolve({ dump, reading: READING });
        }),
  );
  actions.watch.start(LISTED);
  await vi.advanceTimersByTimeAsync(60_000);
  actions.watch.stop();
  const opened = Promise.all([actions.watch.openLast(), actions.watch.openLast()]);
  answer?.();
  await opened;
  await vi.advanceTimersByTimeAsync(0);
  expect(activeTab(store.getState())).toMatchObject({ status: 'ready', dump });
  expect(store.getState().tabs).toHaveLength(1);
  expect(dump.isClosed).toBe(false);
});

it('is over with the process, and after five failures one after the other', async () => {
  const dump = fakeDump('id', 'process 7', '9-0');
  let code: 'none' | 'not-found' | 'bad-request' = 'none';
  let tries = 0;
  const { store, actions } = windowWith(() => {
    tries++;
    if (code !== 'none') return Promise.reject(new HostError({ code, message: 'It is gone.' }));
    return Promise.resolve({ dump, reading: READING });
  });
  actions.watch.start(LISTED);
  await vi.advanceTimersByTimeAsync(0);
  code = 'bad-request';
  await vi.advanceTimersByTimeAsync(4 * 60_000);
  expect(store.getState().watch).toMatchObject({ state: 'waiting', error: { code } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.getState().watch).toMatchObject({ state: 'over', readings: [READING] });
  expect(tries).toBe(6);
  code = 'none';
  actions.watch.start(LISTED);
  await vi.advanceTimersByTimeAsync(0);
  code = 'not-found';
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.getState().watch).toMatchObject({
    state: 'over',
    error: { message: 'It is gone.' },
  });
});

it('ends with the reading that was under way when it was stopped, and opens that one', async () => {
  const dump = fakeDump('id', 'process 7', '9-0');
  let answer: (() => void) | undefined;
  let count = 0;
  const { store, actions } = windowWith(() => {
    const reading = { ...READING, objects: ++count };
    if (count === 1) return Promise.resolve({ dump, reading });
    // As the desktop has it: another name of the engine that the dump is in.
    return new Promise((resolve) => {
      answer = () => resolve({ dump: { ...dump, close: dump.close }, reading });
    });
  });
  actions.watch.start(LISTED);
  await vi.advanceTimersByTimeAsync(60_000);
  actions.watch.stop();
  expect(store.getState().watch).toMatchObject({ state: 'ending', readings: [{ objects: 1 }] });
  answer?.();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(store.getState().watch?.readings.map(({ objects }) => objects)).toEqual([1, 2]);
  expect(store.getState().watch).toMatchObject({ state: 'over', canOpen: true });
  await actions.watch.openLast();
  await vi.advanceTimersByTimeAsync(0);
  expect(activeTab(store.getState())).toMatchObject({ status: 'ready' });
  expect(dump.isClosed).toBe(false);
  expect(count).toBe(2);
});

it('offers no last reading where its engine ended', async () => {
  const dump = fakeDump('id', 'process 7', '9-0');
  let isLost = false;
  const { store, actions } = windowWith(() => {
    const error = { code: 'worker-exited', message: 'The engine ended.' } as const;
    if (isLost) return Promise.reject(new HostError(error));
    return Promise.resolve({ dump, reading: READING });
  });
  actions.watch.start(LISTED);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().watch).toMatchObject({ canOpen: true });
  isLost = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.getState().watch).toMatchObject({ state: 'over', canOpen: false });
});
