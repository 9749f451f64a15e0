import type { NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { UnseenCause } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { lastPart } from './heap-reader.ts';
import { isOwnPlace, uniquePlaces } from './places.ts';

/** References from outside to a class or to code that tell of something. */
const FEWEST = 20;
const GREENLET = /(^|\.)[Gg]reenlet$/;

interface Counted {
  readonly node: NodeIndex;
  readonly count: number;
}

/**
 * What is not in the dump, told by the references to it: references from outside to a class count its
 * instances that gc.freeze() hides, those to code the frames of suspended greenlets. `spareBytes` is
 * what nothing else explains, an estimate. O(objects).
 */
export function unseenCauses(ctx: CauseContext, spareBytes: number): readonly UnseenCause[] {
  const { heap } = ctx;
  if (heap.external === null) return [];
  const { classes, codes, isFrozen } = countOutside(ctx, heap.external);
  const isGreen = heap.typeText.some((text) => GREENLET.test(text));
  if (codes.length > 0 && isGreen) return [greenletCause(ctx, codes, spareBytes)];
  const [first] = classes;
  if (first === undefined || !isFrozen) return [];
  const name = heap.preview(first.node);
  return [
    {
      kind: 'frozen',
      bytes: spareBytes,
      nativeBytes: 0,
      count: first.count,
      names: [lastPart(name)],
      holderText: 'gc.freeze()',
      holderCount: 0,
      places: uniquePlaces([...ctx.code.makersOf(name), ...ctx.code.methodsOf(name)]).slice(0, 3),
      advice: { id: 'frozen' },
      example: first.node,
    },
  ];
}

function countOutside({ heap, job }: CauseContext, external: Uint32Array) {
  const classes: Counted[] = [];
  const codes: Counted[] = [];
  let isFrozen = (heap.graph.process.gcFrozen ?? 0) > 0;
  for (let node = 0; node < heap.graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    isFrozen ||= heap.has(node, NodeFlag.frozen);
    const count = external[node];
    if (count < FEWEST || count >= IMMORTAL_COUNT) continue;
    if (heap.bare(node) === 'code') codes.push({ node, count });
    else if (
      heap.isType(node) &&
      heap.has(node, NodeFlag.tracked | NodeFlag.frozen) &&
      heap.originOfName(heap.preview(node)) === ModuleOrigin.program
    ) {
      classes.push({ node, count });
    }
  }
  const compare = (a: Counted, b: Counted): number =>
    b.count - a.count || (heap.preview(a.node) < heap.preview(b.node) ? -1 : 1);
  return { classes: classes.sort(compare), codes: codes.sort(compare), isFrozen };
}

function greenletCause(ctx: CauseContext, codes: readonly Counted[], bytes: number): UnseenCause {
  const { heap } = ctx;
  const own = codes.filter(({ node }) => {
    const place = heap.place(node);
    return place !== null && isOwnPlace(place);
  });
  const told = own.length > 0 ? own : codes;
  const places = uniquePlaces(told.slice(0, 2).map(({ node }) => heap.place(node)));
  const holder = holderOfType(ctx, GREENLET);
  return {
    kind: 'unseen',
    bytes,
    nativeBytes: 0,
    count: told[0]?.count ?? 0,
    names: places.map((place) => place.name),
    holderText: holder === null ? '' : ctx.namer.text(holder.node),
    holderCount: holder?.count ?? 0,
    places,
    advice: { id: 'greenlets' },
    example: holder?.node ?? told[0]?.node ?? NO_NODE,
  };
}

/** What holds most objects of a type. */
function holderOfType({ heap, forest, parents }: CauseContext, pattern: RegExp): Counted | null {
  const isMeant = heap.typeText.map((text) => pattern.test(text));
  const counts = new Map<NodeIndex, number>();
  for (let at = 0; at < forest.named; at++) {
    const node = forest.order[at];
    const parent = parents[node];
    if (!isMeant[heap.graph.type[node]] || parent === NO_NODE || heap.isType(parent)) continue;
    counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most === undefined || most[1] < 3 ? null : { node: most[0], count: most[1] };
}
