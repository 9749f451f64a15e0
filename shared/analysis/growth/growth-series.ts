import type { GrowthRow } from './growth-row.ts';
import { NONE } from './outline.ts';
import type { OutlineTree } from './outline-tree.ts';

/** A share of the last bytes from which on something is there. */
const IS_THERE = 0.01;
/** A share of an even share that each step must gain. */
const MIN_OF_EVEN = 0.1;
const MIN_STEPS = 2;

export interface GrowthSeries {
  /** Bytes in every dump. */
  readonly bytes: readonly number[];
  /** It grew in each step since it is there, of two at least: a leak goes on, a warm-up does not. */
  readonly inEveryStep: boolean;
  /** The first dump that has it. */
  readonly since: number;
}

/** How a row went through several dumps, the first and last of which it was found between. */
export function growthSeries(dumps: readonly OutlineTree[], row: GrowthRow): GrowthSeries {
  const last = dumps.length - 1;
  const bytes = dumps.map((dump, at) => {
    if (at === 0) return row.bytes[0];
    return at === last ? row.bytes[1] : bytesIn(dump, dumps, row);
  });
  const there = bytes.findIndex((value) => value >= IS_THERE * (bytes[last] ?? 0));
  const since = Math.max(0, there - 1);
  const steps = bytes.slice(since + 1).map((value, at) => value - (bytes[since + at] ?? 0));
  const least = (MIN_OF_EVEN * row.delta) / Math.max(1, steps.length);
  const inEveryStep = steps.length >= MIN_STEPS && steps.every((step) => step >= least);
  return { bytes, inEveryStep, since };
}

function bytesIn(dump: OutlineTree, dumps: readonly OutlineTree[], row: GrowthRow): number {
  if (row.kind === 'garbage' || row.kind === 'outside') {
    const group = dump.outline.groups.find(({ key }) => key === `${row.kind} ${row.name}`);
    return group?.bytes ?? 0;
  }
  // What is gone is looked for by its place in the first dump.
  const isGone = row.later === NONE;
  const wanted = isGone ? row.earlier : row.later;
  if (wanted === NONE) return 0;
  return dump.weight(sameByName(dump, dumps[isGone ? 0 : dumps.length - 1], wanted));
}

/** Where an object of one dump stands in another, step by step from its root; `NONE` for nowhere. */
export function sameByName(dump: OutlineTree, own: OutlineTree, wanted: number): number {
  const path = own.path(wanted);
  const root = own.outline.roots.find(({ at }) => at === path[0]);
  let at = dump.outline.roots.find(({ key }) => key === root?.key)?.at ?? NONE;
  for (let step = 1; step < path.length && at !== NONE; step++) {
    const next = path[step] ?? NONE;
    const type = own.typeName(next);
    const found = dump
      .children(at)
      .find(
        (child) =>
          dump.outline.step[child] === own.outline.step[next] && dump.typeName(child) === type,
      );
    at = found ?? NONE;
  }
  return at;
}
