import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { GrownContainer } from '../../protocol/compare-schemas.ts';

/** What the numbers before and after count, by what a row tells of. */
export const UNITS = {
  items: 'items',
  spread: 'items',
  chain: 'links',
  tree: 'objects',
  value: 'items',
  attributes: 'names',
  rest: 'items',
  garbage: 'tangles',
  outside: 'objects',
  imports: 'modules',
  gone: 'items',
} as const;

export const OF_GARBAGE = (types: string): string => `garbage of ${types}`;
export const HELD_BY_NOTHING_HERE = (count: number, type: string): string =>
  `${formatCount(count)} ${type} held from outside of Python’s objects`;
export const NEW_MODULES = (count: number, names: string): string =>
  `${formatQuantity(count, 'module')} newly imported (${names})`;
export const IN_THREADS = (count: number): string => ` in ${formatCount(count)} threads`;
export const IN_NO_OBJECT =
  'memory that is in no Python object: of C code, or kept by the allocators';
export const IN_NO_OBJECT_BUT = 'memory of C code, in no Python object';
export const KEPT_TOO = (bytes: string): string =>
  `${bytes} more are free, but kept by the allocators.`;
export const GROWN_ITEMS = (count: number): string =>
  count === 1 ? '1 item grew' : `${formatCount(count)} items grew`;
export const EVERY_STEP = (isLater: boolean): string =>
  isLater ? 'in every step since it is there' : 'in every step';
export const NOT_EVERY_STEP = 'not in every step';

/** "`app.CACHE` grew most: 42.3 MB more, 88 % of the growth. 300 → 2,800 items, 5.1 MB → 47.4 MB." */
export function grewMost(row: GrownContainer): string {
  const share = row.share >= 0.995 ? 'all' : `${Math.round(100 * row.share)} %`;
  const verb = row.inEveryStep === true ? 'grew in every step' : 'grew most';
  return `${row.name} ${verb}: ${formatBytes(row.delta)} more, ${share} of the growth.`;
}

export const ALSO_HELD = (others: readonly string[]): string =>
  others.length === 0 ? '' : `The new items are also held by ${others.join(' and ')}.`;

export const NATIVE_TOO = (bytes: number): string =>
  `${formatBytes(bytes)} of what the process gained are in no Python object.`;

export const LOST_MOST = (row: GrownContainer): string =>
  `${row.name} lost most: ${formatBytes(-row.delta)} (${row.text}).`;
