import { describe, expect, it } from 'vitest';
import type { AskOptions, OpenDump } from '../../../../renderer/host/host-api.ts';
import { HostError } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { activeTab, createAppStore } from '../../../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import { currentEntry } from '../../../../renderer/state/view/history.ts';
import { CYCLES_LOCATION, TYPES } from '../../../../renderer/state/view/view-state.ts';
import { DEFAULT_EXPORT } from '../../../../shared/protocol/schemas.ts';
import type { FakeHost } from '../../support/fake-host.ts';
import { cancelled, dumpHandle, fakeDump, fakeHost, settle } from '../../support/fake-host.ts';

function app(host: FakeHost) {
  const store = createAppStore(DEFAULT_PERSISTED);
  return { store, actions: createActions(store, host, null) };
}

function readyTab(store: ReturnType<typeof createAppStore>) {
  const tab = activeTab(store.getState());
  if (tab?.status !== 'ready') throw new Error(`The tab is ${tab?.status ?? 'not there'}.`);
  return tab;
}

describe('opening a dump', () => {
  it('opens what the host was started with, and shows the overview', async () => {
    const dump = fakeDump();
    const host = fakeHost({
      startup: [dumpHandle('leak.ouro')],
      open: () => Promise.resolve(dump),
    });
    const { store, actions } = app(host);
    await actions.dumps.start();
    expect(store.getState().started).toBe(true);
    expect(currentEntry(readyTab(store).history).place.view).toBe('overview');
    // The overview was asked for while the progress was still on screen.
    expect(dump.asked.map(({ channel }) => channel)).toEqual(['overview']);
  });

  it('shows progress, and measures the rate from the start of each phase', async () => {
    let options: AskOptions = {};
    const host = fakeHost({
      open: (_handle, given) => {
        options = given;
        return new Promise<OpenDump>(() => {});
      },
    });
    const { store, actions } = app(host);
    void actions.dumps.open(dumpHandle('leak.ouro'));
    options.onProgress?.({ phase: 'Reading', done: 10, total: 100, unit: 'bytes' });
    options.onProgress?.({ phase: 'Reading', done: 40, total: 100, unit: 'bytes' });
    expect(activeTab(store.getState())).toMatchObject({
      status: 'opening',
      progress: { done: 40 },
      phaseStartedWith: 10,
    });
    options.onProgress?.({ phase: 'Sorting', done: 5, total: 9, unit: 'objects' });
    expect(activeTab(store.getState())).toMatchObject({ phaseStartedWith: 5 });
  });

  it('offers to open again when the engine dies at the first question', async () => {
    const dump = fakeDump();
    const error = { code: 'worker-exited', message: 'The engine stopped.' } as const;
    const host = fakeHost({
      open: () =>
        Promise.resolve({
          ...dump,
          ask: () => {
            dump.lose(error);
            return Promise.reject(new HostError(error));
          },
        }),
    });
    const { store, actions } = app(host);
    await actions.dumps.open(dumpHandle('leak.ouro'));
    expect(activeTab(store.getState())).toMatchObject({ status: 'failed', error });
  });

  it('shows a file that is open already, and one written anew since beside it', async () => {
    let isUnchanged = true;
    const host = fakeHost({
      open: () =>
        Promise.resolve({ ...fakeDump(), isUnchanged: () => Promise.resolve(isUnchanged) }),
    });
    const { store, actions } = app(host);
    await actions.dumps.open(dumpHandle('a.ouro'));
    await actions.dumps.open(dumpHandle('b.ouro'));
    await actions.dumps.open(dumpHandle('a.ouro'));
    expect(store.getState().tabs).toHaveLength(2);
    expect(activeTab(store.getState())?.name).toBe('leak.ouro');
    expect(store.getState().activeTabId).toBe(store.getState().tabs[0]?.id);
    isUnchanged = false;
    await actions.dumps.open(dumpHandle('a.ouro'));
    expect(store.getState().tabs).toHaveLength(3);
  });

  it('removes the tab when opening is cancelled', async () => {
    const host = fakeHost({
      open: (_handle, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(cancelled()))),
    });
    const { store, actions } = app(host);
    const opening = actions.dumps.open(dumpHandle('leak.ouro'));
    actions.dumps.cancelOpening(store.getState().activeTabId ?? '');
    await opening;
    expect(store.getState()).toMatchObject({ tabs: [], activeTabId: null });
  });

  it('keeps a failure as the tab’s state, and can try again in its place', async () => {
    const results = [
      () => Promise.reject(new HostError({ code: 'file-unreadable', message: 'Gone.' })),
      () => Promise.resolve(fakeDump()),
    ];
    const host = fakeHost({ open: () => results.shift()?.() ?? Promise.reject(cancelled()) });
    const { store, actions } = app(host);
    await actions.dumps.open(dumpHandle('leak.ouro'));
    const failed = activeTab(store.getState());
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'file-unreadable' } });
    await actions.dumps.retry(failed?.id ?? '');
    expect(activeTab(store.getState())).toMatchObject({ status: 'ready', id: failed?.id });
  });

  it('loses only the dump whose engine dies', async () => {
    const dumps = [fakeDump('d1', 'a.ouro'), fakeDump('d2', 'b.ouro')];
    const [first] = dumps;
    const queue = [...dumps];
    const host = fakeHost({
      open: () => Promise.resolve(queue.shift() ?? fakeDump()),
    });
    const { store, actions } = app(host);
    await actions.dumps.open(dumpHandle('a.ouro'));
    await actions.dumps.open(dumpHandle('b.ouro'));
    first?.lose({ code: 'worker-exited', message: 'The engine stopped.' });
    expect(store.getState().tabs.map(({ status }) => status)).toEqual(['failed', 'ready']);
  });

  it('closes the engine with the tab, and goes to the neighbour', async () => {
    const dumps = [fakeDump('d1', 'a.ouro'), fakeDump('d2', 'b.ouro')];
    const queue = [...dumps];
    const host = fakeHost({ open: () => Promise.resolve(queue.shift() ?? fakeDump()) });
    const { store, actions } = app(host);
    await actions.dumps.open(dumpHandle('a.ouro'));
    await actions.dumps.open(dumpHandle('b.ouro'));
    actions.dumps.close(store.getState().activeTabId ?? '');
    await settle();
    expect(dumps[1]?.isClosed).toBe(true);
    expect(readyTab(store).name).toBe('a.ouro');
  });
});

