import { describe, expect, it } from 'vitest';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { readLink } from '../../../../renderer/state/links/view-link.ts';
import { activeTab, createAppStore } from '../../../../renderer/state/store/app-store.ts';
import { baselineTab } from '../../../../renderer/state/store/baselines.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import { keepSession } from '../../../../renderer/state/store/session-keeper.ts';
import type { AsleepTab } from '../../../../renderer/state/store/tab.ts';
import { currentEntry } from '../../../../renderer/state/view/history.ts';
import { dumpHandle, fakeDump, fakeHost, settle } from '../../support/fake-host.ts';

const FINGERPRINTS: Readonly<Record<string, string>> = {
  'before.ouro': '9-00000000000000aa',
  'after.ouro': '9-00000000000000bb',
};
const open = ({ name }: { readonly name: string }) =>
  Promise.resolve(fakeDump(name, name, FINGERPRINTS[name]));

const asleep = (id: string, link: string): AsleepTab => ({
  id,
  name: id,
  handle: dumpHandle(id),
  status: 'asleep',
  kept: { links: [link], at: 0 },
});

describe('a baseline', () => {
  it('is found by its dump, in a tab that sleeps too, and is never the dump itself', () => {
    const own = asleep('t1', 'view=compare&dump=9-00000000000000bb');
    const other = asleep('t2', 'view=cycles&dump=9-00000000000000aa');
    expect(baselineTab('9-00000000000000aa', 't1', [own, other])).toBe(other);
    expect(baselineTab('9-00000000000000bb', 't1', [own, other])).toBeNull();
    expect(baselineTab('t2', 't1', [own, other])).toBe(other);
    expect(baselineTab('', 't1', [own, asleep('t3', '')])).toBeNull();
  });

  it('stands in links by what its dump contains, and nothing else does', () => {
    const finding = { objectAt: () => null, typeNamed: () => null, familyName: () => null };
    const { place } = readLink('view=compare&baselines=9-00000000000000aa', finding);
    expect(place).toMatchObject({ baselines: ['9-00000000000000aa'] });
    for (const bad of ['t1', '../x', '9-00000000000000aa,', ',,,']) {
      const link = `view=compare&baselines=${encodeURIComponent(bad)}`;
      expect(() => readLink(link, finding)).toThrow('baselines names no dumps');
    }
  });
});

it('is there again after a restart, with what was chosen in the comparison', async () => {
  const first = fakeHost({ open });
  const store = createAppStore(DEFAULT_PERSISTED);
  const page = new EventTarget();
  const stop = keepSession(store, first, page);
  const actions = createActions(store, first, null);
  await actions.dumps.start();
  await actions.dumps.open(dumpHandle('before.ouro'));
  await actions.dumps.open(dumpHandle('after.ouro'));
  actions.compare.show();
  const tab = activeTab(store.getState());
  const place = tab?.status === 'ready' ? currentEntry(tab.history).place : null;
  if (place?.view !== 'compare') throw new Error('nothing is compared');
  actions.view.refine({ ...place, page: 'types', text: 'Session', changedOnly: false });
  page.dispatchEvent(new Event('pagehide'));
  stop();

  const session = first.kept.at(-1);
  if (session === undefined) throw new Error('nothing was kept');
  const again = createAppStore(DEFAULT_PERSISTED);
  const second = createActions(again, fakeHost({ open, session }), null);
  await second.dumps.start();
  await settle();
  const { tabs } = again.getState();
  const back = activeTab(again.getState());
  if (back?.status !== 'ready') throw new Error('the dump in front is not open');
  const compared = currentEntry(back.history).place;
  expect(compared).toMatchObject({
    view: 'compare',
    baselines: [FINGERPRINTS['before.ouro']],
    page: 'types',
    text: 'Session',
    changedOnly: false,
  });
  // The other dump sleeps still: the comparison finds it, and wakes it.
  const baseline = compared.view === 'compare' ? (compared.baselines[0] ?? '') : '';
  expect(baselineTab(baseline, back.id, tabs)).toMatchObject({
    name: 'before.ouro',
    status: 'asleep',
  });
});
