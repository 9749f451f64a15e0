import { DEFAULT_EXPORT } from '../../shared/protocol/schemas.ts';
import type { Actions } from '../state/actions/actions.ts';
import { canGoBack, canGoForward, canUndo } from '../state/actions/view-actions.ts';
import type { Theme } from '../state/react/theme.ts';
import type { AppState } from '../state/store/app-store.ts';
import { activeTab, shownFleet } from '../state/store/app-store.ts';
import { isDump } from '../state/store/tab.ts';
import { currentEntry } from '../state/view/history.ts';
import {
  ALLOCATIONS_PLACE,
  BOOKMARKS,
  CYCLES_LOCATION,
  DOMINATORS,
  OVERVIEW,
  THREADS,
  TYPES,
  WASTE,
} from '../state/view/view-state.ts';
import { VIEW_NAMES } from '../views/strings.ts';
import { COMMAND } from '../views/strings-app.ts';
import { COMPARE_WORDS } from '../views/strings-compare.ts';
import { FILTER } from '../views/strings-objects.ts';
import { TAKE } from '../views/strings-states.ts';
import type { Command } from './command.ts';
import { drawingCommands } from './drawing-commands.ts';
import { fleetCommands } from './fleet-commands.ts';
import { helpCommands } from './help-commands.ts';
import { themeCommands } from './theme-commands.ts';

