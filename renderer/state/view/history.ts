import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { Selection, ViewLocation } from './view-state.ts';

/** Where a drawing was panned and zoomed to, in CSS pixels of its canvas. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Everything about how a dump is looked at: going to one of these brings the same screen back. */
export interface ViewState {
  readonly place: ViewLocation;
  readonly selection: Selection | null;
  readonly cuts: CutChoice;
  readonly viewport: Viewport | null;
  /** Of each part of the window that scrolls, in CSS pixels, by the part's name. */
  readonly scroll: Readonly<Record<string, number>>;
}

export interface HistoryEntry extends ViewState {
  /** Unique among all open dumps; keys what a view keeps per entry. */
  readonly id: number;
}

/** Back and forward like a browser's. Immutable; `at` is always a valid index. */
export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly at: number;
  readonly nextId: number;
}

/** Far more than anybody goes back, and a bound on what a long session keeps. */
const MAX_STEPS = 200;

/** `firstId` sets this history's ids apart from those of other dumps. */
export function startHistory(place: ViewLocation, firstId = 0): History {
  const view = { place, selection: null, cuts: DEFAULT_CUTS, viewport: null, scroll: {} };
  return resumeHistory([view], 0, firstId);
}

/** The steps of another time, in front of step `at`. There must be one. */
export function resumeHistory(views: readonly ViewState[], at: number, firstId: number): History {
  const entries = views.slice(-MAX_STEPS).map((view, index) => ({ ...view, id: firstId + index }));
  const shift = Math.max(0, views.length - MAX_STEPS);
  return {
    entries,
    at: Math.min(Math.max(0, at - shift), entries.length - 1),
    nextId: firstId + entries.length,
  };
}

export function currentEntry(history: History): HistoryEntry {
  const entry = history.entries[history.at];
  if (entry === undefined) throw new RangeError('A history without a current entry.');
  return entry;
}

/** A new entry after the current one; what lay ahead is forgotten. Going where one is does nothing. */
export function pushEntry(
  history: History,
  place: ViewLocation,
  selection: Selection | null,
): History {
  const current = currentEntry(history);
  if (isSame(current.place, place) && isSame(current.selection, selection)) return history;
  return pushView(history, { place, selection, cuts: current.cuts, viewport: null, scroll: {} });
}

/** Adds a step whose view is given in full. */
export function pushView(history: History, view: ViewState): History {
  const kept = history.entries.slice(Math.max(0, history.at + 2 - MAX_STEPS), history.at + 1);
  const entry: HistoryEntry = { ...view, id: history.nextId };
  return { entries: [...kept, entry], at: kept.length, nextId: history.nextId + 1 };
}

/** The current entry changed in place: selection, scroll and viewport are not steps of their own. */
export function replaceEntry(history: History, change: Partial<Omit<HistoryEntry, 'id'>>): History {
  const entries = history.entries.map((entry, index) =>
    index === history.at ? { ...entry, ...change } : entry,
  );
  return { ...history, entries };
}

export function canGo(history: History, steps: number): boolean {
  return history.entries[history.at + steps] !== undefined;
}

/** The history `steps` further (negative: back); unchanged where there is nothing. */
export function go(history: History, steps: number): History {
  return canGo(history, steps) ? { ...history, at: history.at + steps } : history;
}

/** Places and selections are plain data, made by the same few functions. */
function isSame(a: ViewLocation | Selection | null, b: ViewLocation | Selection | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
