import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DumpHandle, KeptSession, OpenDump } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { createAppStore } from '../../../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import { keepPlain, keepSession } from '../../../../renderer/state/store/session-keeper.ts';
import { currentEntry } from '../../../../renderer/state/view/history.ts';
import { CYCLES_LOCATION } from '../../../../renderer/state/view/view-state.ts';
import type { FakeHost } from '../../support/fake-host.ts';
import { dumpHandle, FINGERPRINT, fakeDump, fakeHost } from '../../support/fake-host.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A dump whose objects are at 0x1000 and every 16 bytes from there. */
function addressedDump(name: string): OpenDump {
  const dump = fakeDump(name, name);
  return {
    ...dump,
    ask(channel, request, options) {
      if (channel === 'identify') {
        const { nodes } = request as { readonly nodes: readonly number[] };
        const objects = nodes.map((node) => ({ address: addressOf(node), type: 'Node' }));
        return Promise.resolve({ objects } as never);
      }
      if (channel === 'locate') {
        const { addresses } = request as { readonly addresses: readonly string[] };
        const objects = addresses.map((address) => ({
          node: (Number(address) - 0x1000) / 16,
          address,
          type: 'Node',
        }));
        return Promise.resolve({ objects, types: [] } as never);
      }
      return dump.ask(channel, request, options);
    },
  };
}
const addressOf = (node: number) => `0x${(0x1000 + 16 * node).toString(16)}`;

function appOf(host: FakeHost) {
  const store = createAppStore(DEFAULT_PERSISTED);
  const page = new EventTarget();
  const stop = keepSession(store, host, page);
  return { store, actions: createActions(store, host, null), page, stop };
}

const openAs = (handle: DumpHandle) => Promise.resolve(addressedDump(handle.name));

