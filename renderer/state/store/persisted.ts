import type { ByteUnits } from '../../../shared/base/units.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import type { TablePreferences } from './column-preferences.ts';
import { tablePreferencesFrom } from './column-preferences.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type ContrastChoice = 'system' | 'more';

/** Steps that a new drawing follows. */
export const DRAWN_DEPTH = { min: 1, max: 12 } as const;

/** What outlives the window: taste and what was typed, never anything read from a dump. */
export interface Persisted {
  readonly theme: ThemeChoice;
  readonly contrast: ContrastChoice;
  readonly inspectorWidth: number;
  readonly inspectorOpen: boolean;
  readonly legendOpen: boolean;
  /** How deep a new drawing goes. */
  readonly drawDepth: number;
  readonly byteUnits: ByteUnits;
  /** The tour was taken or declined, so it is not offered again. */
  readonly tourSeen: boolean;
  /** Columns of each table, by the table's id. */
  readonly tables: TablePreferences;
  /** Filters that were used, the last one first. */
  readonly recentFilters: readonly string[];
}

export const DEFAULT_PERSISTED: Persisted = {
  theme: 'system',
  contrast: 'system',
  inspectorWidth: 320,
  inspectorOpen: true,
  legendOpen: false,
  drawDepth: startingScene([]).depth,
  byteUnits: 'decimal',
  tourSeen: false,
  tables: {},
  recentFilters: [],
};

export const INSPECTOR_RANGE = { min: 260, max: 560 } as const;

const KEY = 'ouroboros.window';

/** Reads what was kept; anything unreadable or out of range falls back to the default. */
export function loadPersisted(storage: Pick<Storage, 'getItem'> | null): Persisted {
  try {
    const text = storage?.getItem(KEY);
    if (text === null || text === undefined) return DEFAULT_PERSISTED;
    const kept = JSON.parse(text) as Partial<Record<keyof Persisted, unknown>>;
    return {
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system',
      contrast: kept.contrast === 'more' ? 'more' : 'system',
      inspectorWidth: clampInspector(kept.inspectorWidth),
      inspectorOpen: kept.inspectorOpen !== false,
      legendOpen: kept.legendOpen === true,
      drawDepth: clampDepth(kept.drawDepth),
      byteUnits: kept.byteUnits === 'binary' ? 'binary' : 'decimal',
      tourSeen: kept.tourSeen === true,
      tables: tablePreferencesFrom(kept.tables),
      recentFilters: recentFiltersFrom(kept.recentFilters),
    };
  } catch {
    return DEFAULT_PERSISTED;
  }
}

/** Keeps it; storage that is full or forbidden costs nothing but the memory of it. */
export function savePersisted(storage: Pick<Storage, 'setItem'> | null, kept: Persisted): void {
  try {
    storage?.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Private windows and full disks: the window works, it only forgets.
  }
}

/** The page's storage, or null where touching it is refused. */
export function pageStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

export function clampInspector(width: unknown): number {
  if (typeof width !== 'number' || !Number.isFinite(width)) return DEFAULT_PERSISTED.inspectorWidth;
  return Math.min(Math.max(Math.round(width), INSPECTOR_RANGE.min), INSPECTOR_RANGE.max);
}

export function clampDepth(depth: unknown): number {
  if (typeof depth !== 'number' || !Number.isFinite(depth)) return DEFAULT_PERSISTED.drawDepth;
  return Math.min(Math.max(Math.round(depth), DRAWN_DEPTH.min), DRAWN_DEPTH.max);
}

const MAX_RECENT_FILTERS = 20;

/** As long as the engine takes them. */
const MAX_FILTER_LENGTH = 4000;

/** The filters with one more in front, each once; blank ones are not worth remembering. */
export function withRecent(filters: readonly string[], filter: string): readonly string[] {
  const used = filter.trim();
  if (used === '' || used.length > MAX_FILTER_LENGTH || filters[0] === used) return filters;
  return [used, ...filters.filter((other) => other !== used)].slice(0, MAX_RECENT_FILTERS);
}

/** What was kept of them; anything that is none is left out. */
export function recentFiltersFrom(kept: unknown): readonly string[] {
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((one) => typeof one === 'string' && one.length <= MAX_FILTER_LENGTH)
    .slice(0, MAX_RECENT_FILTERS);
}
