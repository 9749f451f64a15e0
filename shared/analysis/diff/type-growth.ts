import type { JoinedTypes, TypeColumns } from './join-types.ts';
import type { ObjectDigest } from './object-digest.ts';
import { unpackSize } from './packed-size.ts';

export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** A type in two or three dumps; every list has one entry per dump, the earliest first. */
export interface TypeGrowth {
  readonly type: string;
  readonly count: readonly number[];
  readonly bytes: readonly number[];
  readonly garbageCount: readonly number[];
  readonly garbageBytes: readonly number[];
  /** Null where single objects cannot be told. */
  readonly objects: TypeObjects | null;
}

export interface TypeObjects {
  /** In the last dump and not in the first. */
  readonly new: Amount;
  /** In the first dump and not in the last. */
  readonly gone: Amount;
  /**
   * Of three dumps: made between the first two and still there in the third. What a program makes
   * for a while is gone by then; what it leaks is not.
   */
  readonly survived: Amount;
}

/** One row per type; where it was none, zeros. O(types). */
export function growthByType(
  dumps: readonly TypeColumns[],
  { names, numberOf }: JoinedTypes,
  objects: readonly TypeObjects[] | null,
): TypeGrowth[] {
  const column = (key: 'count' | 'bytes' | 'garbageCount' | 'garbageBytes'): Float64Array[] =>
    dumps.map((dump, at) => {
      const values = new Float64Array(names.length);
      numberOf[at].forEach((number, type) => {
        values[number] += dump[key][type];
      });
      return values;
    });
  const count = column('count');
  const bytes = column('bytes');
  const garbageCount = column('garbageCount');
  const garbageBytes = column('garbageBytes');
  const rows = names.map((type, number) => ({
    type,
    count: count.map((values) => values[number]),
    bytes: bytes.map((values) => values[number]),
    garbageCount: garbageCount.map((values) => values[number]),
    garbageBytes: garbageBytes.map((values) => values[number]),
    objects: objects === null ? null : objects[number],
  }));
  return rows.sort(byBytesGrown);
}

/** The last of a list less its first. */
export function growth(values: readonly number[]): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}

/** Whether it went up in every step: with three dumps, the mark of a leak. */
export function grewThroughout(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));
}

function byBytesGrown(a: TypeGrowth, b: TypeGrowth): number {
  return (
    growth(b.bytes) - growth(a.bytes) ||
    growth(b.count) - growth(a.count) ||
    (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)
  );
}

/** Adds up, per joined type, the objects of a digest that a mark selects. O(n). */
export function addUpObjects(
  digest: ObjectDigest,
  numberOf: Uint32Array,
  types: number,
  isMeant: (at: number) => boolean,
): { readonly count: Float64Array; readonly bytes: Float64Array } {
  const count = new Float64Array(types);
  const bytes = new Float64Array(types);
  for (let at = 0; at < digest.count; at++) {
    if (!isMeant(at)) continue;
    const number = numberOf[digest.type[at]];
    count[number]++;
    bytes[number] += unpackSize(digest.size[at]);
  }
  return { count, bytes };
}
