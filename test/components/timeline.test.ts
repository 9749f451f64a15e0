import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActions } from '../../renderer/state/actions/actions.ts';
import { wasTimeline } from '../../renderer/state/actions/timeline-actions.ts';
import { activeTab, createAppStore } from '../../renderer/state/store/app-store.ts';
import { fingerprintOf } from '../../renderer/state/store/baselines.ts';
import { DEFAULT_PERSISTED } from '../../renderer/state/store/persisted.ts';
import type { DumpMoment, ReadyTab, Tab } from '../../renderer/state/store/tab.ts';
import { isTimeline } from '../../renderer/state/store/tab.ts';
import { currentEntry } from '../../renderer/state/view/history.ts';
import { further, nearest } from '../../renderer/views/timeline/nearest.ts';
import {
  dumpsOfProcess,
  dumpsWithin,
  placedDumps,
} from '../../renderer/views/timeline/open-dumps.ts';
import { clampSpan, zoomed } from '../../renderer/views/timeline/zoom.ts';
import type { PlotLine } from '../../shared/plot/plot.ts';
import { dumpHandle, type FakeDump, fakeDump, fakeHost } from './support/fake-host.ts';

const PRINT = '5-00112233445566aa';

/** A timeline that answers for itself, and nothing about objects. */
function fakeTimeline(): FakeDump {
  const dump = fakeDump('t1', 'run.dat');
  return {
    ...dump,
    kind: 'timeline',
    ask: (channel) =>
      channel === 'timeline'
        ? Promise.resolve({ fingerprint: PRINT } as never)
        : Promise.reject(new Error(`${channel} was asked of a timeline`)),
  };
}

function app(links: readonly string[] = []) {
  const host = fakeHost({
    open: ({ name }) => Promise.resolve(name.endsWith('.dat') ? fakeTimeline() : fakeDump()),
    session: {
      tabs: links.length === 0 ? [] : [{ handle: dumpHandle('run.dat'), links: [...links], at: 0 }],
      active: null,
    },
  });
  const store = createAppStore(DEFAULT_PERSISTED);
  return { store, host, actions: createActions(store, host, null) };
}

const placeOf = (tab: Tab | null) =>
  tab?.status === 'ready' ? currentEntry(tab.history).place : null;

describe('a timeline in a tab of its own', () => {
  it('opens in its own view, and asks nothing about objects', async () => {
    const { store, actions } = app();
    await actions.dumps.open(dumpHandle('run.dat'));
    const tab = activeTab(store.getState());
    expect(isTimeline(tab)).toBe(true);
    expect(placeOf(tab)?.view).toBe('timeline');
  });

  it('goes on where it was left, and follows no link to another view', async () => {
    const left = `view=timeline&dump=${PRINT}&from=10&to=20`;
    const { store, actions } = app([left, `view=graph&dump=${PRINT}&focus=0x10`]);
    await actions.dumps.start();
    const [asleep] = store.getState().tabs;
    expect(asleep !== undefined && wasTimeline(asleep)).toBe(false);
    await actions.dumps.open(dumpHandle('run.dat'));
    expect(placeOf(activeTab(store.getState()))).toMatchObject({
      view: 'timeline',
      from: 10,
      to: 20,
    });
  });

  it('of last time is known by its link before it is opened', async () => {
    const { store, actions } = app([`view=timeline&dump=${PRINT}`]);
    await actions.dumps.start();
    const [asleep] = store.getState().tabs;
    expect(asleep !== undefined && wasTimeline(asleep)).toBe(true);
    expect(asleep !== undefined && fingerprintOf(asleep)).toBe(PRINT);
  });
});

describe('a timeline beside a dump', () => {
  it('is put there by name, and is there again in the link', async () => {
    const { store, actions } = app();
    await actions.dumps.open(dumpHandle('run.dat'));
    const timeline = activeTab(store.getState());
    await actions.dumps.open(dumpHandle('leak.ouro'));
    actions.timeline.choose(timeline?.id ?? '');
    const tab = activeTab(store.getState());
    expect(placeOf(tab)).toMatchObject({ view: 'timeline', timeline: PRINT });
    if (tab?.status !== 'ready') throw new Error('The dump is not open.');
    expect(await tab.names.link(currentEntry(tab.history))).toContain(`timeline=${PRINT}`);
    actions.view.back();
    actions.timeline.show();
    expect(placeOf(activeTab(store.getState()))?.view).toBe('timeline');
  });
});