it('writes down how every dump is looked at, and the next start goes on from there', async () => {
  const host = fakeHost({ open: openAs });
  const { actions, stop } = appOf(host);
  await actions.dumps.start();
  await actions.dumps.open(dumpHandle('a.ouro'));
  await actions.dumps.open(dumpHandle('b.ouro'));
  actions.view.drawObject({ node: 2, name: 'Node' });
  actions.view.editScene((request) => ({ ...request, depth: 7, hidden: [5] }));
  await vi.advanceTimersByTimeAsync(1000);
  stop();
  const session = host.kept.at(-1);
  expect(session?.active).toBe(1);
  expect(session?.tabs.map(({ handle, at }) => [handle.name, at])).toEqual([
    ['a.ouro', 0],
    ['b.ouro', 2],
  ]);
  expect(session?.tabs[1]?.links[2]).toBe(
    `view=graph&dump=${FINGERPRINT}&focus=0x1020&depth=7&hidden=0x1050&selected=0x1020`,
  );

  const again = appOf(fakeHost({ open: openAs, ...(session !== undefined && { session }) }));
  await again.actions.dumps.start();
  const { tabs } = again.store.getState();
  // Only the one in front is opened: the others wait until they are looked at.
  expect(tabs.map(({ status }) => status)).toEqual(['asleep', 'ready']);
  const [, b] = tabs;
  if (b?.status !== 'ready') throw new Error('The tab in front is not open.');
  expect(b.history.entries).toHaveLength(3);
  expect(currentEntry(b.history)).toMatchObject({
    place: { view: 'graph', request: { focus: [2], depth: 7, hidden: [5] } },
    selection: { node: 2 },
  });
  await again.actions.dumps.activateNeighbour(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(again.store.getState().tabs[0]?.status).toBe('ready');
  again.stop();
});

it('does not go on by itself with a dump that was being opened when everything ended', async () => {
  const host = fakeHost({ open: () => new Promise(() => {}) });
  const { actions, stop } = appOf(host);
  await actions.dumps.start();
  void actions.dumps.open(dumpHandle('too-large.ouro'));
  await vi.advanceTimersByTimeAsync(1000);
  stop();
  expect(host.kept.at(-1)).toMatchObject({ active: null, tabs: [{ links: [] }] });
});

it('writes down the last step when the page goes away', async () => {
  const host = fakeHost({ open: openAs });
  const { actions, page, stop } = appOf(host);
  await actions.dumps.start();
  await actions.dumps.open(dumpHandle('a.ouro'));
  actions.view.navigate(CYCLES_LOCATION);
  page.dispatchEvent(new Event('pagehide'));
  expect(host.kept.at(-1)?.tabs[0]?.links.at(-1)).toBe(`view=cycles&dump=${FINGERPRINT}`);
  stop();
});

it('does not go back to a view that failed to draw', async () => {
  const host = fakeHost({ open: openAs });
  const { store, actions, page, stop } = appOf(host);
  await actions.dumps.start();
  await actions.dumps.open(dumpHandle('a.ouro'));
  actions.view.navigate(CYCLES_LOCATION);
  const [tab] = store.getState().tabs;
  if (tab?.status !== 'ready') throw new Error('The tab is not open.');
  actions.view.couldNotDraw(currentEntry(tab.history).id);
  await vi.advanceTimersByTimeAsync(1000);
  const overview = [{ links: [`view=overview&dump=${FINGERPRINT}`], at: 0 }];
  expect(host.kept.at(-1)?.tabs).toMatchObject(overview);
  page.dispatchEvent(new Event('pagehide'));
  expect(host.kept.at(-1)?.tabs).toMatchObject(overview);
  stop();
});

it('keeps the tabs, and nothing of their views, when the window cannot be drawn', async () => {
  const host = fakeHost({ open: openAs });
  const { store, actions, stop } = appOf(host);
  await actions.dumps.start();
  await actions.dumps.open(dumpHandle('a.ouro'));
  stop();
  keepPlain(store, host);
  expect(host.kept.at(-1)).toMatchObject({ active: null, tabs: [{ links: [], at: 0 }] });
});

it('forgets what was kept about another dump of the same name', async () => {
  const session: KeptSession = {
    tabs: [{ handle: dumpHandle('a.ouro'), links: ['view=cycles&dump=1-0000000000000000'], at: 0 }],
    active: 0,
  };
  const { store, actions, stop } = appOf(fakeHost({ open: openAs, session }));
  await actions.dumps.start();
  const [tab] = store.getState().tabs;
  if (tab?.status !== 'ready') throw new Error('The tab is not open.');
  expect(currentEntry(tab.history).place.view).toBe('overview');
  expect(store.getState().notices.map(({ text }) => text)).toEqual([
    'a.ouro has other content than last time, and opens from the start.',
  ]);
  stop();
});

it('goes on where it was when a lost dump is opened again', async () => {
  const lost = fakeDump('d1', 'a.ouro');
  const dumps: OpenDump[] = [lost, addressedDump('a.ouro')];
  const host = fakeHost({ open: () => Promise.resolve(dumps.shift() ?? fakeDump()) });
  const { store, actions, stop } = appOf(host);
  await actions.dumps.start();
  await actions.dumps.open(dumpHandle('a.ouro'));
  actions.view.navigate(CYCLES_LOCATION);
  lost.lose({ code: 'worker-exited', message: 'The engine stopped.' });
  const id = store.getState().tabs[0]?.id ?? '';
  await actions.dumps.retry(id);
  const [tab] = store.getState().tabs;
  if (tab?.status !== 'ready') throw new Error('The tab is not open.');
  expect(currentEntry(tab.history).place.view).toBe('cycles');
  stop();
});

it('opens what a link is about at the view it names, and says when it cannot', async () => {
  const addressBar = (link: string) => ({
    link: () => link,
    show() {},
    listen: () => () => {},
  });
  const start = async (link: string) => {
    const host = fakeHost({
      startup: [dumpHandle('a.ouro')],
      open: openAs,
      addressBar: addressBar(link),
    });
    const { store, actions, stop } = appOf(host);
    await actions.dumps.start();
    stop();
    const [tab] = store.getState().tabs;
    if (tab?.status !== 'ready') throw new Error('The tab is not open.');
    return { entry: currentEntry(tab.history), notices: store.getState().notices };
  };
  const graph = await start('view=graph&focus=0x1030&selected=0x1030');
  expect(graph.entry).toMatchObject({ place: { view: 'graph', request: { focus: [3] } } });
  expect(graph.notices).toEqual([]);
  const bad = await start('view=moon');
  expect(bad.entry.place.view).toBe('overview');
  expect(bad.notices[0]?.text).toBe('The link could not be followed: it names no view.');
  const other = await start('view=cycles&dump=1-0000000000000000');
  expect(other.entry.place.view).toBe('overview');
  expect(other.notices[0]?.text).toBe('The link is about a dump that is not open here.');
});
