import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import type { TermId } from '../../../shared/base/glossary.ts';
import type { SourceSettings } from '../../../shared/protocol/source-settings.ts';
import type { DumpHandle, ListedProcess } from '../../host/host-api.ts';
import type { Fleet } from './fleet.ts';
import { FLEET_TAB } from './fleet.ts';
import type { Loan } from './loan.ts';
import type { Marks } from './marks.ts';
import type { Persisted } from './persisted.ts';
import type { ProcessWatch } from './process-watch.ts';
import type { Tab } from './tab.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  readonly text: string;
}

export type Dialog =
  | 'settings'
  | 'none'
  | 'palette'
  | 'shortcuts'
  | 'export'
  | 'report'
  | 'glossary';

/** What the palette and the menu may ask of the drawing on screen. */
export type CanvasCommand =
  | 'fit'
  | 'fit-selection'
  | 'zoom-in'
  | 'zoom-out'
  | 'save-svg'
  | { readonly act: string };

/** What can be done with what is selected in the drawing on screen. */
export interface Offer {
  readonly id: string;
  readonly label: string;
  /** What is selected. */
  readonly name: string;
  readonly isEnabled: boolean;
}

export interface AppState {
  readonly tabs: readonly Tab[];
  /** Null: the start screen; `FLEET_TAB`: the fleet. */
  readonly activeTabId: string | null;
  /** Many dumps looked at together; null where there are none. */
  readonly fleet: Fleet | null;
  /** False until the host said what to open at start, so that no start screen flashes by. */
  readonly started: boolean;
  readonly recent: readonly DumpHandle[];
  /** Python processes as they were listed last; null where the host has none. */
  readonly processes: readonly ListedProcess[] | null;
  /** The process that is watched, or was until somebody closes it; null for none. */
  readonly watch: ProcessWatch | null;
  readonly example: DumpHandle | null;
  readonly dialog: Dialog;
  readonly notices: readonly Notice[];
  /** The last command to the drawing; a new object each time, so that the same can be given twice. */
  readonly canvasCommand: { readonly name: CanvasCommand } | null;
  /** Actions on what is selected in the drawing; none without one. */
  readonly offered: readonly Offer[];
  /** Where the glossary opens; null for its beginning. */
  readonly term: TermId | null;
  /** The step of the tour that is shown; null while there is no tour. */
  readonly tourStep: number | null;
  /** Dumps lent to one another, to be compared. */
  readonly loans: readonly Loan[];
  readonly persisted: Persisted;
  /** Where the program's source is; null where lines can only be copied, or until it is known. */
  readonly source: SourceSettings | null;
  /** Bookmarks and notes, by the dump's fingerprint; of open dumps only. */
  readonly marks: Readonly<Record<string, Marks>>;
  /** Steps whose view failed to draw, by id: they are not gone back to at the next start. */
  readonly undrawn: readonly number[];
  /** Views have addresses that can be given away: the window is a page of a browser. */
  readonly hasAddresses: boolean;
}

export type AppStore = StoreApi<AppState>;

export function createAppStore(persisted: Persisted, hasAddresses = false): AppStore {
  return createStore<AppState>(() => ({
    tabs: [],
    activeTabId: null,
    fleet: null,
    started: false,
    recent: [],
    processes: null,
    watch: null,
    example: null,
    dialog: 'none',
    notices: [],
    canvasCommand: null,
    offered: [],
    term: null,
    tourStep: null,
    loans: [],
    persisted,
    source: null,
    marks: {},
    undrawn: [],
    hasAddresses,
  }));
}

export function activeTab(state: AppState): Tab | null {
  return state.tabs.find(({ id }) => id === state.activeTabId) ?? null;
}

/** The fleet, where it is in view. */
export function shownFleet(state: AppState): Fleet | null {
  return state.activeTabId === FLEET_TAB ? state.fleet : null;
}