describe('the dumps on a timeline', () => {
  const moment = (change: Partial<DumpMoment>): DumpMoment => ({
    time: 100,
    pid: 7,
    command: 'python',
    rssBytes: null,
    explainedBytes: 1,
    garbageBytes: null,
    ...change,
  });
  const tab = (id: string, change: Partial<DumpMoment>) =>
    ({
      id,
      name: id,
      status: 'ready',
      kind: 'dump',
      moment: moment(change),
    }) as unknown as ReadyTab;
  const tabs = [
    tab('late', { time: 300 }),
    tab('early', { time: 100 }),
    tab('untimed', { time: null }),
    tab('other', { time: 200, pid: 8 }),
  ];

  it('are those that say when they were taken, the earliest first', () => {
    expect(placedDumps(tabs).map(({ id }) => id)).toEqual(['early', 'other', 'late']);
    const inTime = dumpsWithin(placedDumps(tabs), { start: 101, end: 250 });
    expect(inTime.map(({ id }) => id)).toEqual(['early', 'other']);
  });

  it('make a line of their own only with those of one process', () => {
    const placed = placedDumps(tabs);
    const own = placed[0];
    if (own === undefined) throw new Error('There is no dump.');
    expect(dumpsOfProcess(placed, own).map(({ id }) => id)).toEqual(['early', 'late']);
    const nameless = placedDumps([tab('a', { pid: null }), tab('b', { pid: null })]);
    expect(nameless.slice(0, 1).flatMap((one) => dumpsOfProcess(nameless, one)).length).toBe(1);
  });
});

describe('zooming', () => {
  const BOUNDS = { from: 0, to: 1000 };

  it('stays within what there is, and around what is pointed at', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(part, part, part, fc.constantFrom(0.5, 1, 2), (a, b, c, factor) => {
        const [from, to] = [Math.min(a, b) * 1000, Math.max(a, b) * 1000];
        const around = from + c * (to - from);
        const next = zoomed({ from, to }, BOUNDS, around, factor);
        if (next === null) return;
        expect(next.from).toBeGreaterThanOrEqual(0);
        expect(next.to).toBeLessThanOrEqual(1000);
        expect(next.to).toBeGreaterThan(next.from);
        if (factor < 1 && to - from > 1) {
          expect(around).toBeGreaterThanOrEqual(next.from - 1e-3);
          expect(around).toBeLessThanOrEqual(next.to + 1e-3);
        }
      }),
    );
  });

  it('shows all where nothing would be left out', () => {
    expect(clampSpan({ from: -5, to: 1200 }, BOUNDS)).toBeNull();
    expect(zoomed({ from: 400, to: 600 }, BOUNDS, 500, 8)).toBeNull();
  });
});

describe('readings', () => {
  const line = (time: readonly number[]): PlotLine => ({
    id: 'main',
    label: '',
    kind: 'main',
    tone: 0,
    time,
    bytes: time.map((value) => value * 10),
    hasDots: false,
  });

  it('are of the nearest measurement', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: -10, max: 510 }),
        (times, wanted) => {
          const sorted = times.sort((a, b) => a - b);
          const reading = nearest(line(sorted), wanted);
          const least = Math.min(...sorted.map((time) => Math.abs(time - wanted)));
          expect(Math.abs((reading?.time ?? Number.NaN) - wanted)).toBe(least);
          expect(reading?.bytes).toBe((reading?.time ?? 0) * 10);
        },
      ),
    );
    expect(nearest(line([]), 5)).toBeNull();
  });

  it('go from one measurement to the next, to the ends and no further', () => {
    const times = line([1, 5, 9]);
    expect(further(times, 5, 1)?.time).toBe(9);
    expect(further(times, 9, 1)?.time).toBe(9);
    expect(further(times, 5, Number.NEGATIVE_INFINITY)?.time).toBe(1);
    expect(further(times, 1, Number.POSITIVE_INFINITY)?.time).toBe(9);
  });
});