/** Every command, with whether it can be run now. */
export function commandsFor(state: AppState, actions: Actions, theme: Theme): readonly Command[] {
  const { dumps, view, window } = actions;
  const tab = activeTab(state);
  const isFleet = shownFleet(state) !== null;
  const tabCount = state.tabs.length + (state.fleet === null ? 0 : 1);
  const open = tab?.status === 'ready' ? tab : null;
  /** What is about objects needs a dump. */
  const ready = isDump(open) ? open : null;
  const entry = open === null ? null : currentEntry(open.history);
  const place = entry?.place ?? null;
  const drawing = place?.view === 'graph' ? place : null;
  const go = { group: 'Go', enabled: ready !== null } as const;
  const draw = { group: 'Drawing', enabled: drawing !== null } as const;
  const hasPlot = open?.kind === 'timeline' || place?.view === 'timeline';
  const picture = { group: 'Drawing', enabled: drawing !== null || hasPlot } as const;

  return [
    {
      id: 'palette',
      ...go,
      title: COMMAND.palette,
      icon: 'search',
      shortcuts: [{ key: 'k', mod: true }, { key: '/' }],
      enabled: true,
      run: () => window.show('palette'),
    },
    {
      id: 'back',
      ...go,
      title: COMMAND.back,
      icon: 'back',
      shortcuts: [
        { key: 'ArrowLeft', alt: true },
        { key: '[', mod: true },
      ],
      enabled: open !== null && canGoBack(open),
      run: view.back,
    },
    {
      id: 'forward',
      ...go,
      title: COMMAND.forward,
      icon: 'forward',
      shortcuts: [
        { key: 'ArrowRight', alt: true },
        { key: ']', mod: true },
      ],
      enabled: open !== null && canGoForward(open),
      run: view.forward,
    },
    {
      id: 'undo',
      ...go,
      title: COMMAND.undo,
      icon: 'undo',
      shortcuts: [{ key: 'z', mod: true }],
      enabled: open !== null && canUndo(open, -1),
      isOfFields: true,
      run: view.back,
    },
    {
      id: 'redo',
      ...go,
      title: COMMAND.redo,
      icon: 'forward',
      shortcuts: [
        { key: 'z', mod: true, shift: true },
        { key: 'y', mod: true },
      ],
      enabled: open !== null && canUndo(open, 1),
      isOfFields: true,
      run: view.forward,
    },
    {
      id: 'show-overview',
      ...go,
      title: VIEW_NAMES.overview,
      icon: 'overview',
      shortcuts: [{ key: '1', mod: true }],
      run: () => view.navigate(OVERVIEW, null),
    },
    {
      id: 'show-objects',
      ...go,
      title: VIEW_NAMES.objects,
      icon: 'objects',
      shortcuts: [{ key: '2', mod: true }],
      run: () => view.navigate(TYPES, null),
    },
    {
      id: 'show-graph',
      ...go,
      title: VIEW_NAMES.graph,
      icon: 'graph',
      shortcuts: [{ key: '3', mod: true }],
      run: view.returnToGraph,
    },
    {
      id: 'show-cycles',
      ...go,
      title: VIEW_NAMES.cycles,
      icon: 'cycles',
      shortcuts: [{ key: '4', mod: true }],
      run: () => view.navigate(CYCLES_LOCATION, null),
    },
    {
      id: 'show-dominators',
      ...go,
      title: VIEW_NAMES.dominators,
      icon: 'dominators',
      shortcuts: [{ key: '5', mod: true }],
      run: () => view.navigate(DOMINATORS, null),
    },
    {
      id: 'show-waste',
      ...go,
      title: VIEW_NAMES.waste,
      icon: 'waste',
      shortcuts: [{ key: '6', mod: true }],
      run: () => view.navigate(WASTE, null),
    },
    {
      id: 'show-threads',
      ...go,
      title: VIEW_NAMES.threads,
      icon: 'threads',
      shortcuts: [{ key: 'h', mod: true, shift: true }],
      run: () => view.navigate(THREADS, null),
    },
    {
      id: 'show-compare',
      ...go,
      title: VIEW_NAMES.compare,
      icon: 'compare',
      shortcuts: [{ key: '7', mod: true }],
      run: actions.compare.show,
    },
    {
      id: 'show-timeline',
      ...go,
      title: VIEW_NAMES.timeline,
      icon: 'timeline',
      shortcuts: [{ key: '8', mod: true }],
      enabled: open !== null && open.kind !== 'profile',
      run: actions.timeline.show,
    },
    {
      id: 'show-allocations',
      ...go,
      title: VIEW_NAMES.allocations,
      icon: 'flame',
      shortcuts: [],
      enabled: open?.kind === 'profile',
      run: () => view.navigate(ALLOCATIONS_PLACE, null),
    },
    {
      id: 'show-bookmarks',
      ...go,
      title: VIEW_NAMES.bookmarks,
      icon: 'star',
      shortcuts: [{ key: 'b', mod: true, shift: true }],
      run: () => view.navigate(BOOKMARKS, null),
    },
    {
      id: 'toggle-bookmark',
      ...go,
      title: COMMAND.bookmark,
      icon: 'star',
      shortcuts: [{ key: 'b' }],
      enabled: ready !== null && entry?.selection != null,
      run: () => void actions.marks.toggleSelected(),
    },
    {
      id: 'copy-link',
      ...go,
      title: COMMAND.copyLink,
      icon: 'link',
      shortcuts: [{ key: 'l', mod: true, shift: true }],
      enabled: ready !== null,
      run: () => void actions.links.copy(),
    },
    {
      id: 'copy-finding',
      ...go,
      title: COMMAND.copyFinding,
      icon: 'copy',
      shortcuts: [{ key: 'm', mod: true, shift: true }],
      enabled: ready !== null,
      run: () => void actions.export.copyFinding({ node: null, redact: false }),
    },
    {
      id: 'open-timeline',
      ...go,
      title: COMMAND.openTimeline,
      icon: 'timeline',
      shortcuts: [],
      run: () => void actions.timeline.openFile(),
    },
    {
      id: 'open',
      group: 'Dump',
      title: COMMAND.open,
      icon: 'open',
      shortcuts: [{ key: 'o', mod: true }],
      enabled: true,
      run: () => void dumps.choose(),
    },
    ...fleetCommands(state, actions.fleet),
    {
      id: 'open-example',
      group: 'Dump',
      title: COMMAND.openExample,
      icon: 'file',
      shortcuts: [],
      enabled: state.example !== null,
      run: () => {
        if (state.example !== null) void dumps.open(state.example);
      },
    },
    {
      id: 'close-dump',
      group: 'Dump',
      title: COMMAND.close,
      icon: 'close',
      // In a browser Ctrl+W is the browser's own.
      shortcuts: [state.hasAddresses ? { key: 'w', alt: true } : { key: 'w', mod: true }],
      enabled: tab !== null || isFleet,
      run: () => {
        if (isFleet) actions.fleet.close();
        else if (tab !== null) dumps.close(tab.id);
      },
    },
    {
      id: 'next-dump',
      group: 'Dump',
      title: COMMAND.nextDump,
      icon: 'file',
      shortcuts: [{ key: 'PageDown', alt: true }],
      enabled: tabCount > 1,
      run: () => dumps.activateNeighbour(1),
    },
    {
      id: 'previous-dump',
      group: 'Dump',
      title: COMMAND.previousDump,
      icon: 'file',
      shortcuts: [{ key: 'PageUp', alt: true }],
      enabled: tabCount > 1,
      run: () => dumps.activateNeighbour(-1),
    },
    {
      id: 'clear-recent',
      group: 'Dump',
      title: COMMAND.clearRecent,
      icon: 'close',
      shortcuts: [],
      enabled: state.recent.length > 0,
      run: () => void dumps.clearRecent(),
    },
    {
      id: 'save-collector',
      group: 'Dump',
      title: TAKE.save,
      icon: 'download',
      shortcuts: [],
      enabled: true,
      run: () => void actions.export.saveCollector(),
    },
    {
      id: 'stop-comparing',
      group: 'Dump',
      title: COMPARE_WORDS.stop,
      icon: 'compare',
      shortcuts: [],
      enabled: place?.view === 'compare' && place.baselines.length > 0,
      run: actions.compare.stop,
    },
    {
      id: 'forget-filters',
      group: 'Window',
      title: FILTER.forget,
      icon: 'close',
      shortcuts: [],
      enabled: state.persisted.recentFilters.length > 0,
      run: window.forgetFilters,
    },
    {
      id: 'start-screen',
      ...go,
      title: COMMAND.startScreen,
      icon: 'overview',
      shortcuts: [],
      enabled: tab !== null || isFleet,
      run: () => dumps.activate(null),
    },
    {
      id: 'report',
      group: 'Dump',
      title: COMMAND.report,
      icon: 'report',
      shortcuts: [{ key: 'e', mod: true, shift: true }],
      enabled: ready !== null,
      run: () => window.show('report'),
    },
    {
      id: 'export',
      ...draw,
      title: COMMAND.export,
      icon: 'download',
      shortcuts: [{ key: 'e', mod: true }],
      run: () => window.show('export'),
    },
    {
      id: 'export-svg',
      ...picture,
      title: COMMAND.exportSvg,
      icon: 'download',
      shortcuts: [{ key: 's', mod: true }],
      run: () => {
        if (hasPlot) window.commandCanvas('save-svg');
        else void actions.export.exportDrawing({ ...DEFAULT_EXPORT, theme });
      },
    },
    {
      id: 'fit-graph',
      ...picture,
      title: COMMAND.fit,
      icon: 'fit',
      shortcuts: [{ key: '0' }, { key: '9', mod: true }],
      run: () => window.commandCanvas('fit'),
    },
    {
      id: 'fit-selection',
      ...draw,
      title: COMMAND.fitSelection,
      icon: 'focus',
      shortcuts: [],
      run: () => window.commandCanvas('fit-selection'),
    },
    {
      id: 'zoom-in',
      ...picture,
      title: COMMAND.zoomIn,
      icon: 'plus',
      shortcuts: [{ key: '=' }],
      run: () => window.commandCanvas('zoom-in'),
    },
    {
      id: 'zoom-out',
      ...picture,
      title: COMMAND.zoomOut,
      icon: 'minus',
      shortcuts: [{ key: '-' }],
      run: () => window.commandCanvas('zoom-out'),
    },
    {
      id: 'toggle-list',
      ...draw,
      title: drawing?.asList === true ? COMMAND.asDrawing : COMMAND.asList,
      icon: 'list',
      shortcuts: [{ key: 'l' }],
      run: () => {
        if (drawing !== null) view.refine({ ...drawing, asList: !drawing.asList });
      },
    },
    {
      id: 'toggle-legend',
      ...draw,
      title: COMMAND.legend,
      icon: 'legend',
      shortcuts: [],
      run: window.toggleLegend,
    },
    {
      id: 'toggle-inspector',
      group: 'Window',
      title: COMMAND.inspector,
      icon: 'panel',
      shortcuts: [{ key: 'i', mod: true }],
      enabled: ready !== null,
      run: window.toggleInspector,
    },
    ...drawingCommands(state, ready, drawing, actions),
    ...themeCommands(state, window),
    ...helpCommands(state, actions.help, window),
  ];
}
