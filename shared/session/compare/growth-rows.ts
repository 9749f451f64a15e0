import type { Growth, ToldGrowth } from '../../analysis/growth/growth.ts';
import type { GrowthRow } from '../../analysis/growth/growth-row.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { ContainerGrowth, GrownContainer } from '../../protocol/compare-schemas.ts';
import { manyOfType } from '../rows/names.ts';
import type { DumpDigest } from './dump-digest.ts';
import { knownBytes } from './dump-digest.ts';
import {
  EVERY_STEP,
  GROWN_ITEMS,
  HELD_BY_NOTHING_HERE,
  IN_NO_OBJECT,
  IN_NO_OBJECT_BUT,
  IN_THREADS,
  KEPT_TOO,
  NEW_MODULES,
  NOT_EVERY_STEP,
  OF_GARBAGE,
  UNITS,
} from './growth-words.ts';

/** What has less of the growth is not told. */
const MIN_TOLD = 0.01;
const MIN_LOST = 0.02;
const MAX_ROWS = 10;
const MAX_LOST = 3;
/** Of more dumps than these, what was between the first and the last is left out. */
const MAX_TOLD_DUMPS = 5;
const MIN_NATIVE = 16_000_000;
/** Native memory with this much of the resident growth is a row; with half of it, a sentence. */
const NATIVE_ROW = 0.5;

/** The growth as it is told: the containers that explain it, what lost, memory in no object. */
export function containerGrowthRow(
  { gained, lost, net, named, gross }: Growth,
  digests: readonly DumpDigest[],
): ContainerGrowth {
  const native = nativeGrowth(digests, net);
  const told = gained
    .filter(
      ({ row, series }, at) =>
        at === 0 || row.delta >= MIN_TOLD * gross || series?.inEveryStep === true,
    )
    .slice(0, MAX_ROWS)
    .map((entry) => presentGained(entry, gross));
  const rows = native !== null && native.share >= NATIVE_ROW ? [nativeRow(native), ...told] : told;
  return {
    rows,
    lost: lost
      .filter(({ row }) => -row.delta >= MIN_LOST * Math.max(gross, -net))
      .slice(0, MAX_LOST)
      .map(presentLost),
    netBytes: net,
    gainedBytes: gross,
    namedBytes: named,
    nativeBytes: native?.bytes ?? null,
  };
}

function presentGained({ row, series }: ToldGrowth, gross: number): GrownContainer {
  const told = present(row, gross);
  if (series === null) return told;
  const { bytes, inEveryStep, since } = series;
  const steps = inEveryStep ? EVERY_STEP(since > 0) : NOT_EVERY_STEP;
  return {
    ...told,
    bytes: [...bytes],
    inEveryStep,
    text: [itemsText(row), wayOf(bytes), steps].filter((part) => part !== '').join(', '),
  };
}

function presentLost({ row, series }: ToldGrowth): GrownContainer {
  const told = present(row, 0);
  if (series === null) return told;
  const text = [itemsText(row), wayOf(series.bytes)].filter((part) => part !== '').join(', ');
  return { ...told, bytes: [...series.bytes], text };
}

function present(row: GrowthRow, gross: number): GrownContainer {
  const { kind, items, delta, alsoIn, type, pattern } = row;
  const brief = [itemsText(row), wayOf(row.bytes)].filter((part) => part !== '').join(', ');
  return {
    kind,
    name: nameOf(row),
    type,
    node: row.example < 0 ? null : row.example,
    items: items === null ? null : [...items],
    grownItems:
      pattern === null
        ? null
        : { count: pattern.count, items: pattern.items[1] > 0 ? [...pattern.items] : null },
    bytes: [...row.bytes],
    delta,
    share: gross > 0 ? delta / gross : 0,
    alsoIn: [...alsoIn],
    inEveryStep: null,
    text: brief,
    brief,
  };
}

