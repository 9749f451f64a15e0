import { expect, it } from 'vitest';
import type { HostApi } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { activeTab, createAppStore } from '../../../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import { currentEntry } from '../../../../renderer/state/view/history.ts';
import { fakeDump, fakeHost, LISTED, settle } from '../../support/fake-host.ts';

function windowWith(processes: HostApi['pythonProcesses']) {
  let readings = 0;
  const host: HostApi = {
    ...fakeHost({
      open: ({ name }) => {
        const dump = fakeDump(
          `id ${++readings}`,
          `${name} at ${readings}`,
          `9-${'0'.repeat(15)}${readings}`,
        );
        // A process is never what it was.
        return Promise.resolve({ ...dump, isUnchanged: () => Promise.resolve(false) });
      },
    }),
    pythonProcesses: processes,
  };
  const store = createAppStore(DEFAULT_PERSISTED);
  return { store, actions: createActions(store, host, null) };
}

it('lists what the host has, and nothing where it has none', async () => {
  const { store, actions } = windowWith(() => Promise.resolve([LISTED]));
  expect(store.getState().processes).toBeNull();
  await actions.processes.refresh();
  expect(store.getState().processes).toEqual([LISTED]);
  const failing = windowWith(() => Promise.reject(new Error('no')));
  await failing.actions.processes.refresh();
  expect(failing.store.getState().processes).toBeNull();
});

it('reads a process with one click, and compares with the second', async () => {
  const { store, actions } = windowWith(() => Promise.resolve([LISTED]));
  await actions.processes.read(LISTED);
  await settle();
  const [first] = store.getState().tabs;
  expect(store.getState().tabs).toHaveLength(1);
  expect(activeTab(store.getState())?.name).toBe('process 7 at 1');
  await actions.processes.read(LISTED);
  await settle();
  const second = activeTab(store.getState());
  expect(second?.name).toBe('process 7 at 2');
  if (second?.status !== 'ready') throw new Error('The second reading is not open');
  const { place } = currentEntry(second.history);
  expect(place.view).toBe('compare');
  expect(place.view === 'compare' && place.baselines).toHaveLength(1);
  expect(store.getState().tabs.map(({ id }) => id)).toEqual([first.id, second.id]);
});
