import { describe, expect, it } from 'vitest';
import type { AskOptions, HostApi, OpenDump } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { activeTab, createAppStore } from '../../../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import type { ReadyTab } from '../../../../renderer/state/store/tab.ts';
import { currentEntry } from '../../../../renderer/state/view/history.ts';
import { CYCLES_LOCATION } from '../../../../renderer/state/view/view-state.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { cancelled, dumpHandle, fakeDump, fakeHost, settle } from '../../support/fake-host.ts';

/** A loan that the test decides about. */
interface AskedLoan {
  readonly from: string;
  readonly to: string;
  readonly options: AskOptions;
  lend(): void;
}

/** Of a content of its own. */
const dumpNamed = (name: string) => fakeDump(`id ${name}`, name, fingerprintOf(name));
const fingerprintOf = (name: string) =>
  `9-${[...name]
    .map((sign) => sign.charCodeAt(0).toString(16))
    .join('')
    .padStart(16, '0')
    .slice(-16)}`;

async function windowWith(...names: readonly string[]) {
  const asked: AskedLoan[] = [];
  const givenBack: string[] = [];
  const dumps = new Map(names.map((name) => [name, dumpNamed(name)]));
  const host: HostApi = {
    ...fakeHost({
      open: ({ name }) => Promise.resolve(dumps.get(name) ?? dumpNamed(name)),
    }),
    chooseDump: () => Promise.resolve(dumpHandle('chosen.ouro')),
    lendDump: (from: OpenDump, to: OpenDump, _cuts, options) =>
      new Promise((resolve, reject) => {
        options.signal?.addEventListener('abort', () => reject(cancelled()));
        const lend = () => resolve(`${from.name} for ${to.name}`);
        asked.push({ from: from.name, to: to.name, options, lend });
      }),
    giveBackDump(to, baseline) {
      givenBack.push(`${baseline} from ${to.name}`);
      return Promise.resolve();
    },
  };
  const store = createAppStore(DEFAULT_PERSISTED);
  const actions = createActions(store, host, null);
  for (const name of names) await actions.dumps.open(dumpHandle(name));
  await settle();
  const tab = (name: string): ReadyTab => {
    const found = store.getState().tabs.find((one) => one.name === name);
    if (found?.status !== 'ready') throw new Error(`${name} is not open`);
    return found;
  };
  const place = () => {
    const active = activeTab(store.getState());
    return active?.status === 'ready' ? currentEntry(active.history).place : null;
  };
  return { store, actions, asked, givenBack, dumps, tab, place };
}

describe('choosing what to compare with', () => {
  it('takes the only other dump, and asks where there are several', async () => {
    const two = await windowWith('a', 'b');
    two.actions.compare.show();
    expect(two.place()).toMatchObject({ view: 'compare', baselines: [fingerprintOf('a')] });
    const three = await windowWith('a', 'b', 'c');
    three.actions.compare.show();
    expect(three.place()).toMatchObject({ view: 'compare', baselines: [] });
  });

  it('puts dumps in the order in which they were taken, and shows the last', async () => {
    const { actions, place, store, tab } = await windowWith('c', 'a', 'b');
    let minutes: Readonly<Record<string, number>> = { a: 60, b: 120, c: 180 };
    const moment = (name: string, pid: number) => ({
      ...{ time: minutes[name] ?? null, pid, command: '', rssBytes: null },
      ...{ explainedBytes: 0, garbageBytes: null },
    });
    const date = (pidOf: (name: string) => number) =>
      store.setState(({ tabs }) => ({
        tabs: tabs.map((one) =>
          one.status === 'ready' ? { ...one, moment: moment(one.name, pidOf(one.name)) } : one,
        ),
      }));
    date(() => 7);
    actions.compare.all();
    expect(activeTab(store.getState())?.name).toBe('c');
    expect(place()).toMatchObject({ baselines: [fingerprintOf('a'), fingerprintOf('b')] });
    // Of several processes, too.
    date((name) => minutes[name] ?? 0);
    actions.dumps.activate(tab('a').id);
    actions.compare.all();
    expect(activeTab(store.getState())?.name).toBe('c');
    expect(place()).toMatchObject({ baselines: [fingerprintOf('a'), fingerprintOf('b')] });
    // Where one does not say when, what is in view is what the others are compared with.
    const { b: _, ...known } = minutes;
    minutes = known;
    date(() => 7);
    actions.dumps.activate(tab('a').id);
    actions.compare.all();
    expect(activeTab(store.getState())?.name).toBe('a');
    expect(place()).toMatchObject({ baselines: [fingerprintOf('c'), fingerprintOf('b')] });
  });

  it('takes dumps of one content once', async () => {
    // A dump's content is made of the end of its name here.
    const { actions, place } = await windowWith('same.ouro', 'copy of same.ouro', 'other');
    actions.compare.all();
    expect(place()).toMatchObject({ baselines: [fingerprintOf('same.ouro')] });
  });

  it('comes back to the comparison as it was left', async () => {
    const { actions, place, tab } = await windowWith('a', 'b', 'c');
    actions.compare.choose([tab('b').id]);
    actions.view.navigate(CYCLES_LOCATION);
    actions.compare.show();
    expect(place()).toMatchObject({ view: 'compare', baselines: [fingerprintOf('b')] });
  });

  it('opens a file beside the dump in view, and compares with it', async () => {
    const { actions, place, store } = await windowWith('a');
    actions.compare.show();
    await actions.compare.openBaseline(0);
    await settle();
    expect(activeTab(store.getState())?.name).toBe('a');
    expect(place()).toMatchObject({ baselines: [fingerprintOf('chosen.ouro')] });
  });
});

