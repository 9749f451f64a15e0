import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import { NO_COMPONENT } from '../components/components.ts';
import { ComponentGrouper } from '../families/component-grouper.ts';
import type { CycleFamily } from '../families/cycle-family.ts';
import type { Families } from '../families/families.ts';
import {
  componentVerdict,
  inOrderOfInterest,
  MAX_CHEAP_STEPS,
  MAX_FAMILIES,
  shareOf,
} from '../families/families.ts';
import { CoverUpdater } from './cover-update.ts';
import type { ChangedFamily, GroupedBase } from './family-merger.ts';
import { FamilyMerger } from './family-merger.ts';
import type { Recut } from './recut.ts';
import type { Resplit } from './resplit.ts';
import type { VerdictsWithout } from './verdicts-without.ts';

export interface Regrouped {
  readonly families: Families;
  readonly changes: readonly ChangedFamily[];
}

/**
 * The families once more references are cut: those of the components that were split again or have
 * another verdict are taken out of the base and put in anew; the others stay as they are. Equal
 * to `computeFamilies` except for the choice of exemplars, where every component can be searched
 * quickly; what was expensive to find is taken over as far as it is left, and families are partial
 * then.
 *
 * O(members of those components), and 4 bytes per component of each family where numbers move.
 */
export function regroup(
  graph: HeapGraph,
  base: GroupedBase,
  { cuts, uncut }: Recut,
  resplit: Resplit,
  after: VerdictsWithout,
  job: Job,
): Regrouped {
  const { families, components } = base;
  const { grouping } = families;
  const next = resplit.components;
  const touched = touchedComponents(base, resplit, after);
  if (touched.before.length === 0 && touched.after.length === 0) return { families, changes: [] };
  const old = new ComponentGrouper(graph, components, base.cuts, grouping, MAX_FAMILIES);
  const found = new ComponentGrouper(graph, next, cuts, grouping, MAX_FAMILIES);
  const groupers = { old, found };
  const updater = new CoverUpdater(
    graph,
    grouping.rows,
    components,
    { components: next, cuts },
    groupers,
    job,
  );
  const isUpdated = new Set<number>();
  for (const component of touched.before) {
    const verdict = componentVerdict(components, base.verdicts, component);
    const cover = grouping.covers.get(component);
    if (cover === undefined) {
      if (!wasSearched(families, component)) continue;
      old.search(component, verdict, shareOf(components, component), job);
    } else if (uncut.length > 0) {
      // It may have become a part of something larger: what is expensive is looked for again.
      old.takeCover(component, verdict, cover, job);
    } else {
      const pieces = piecesOf(base, next, component);
      const verdicts = new Map(
        Array.from(pieces, (piece) => [piece, componentVerdict(next, after.verdicts, piece)]),
      );
      updater.update({ component, cover, verdict, pieces: verdicts });
      for (const piece of pieces) isUpdated.add(piece);
    }
  }
  let { isComplete } = updater;
  for (const component of touched.after) {
    if (isUpdated.has(component)) continue;
    const verdict = componentVerdict(next, after.verdicts, component);
    const steps = wasDear(base, next, component) ? MAX_CHEAP_STEPS : shareOf(next, component);
    if (!found.search(component, verdict, steps, job).isComplete) isComplete = false;
  }
  const { moved } = updater;
  const merger = new FamilyMerger(graph, base, touched.before, resplit.renumbered, moved, job);
  for (const part of old.table.families(job)) updater.gone.add(part);
  for (const part of found.table.families(job)) updater.left.add(part);
  const changes = merger.merge(updater.gone.all(), updater.left.all());
  const replaced = new Set(changes.map(({ before }) => before));
  const others = merger.renumber(families.families.filter((family) => !replaced.has(family)));
  const written = changes.flatMap((change) => change.after ?? []).sort(inOrderOfInterest);
  const all = mergeInOrder(others, written);
  const isStillIncomplete = [...grouping.incomplete].some(
    (component) => grouping.covers.has(component) || !isAmong(touched.before, component),
  );
  return {
    families: {
      families: all,
      cycles: all.reduce((sum, family) => sum + family.count, 0),
      partial: grouping.isCutShort || isStillIncomplete || !isComplete,
      grouping,
    },
    changes: changes.filter(({ before, after }) => before?.count !== after?.count),
  };
}

/** The components that the members of one are in now, ascending. */
function piecesOf({ components }: GroupedBase, next: Components, component: number): Uint32Array {
  const found = new Set<number>();
  const end = components.firstMember[component + 1];
  for (let at = components.firstMember[component]; at < end; at++) {
    const own = next.component[components.member[at]];
    if (own !== NO_COMPONENT) found.add(own);
  }
  return Uint32Array.from(found).sort();
}

interface Touched {
  /** Components of the base, ascending. */
  readonly before: Uint32Array;
  /** What there is in their place, ascending. */
  readonly after: Uint32Array;
}

/** Components that were split again, and those whose verdict is another one. */
function touchedComponents(base: GroupedBase, resplit: Resplit, after: VerdictsWithout): Touched {
  const before = new Set(resplit.gone);
  const made = new Set(resplit.made);
  for (const node of after.changed) {
    const own = base.components.component[node];
    if (own === NO_COMPONENT || before.has(own)) continue;
    before.add(own);
    made.add(resplit.renumbered === null ? own : resplit.renumbered[own]);
  }
  return { before: Uint32Array.from(before).sort(), after: Uint32Array.from(made).sort() };
}

/** Whether the component was looked at before the steps of all of them ran out. */
function wasSearched({ families, grouping }: Families, component: number): boolean {
  return !grouping.isCutShort || families.some((family) => isAmong(family.components, component));
}

/** Whether finding the cycles where the component lies was expensive, before it was split off. */
function wasDear(
  { components, families }: GroupedBase,
  next: Components,
  component: number,
): boolean {
  const { covers } = families.grouping;
  if (covers.size === 0) return false;
  const end = next.firstMember[component + 1];
  for (let at = next.firstMember[component]; at < end; at++) {
    if (covers.has(components.component[next.member[at]])) return true;
  }
  return false;
}

/** Two lists in the order of interest as one. */
function mergeInOrder(a: readonly CycleFamily[], b: readonly CycleFamily[]): CycleFamily[] {
  const merged: CycleFamily[] = [];
  let next = 0;
  for (const family of a) {
    for (let other = b[next]; other !== undefined; other = b[++next]) {
      if (inOrderOfInterest(family, other) <= 0) break;
      merged.push(other);
    }
    merged.push(family);
  }
  return [...merged, ...b.slice(next)];
}