/** "1.80 MB → 3.60 MB → 7.19 MB"; of many dumps the first and the last ones. */
function wayOf(bytes: readonly number[]): string {
  const told = bytes.map(formatBytes);
  if (told.length > MAX_TOLD_DUMPS) told.splice(2, told.length - MAX_TOLD_DUMPS + 1, '…');
  return told.join(' → ');
}

function nameOf({ kind, name, items, pattern, threads }: GrowthRow): string {
  switch (kind) {
    case 'garbage':
      return OF_GARBAGE(name);
    case 'outside':
      return HELD_BY_NOTHING_HERE(items?.[1] ?? 0, name);
    case 'imports':
      return NEW_MODULES(items?.[1] ?? 0, name);
    default:
      return name + (pattern?.text ?? '') + (threads > 1 ? IN_THREADS(threads) : '');
  }
}

/** "300 → 2,800 items"; of many that grew, how many and what of it came. */
function itemsText({ kind, items, pattern, type }: GrowthRow): string {
  if (pattern !== null) {
    const { count, nodes } = pattern;
    const inside = nodes ?? (pattern.items[1] > 0 ? pattern.items : null);
    const what = nodes === null ? UNITS.items : manyOfType(type);
    const way = inside === null ? '' : `, ${way2(inside)} ${what}`;
    return GROWN_ITEMS(count) + way;
  }
  // An equal number says nothing of what grew.
  if (items === null || items[0] === items[1]) return '';
  const unit = kind === 'tree' ? manyOfType(type) : UNITS[kind];
  return `${way2(items)} ${unit}`;
}

function way2([before, after]: readonly [number, number]): string {
  return `${formatCount(before)} → ${formatCount(after)}`;
}

interface NativeGrowth {
  readonly bytes: number;
  readonly share: number;
  readonly resident: readonly number[];
  /** Of these, in objects and in what they hold. */
  readonly known: readonly number[];
  /** What allocators keep is not in it. */
  readonly isKeptKnown: boolean;
}

/** What the process gained beyond its objects; null where it is little, or the dumps cannot tell. */
function nativeGrowth(digests: readonly DumpDigest[], net: number): NativeGrowth | null {
  const resident = digests.map(({ process }) => process.rssBytes ?? Number.NaN);
  const more = (resident.at(-1) ?? 0) - (resident[0] ?? 0);
  const kept = keptGrowth(digests);
  const bytes = more - Math.max(0, net) - Math.max(0, kept ?? 0);
  if (!(bytes >= MIN_NATIVE) || bytes < (NATIVE_ROW / 2) * more) return null;
  return {
    bytes,
    share: bytes / more,
    resident,
    known: digests.map(knownBytes),
    isKeptKnown: kept !== null,
  };
}

/** What allocators keep more than before; null where not both dumps tell. */
function keptGrowth(digests: readonly DumpDigest[]): number | null {
  const kept = digests.map(({ process: { account } }) => {
    const parts = [account?.malloc?.freeBytes, account?.pymalloc?.freeBytes];
    if (parts.every((part) => part === undefined)) return null;
    return parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  });
  const [first, last] = [kept[0] ?? null, kept.at(-1) ?? null];
  return first === null || last === null ? null : last - first;
}

function nativeRow({ bytes, share, resident, known, isKeptKnown }: NativeGrowth): GrownContainer {
  const outside = resident.map((all, at) => Math.max(0, all - (known[at] ?? 0)));
  return {
    kind: 'native',
    // Where the allocators tell what they keep, that is taken off.
    name: isKeptKnown ? IN_NO_OBJECT_BUT : IN_NO_OBJECT,
    type: '',
    node: null,
    items: null,
    grownItems: null,
    bytes: outside,
    delta: bytes,
    share,
    alsoIn: [],
    inEveryStep: null,
    text: wayOf(outside),
    brief: wayOf([outside[0] ?? 0, outside.at(-1) ?? 0]),
  };
}

/** That allocators keep much more than before, in a sentence; none where they do not. */
export function keptNotes(digests: readonly DumpDigest[]): string[] {
  const kept = keptGrowth(digests) ?? 0;
  return kept < MIN_NATIVE ? [] : [KEPT_TOO(formatBytes(kept))];
}