describe('a loan', () => {
  it('is asked for once, and shows how far it is until it is there', async () => {
    const { actions, asked, store, tab } = await windowWith('a', 'b');
    actions.compare.borrow(tab('b'), [tab('a')]);
    actions.compare.borrow(tab('b'), [tab('a')]);
    expect(asked.map(({ from, to }) => [from, to])).toEqual([['a', 'b']]);
    asked[0]?.options.onProgress?.({ phase: 'Sorting', done: 1, total: 2, unit: 'objects' });
    expect(store.getState().loans).toMatchObject([
      { status: 'lending', progress: { phase: 'Sorting' } },
    ]);
    asked[0]?.lend();
    await settle();
    expect(store.getState().loans).toMatchObject([{ status: 'lent', baseline: 'a for b' }]);
  });

  it('is given back when another dump is compared with, or none', async () => {
    const { actions, asked, givenBack, store, tab } = await windowWith('a', 'b', 'c');
    actions.compare.borrow(tab('c'), [tab('a')]);
    asked[0]?.lend();
    await settle();
    actions.compare.borrow(tab('c'), [tab('b')]);
    expect(givenBack).toEqual(['a for c from c']);
    asked[1]?.lend();
    await settle();
    actions.compare.stop();
    expect(givenBack).toEqual(['a for c from c', 'b for c from c']);
    expect(store.getState().loans).toEqual([]);
  });

  it('is made anew under other cuts, since families depend on them', async () => {
    const { actions, asked, givenBack, tab } = await windowWith('a', 'b');
    actions.compare.borrow(tab('b'), [tab('a')]);
    asked[0]?.lend();
    await settle();
    actions.view.setCuts({ ...DEFAULT_CUTS, instanceClass: false });
    actions.compare.borrow(tab('b'), [tab('a')]);
    expect([asked.length, givenBack]).toEqual([2, ['a for b from b']]);
    // What is cut by hand is of one dump, and changes nothing.
    actions.view.setCuts({
      ...DEFAULT_CUTS,
      instanceClass: false,
      edges: [{ source: 1, position: 0 }],
    });
    actions.compare.borrow(tab('b'), [tab('a')]);
    expect(asked.length).toBe(2);
  });

  it('ends with the dump that lent it', async () => {
    const { actions, asked, givenBack, store, tab } = await windowWith('a', 'b');
    actions.compare.borrow(tab('b'), [tab('a')]);
    asked[0]?.lend();
    await settle();
    actions.dumps.close(tab('a').id);
    expect([store.getState().loans, givenBack]).toEqual([[], ['a for b from b']]);
  });

  it('ends without a word when the dump it was for is closed or lost on the way', async () => {
    const { actions, asked, givenBack, store, tab, dumps } = await windowWith('a', 'b');
    actions.compare.borrow(tab('b'), [tab('a')]);
    dumps.get('b')?.lose({ code: 'worker-exited', message: 'Gone.' });
    await settle();
    expect(asked[0]?.options.signal?.aborted).toBe(true);
    expect([store.getState().loans, givenBack, store.getState().notices]).toEqual([[], [], []]);
  });
});

it('shows a place of another dump under the cuts of the comparison', async () => {
  const { actions, place, store, tab } = await windowWith('a', 'b');
  const cuts = { ...DEFAULT_CUTS, moduleNamespace: false };
  actions.compare.goTo(tab('a').id, { ...CYCLES_LOCATION, familyId: 3 }, cuts);
  expect(activeTab(store.getState())?.name).toBe('a');
  expect([place(), tab('a').cuts]).toEqual([{ ...CYCLES_LOCATION, familyId: 3 }, cuts]);
});
