import { sameByName } from '../../analysis/growth/growth-series.ts';
import { NONE } from '../../analysis/growth/outline.ts';
import { OutlineTree } from '../../analysis/growth/outline-tree.ts';
import { findNamed } from '../../analysis/names/find-named.ts';
import type { Job } from '../../base/job.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NO_NODE } from '../../heap/heap-graph.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { ComparedDumps } from './dump-comparer.ts';

/** What hangs on an object of a name, before and after. */
export interface GrowthOfName {
  readonly bytes: readonly [number, number];
  readonly items: readonly [number, number];
}

const MAX_LOOKED = 1000;

/**
 * The growth of what a program calls so, from the first dump to the last: by its whole name, or by
 * the end of it from a dot on. Null where neither dump has it; where only one has, the other has 0.
 * What was too light to be in the first dump's outline counts as 0 there.
 */
export function growthOfName(
  derived: DerivedColumns,
  { digests }: ComparedDumps,
  name: string,
  job: Job,
): GrowthOfName | null {
  const before = new OutlineTree(digests[0].outline);
  const after = new OutlineTree(digests[digests.length - 1].outline);
  const node = nodeOfName(derived, name, job);
  const place = node === NO_NODE ? NONE : after.placeOf(node);
  const earlier = place === NONE ? placeOfName(before, name) : sameByName(before, after, place);
  if (node === NO_NODE && earlier === NONE) return null;
  const isThere = node !== NO_NODE;
  const items = isThere ? (derived.graph.length?.[node] ?? NO_COUNT) : 0;
  return {
    bytes: [before.weight(earlier), isThere ? derived.weights(job)[node] : 0],
    items: [
      before.items(earlier),
      place === NONE && items !== NO_COUNT ? items : after.items(place),
    ],
  };
}

function nodeOfName(derived: DerivedColumns, name: string, job: Job): NodeIndex {
  const { graph } = derived;
  const [forest, namer, weight] = [derived.names(job), derived.namer(job), derived.weights(job)];
  const query = { text: name, limit: MAX_LOOKED };
  const found = findNamed(graph, forest, namer, weight, query, job);
  const whole = found.find((node) => namer.text(node) === name);
  return whole ?? found.find((node) => namer.text(node).endsWith(`.${name}`)) ?? NO_NODE;
}

function placeOfName({ outline }: OutlineTree, name: string): number {
  const whole = outline.names.indexOf(name);
  const at = whole >= 0 ? whole : outline.names.findIndex((known) => known.endsWith(`.${name}`));
  return at < 0 ? NONE : (outline.namedAt[at] ?? NONE);
}