describe('moving about', () => {
  async function opened() {
    const host = fakeHost({ open: () => Promise.resolve(fakeDump()) });
    const made = app(host);
    await made.actions.dumps.open(dumpHandle('leak.ouro'));
    return made;
  }
  const entryOf = (store: ReturnType<typeof createAppStore>) =>
    currentEntry(readyTab(store).history);

  it('draws another object with the options of the present drawing', async () => {
    const { store, actions } = await opened();
    actions.view.drawObject({ node: 1, name: 'a' });
    actions.view.editScene((request) => ({ ...request, depth: 6, direction: 'both' }));
    actions.view.drawObject({ node: 2, name: 'b' });
    expect(entryOf(store)).toMatchObject({
      place: { view: 'graph', request: { focus: [2], depth: 6, direction: 'both' } },
      selection: { node: 2 },
    });
    actions.view.back();
    actions.view.back();
    expect(entryOf(store).place).toMatchObject({ request: { focus: [1], depth: 3 } });
  });

  it('brings viewport and scroll back, also when they were told late', async () => {
    const { store, actions } = await opened();
    actions.view.navigate(TYPES);
    const typesEntry = entryOf(store).id;
    actions.view.navigate(CYCLES_LOCATION);
    actions.view.rememberScroll(typesEntry, 'rows', 400);
    actions.view.back();
    expect(entryOf(store)).toMatchObject({ place: TYPES, scroll: { rows: 400 } });
  });

  it('does not make a step of what only refines a view', async () => {
    const { store, actions } = await opened();
    actions.view.navigate(TYPES);
    actions.view.refine({ ...TYPES, where: 'frame' });
    actions.view.select({ node: 3, name: 'c' });
    expect(readyTab(store).history.entries).toHaveLength(2);
    expect(entryOf(store)).toMatchObject({ place: { where: 'frame' }, selection: { node: 3 } });
  });

  it('returns to the drawing that was last looked at', async () => {
    const { store, actions } = await opened();
    actions.view.drawObject({ node: 1, name: 'a' });
    actions.view.navigate(CYCLES_LOCATION, null);
    actions.view.returnToGraph();
    expect(entryOf(store)).toMatchObject({
      place: { view: 'graph', request: { focus: [1] } },
      selection: { node: 1 },
    });
  });

  it('saves what the engine wrote', async () => {
    const dump = fakeDump();
    const host = fakeHost({ open: () => Promise.resolve(dump) });
    const { actions } = app(host);
    await actions.dumps.open(dumpHandle('leak.ouro'));
    actions.view.drawObject({ node: 1, name: 'a' });
    const saving = actions.export.exportDrawing(DEFAULT_EXPORT);
    dump.asked
      .at(-1)
      ?.answer({ text: '<svg/>', mediaType: 'image/svg+xml', suggestedName: 'a.svg' });
    await saving;
    expect(host.saved).toEqual([{ name: 'a.svg', text: '<svg/>' }]);
  });
});
