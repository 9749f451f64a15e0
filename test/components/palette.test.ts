import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../electron/main/menu.ts';
import type { Command } from '../../renderer/app/command.ts';
import { commandsFor } from '../../renderer/app/commands.ts';
import { foundCommands } from '../../renderer/app/palette/found-commands.tsx';
import { closeness, typedAddress } from '../../renderer/app/palette/words.ts';
import { createActions } from '../../renderer/state/actions/actions.ts';
import { activeTab, createAppStore } from '../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../renderer/state/store/persisted.ts';
import { currentEntry } from '../../renderer/state/view/history.ts';
import { CYCLES_LOCATION } from '../../renderer/state/view/view-state.ts';
import { dumpHandle, fakeDump, fakeHost } from './support/fake-host.ts';

async function openWindow() {
  const host = fakeHost({ open: () => Promise.resolve(fakeDump()) });
  const store = createAppStore(DEFAULT_PERSISTED);
  const actions = createActions(store, host, null);
  await actions.dumps.open(dumpHandle('leak.ouro'));
  const commands = () => commandsFor(store.getState(), actions, 'light');
  return { store, actions, commands };
}

const titles = (commands: readonly Command[]) => commands.map(({ title }) => title);

describe('what is typed', () => {
  it('means a title the more, the closer it is to it', () => {
    expect(closeness('Report…', 'report')).toBe(0);
    expect(closeness('Report…', 're')).toBe(1);
    expect(closeness('Save the drawing as SVG', 'drawing')).toBe(2);
    expect(closeness('Hide (DataFrame)', 'dataframe')).toBe(2);
    expect(closeness('Zoom to fit', 'oom')).toBe(3);
    expect(closeness('Zoom to fit', 'fit zoom')).toBe(3);
    expect(closeness('Zoom to fit', 'graph')).toBeNull();
  });

  it('is an address only when it is whole', () => {
    expect(typedAddress(' 0x7FDAC0A04B50 ')).toBe('0x7fdac0a04b50');
    expect(typedAddress('0x00007fdac0a04b50')).toBe('0x7fdac0a04b50');
    for (const text of ['0x7f', '7fdac0a04b50', '0xzebra', '0x11112222333344445']) {
      expect(typedAddress(text)).toBeNull();
    }
  });

  it('finds the very command first, then views, then other titles that begin so', async () => {
    const { commands } = await openWindow();
    expect(titles(foundCommands(commands(), 'graph', 'first'))[0]).toBe('Graph');
    expect(titles(foundCommands(commands(), 'o', 'first')).slice(0, 2)).toEqual([
      'Overview',
      'Objects',
    ]);
    const rest = titles(foundCommands(commands(), 'dump', 'rest'));
    expect(rest).toContain('Open a dump…');
    expect(titles(foundCommands(commands(), 'dump', 'first'))).toEqual([]);
  });

  it('finds what cannot be done now last', async () => {
    const { commands } = await openWindow();
    const found = foundCommands(commands(), 'b', 'first');
    expect(found.map(({ enabled }) => enabled)).toEqual(
      [...found]
        .sort((a, b) => Number(b.enabled) - Number(a.enabled))
        .map(({ enabled }) => enabled),
    );
    expect(found.at(-1)).toMatchObject({ title: 'Bookmark the selected object', enabled: false });
  });
});

describe('the palette has', () => {
  it('everything that the desktop’s menu has', async () => {
    const { commands } = await openWindow();
    const known = new Set(commands().map(({ id }) => id));
    const inMenu: string[] = [];
    const walk = (items: ReturnType<typeof menuTemplate>): void => {
      for (const { id, submenu } of items) {
        if (id !== undefined) inMenu.push(id);
        if (Array.isArray(submenu)) walk(submenu);
      }
    };
    const nothing = () => undefined;
    for (const isMac of [true, false]) {
      walk(menuTemplate({ isMac, recent: [], run: nothing, clearRecent: nothing, about: nothing }));
    }
    expect(inMenu.length).toBeGreaterThan(20);
    expect(inMenu.filter((id) => !known.has(id))).toEqual([]);
  });

  it('the bars of the drawing, while there is one', async () => {
    const { actions, commands, store } = await openWindow();
    expect(titles(commands())).not.toContain('One level deeper');
    actions.view.drawObject({ node: 1, name: 'DataFrame' });
    const deeper = commands().find(({ title }) => title === 'One level deeper');
    const depth = () => {
      const tab = activeTab(store.getState());
      const place = tab?.status === 'ready' ? currentEntry(tab.history).place : null;
      return place?.view === 'graph' ? place.request.depth : 0;
    };
    const before = depth();
    deeper?.run();
    expect(depth()).toBe(before + 1);
    expect(titles(commands())).toEqual(
      expect.arrayContaining(['Follow referents', 'Highlight the family', 'Draw weak references']),
    );
    commands()
      .find(({ id }) => id === 'drawing-showWeak')
      ?.run();
    expect(titles(commands())).toContain('Do not draw weak references');
  });

  it('what can be done with what is selected, and does it', async () => {
    const { actions, commands, store } = await openWindow();
    actions.view.drawObject({ node: 1, name: 'DataFrame' });
    actions.window.offer([{ id: 'hide', label: 'Hide', name: 'DataFrame', isEnabled: true }]);
    commands()
      .find(({ title }) => title === 'Hide (DataFrame)')
      ?.run();
    expect(store.getState().canvasCommand).toEqual({ name: { act: 'hide' } });
    actions.view.navigate(CYCLES_LOCATION);
    expect(titles(commands())).not.toContain('Hide (DataFrame)');
  });
});
