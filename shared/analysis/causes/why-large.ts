import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { nativeMemoryOf, storagesOf } from '../../heap/native-memory.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { WhyLarge } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { namingReference } from './cause-context.ts';
import type { CodePlace } from './heap-reader.ts';
import { unquoted } from './heap-reader.ts';
import { framesOfError, suspendedIn } from './suspended.ts';
import { CARRIES_DATA, CONTAINERS, SUSPENDS } from './type-sets.ts';

/** Why an item keeps so much, and the functions that have to do with it. */
export interface LargeItem {
  readonly why: WhyLarge;
  readonly frames: readonly CodePlace[];
  /** The attribute by which it does; '' where there is none. */
  readonly link: string;
}

/** What an item keeps below this needs no explanation. */
const LEAST = 20_000;
/** A view that keeps so many times what it shows. */
const VIEW_FACTOR = 8;
/** Bytes of one element of an array, at most. */
const ELEMENT = 16;

/** Why each of some alike items keeps something large; null where it is large itself. */
export function whyLarge(ctx: CauseContext, item: NodeIndex, count: number): LargeItem | null {
  if (count < 2) return null;
  const { heap } = ctx;
  const shape = objectDetails(heap.graph, item)?.shape ?? null;
  const gradients = gradientsOf(ctx, item);
  if (gradients !== null) return gradients;
  if (shape !== null) return viewOf(ctx, item, shape);
  if (CARRIES_DATA.test(heap.type(item))) return null;
  const bare = heap.bare(item);
  if (bare === 'method') return { why: { id: 'method' }, frames: [], link: '' };
  return errorOf(ctx, item) ?? suspendedItem(ctx, item, count) ?? attributeOf(ctx, item);
}

/** A tensor with more storages than its own leads to those that it was computed from. */
function gradientsOf({ heap, owners }: CauseContext, item: NodeIndex): LargeItem | null {
  const native = nativeMemoryOf(heap.graph);
  const bytes = owners.charged[item];
  if (
    native === null ||
    bytes < LEAST ||
    !/^torch\.(\w+\.)*(Tensor|Parameter)$/.test(heap.type(item))
  ) {
    return null;
  }
  if (storagesOf(native, item).length < 2) return null;
  return { why: { id: 'gradients', bytes }, frames: [], link: '' };
}

function viewOf(
  { owners }: CauseContext,
  item: NodeIndex,
  shape: readonly number[],
): LargeItem | null {
  const bytes = owners.charged[item];
  const shown = shape.reduce((product, size) => product * size, ELEMENT);
  if (bytes <= 100_000 || bytes <= VIEW_FACTOR * shown + LEAST) return null;
  return { why: { id: 'view', bytes, shape }, frames: [], link: '' };
}

function errorOf({ heap }: CauseContext, item: NodeIndex): LargeItem | null {
  if (!/Error|Exception|Warning|Exit|Interrupt/.test(heap.short(item))) return null;
  const frames = framesOfError(heap, item);
  if (frames.length === 0) return null;
  const own = frames.filter((place) => place.origin === ModuleOrigin.program);
  const told = own.length > 0 ? own : frames;
  const runs = told.slice(-2).map((place) => place.name);
  return { why: { id: 'traceback', runs }, frames: told.slice(-2).reverse(), link: '' };
}

function suspendedItem(ctx: CauseContext, item: NodeIndex, count: number): LargeItem | null {
  const bare = ctx.heap.bare(item);
  if (count < 3 || SUSPENDS.test(bare) || /(Task|Future)$/.test(bare)) return null;
  const runs = suspendedIn(ctx, item);
  const [first] = runs;
  if (first === undefined) return null;
  const own = runs.filter((place) => place.origin === ModuleOrigin.program);
  return { why: { id: 'suspended', run: first.name }, frames: own.slice(0, 2), link: '' };
}

/** What leads from a part to the whole that it is of. */
const UPWARDS = /^_*(parent(_?node)?|owner_?document|document|root|soup|tree|up)$/i;

/** A node in the midst of a tree, which keeps all of it by what leads up. */
function upwardsOf(
  ctx: CauseContext,
  item: NodeIndex,
  inner: NodeIndex,
  kept: NodeIndex,
): LargeItem | null {
  const { heap, owners } = ctx;
  const { firstEdge, edgeTarget } = heap.graph;
  const bytes = owners.charged[item];
  for (const of of new Set([inner, item])) {
    for (let edge = firstEdge[of]; edge < firstEdge[of + 1]; edge++) {
      const whole = edgeTarget[edge];
      const isOwned = owners.owner[whole] === inner || owners.owner[whole] === item;
      if (!isOwned || heap.isUserType[heap.graph.type[whole]] === 0) continue;
      const name = unquoted(heap.label(of, edge));
      if (!UPWARDS.test(name)) continue;
      if (owners.charged[whole] >= 0.8 * bytes) {
        return byAttributes([name], owners.charged[whole], heap.short(whole), true);
      }
      // Where several attributes lead to its parts, none of them keeps most of it alone.
      const isSpread = owners.charged[kept] < 0.8 * bytes;
      if (isSpread) return byAttributes(attributesToObjects(ctx, item, inner), bytes, '', false);
    }
  }
  return null;
}

/** A text, of a class that remembers by attributes what it came from; a node that knows its parent. */
function attributeOf(ctx: CauseContext, item: NodeIndex): LargeItem | null {
  const { heap, owners } = ctx;
  const bytes = owners.charged[item];
  if (bytes < LEAST || CONTAINERS.has(heap.bare(item))) return null;
  const isText = heap.preview(item) !== '' && heap.length(item) >= 0;
  const children = owners.unsortedChildrenOf(item);
  const only = children[0];
  const inner =
    only !== undefined && children.length === 1 && heap.bare(only) === 'dict' ? only : item;
  const kept = owners.heaviestOf(inner);
  if (kept === NO_NODE) return null;
  if (!isText) return upwardsOf(ctx, item, inner, kept);
  if (owners.charged[kept] < 0.5 * bytes) {
    const names = attributesToObjects(ctx, item, inner);
    if (names.length > 0) return byAttributes(names, bytes, '', false);
  }
  const reference = namingReference(ctx, kept);
  const name = reference === null ? '' : unquoted(heap.label(reference.source, reference.edge));
  if (name === '' || /^\d+$/.test(name)) return null;
  const isAll = owners.charged[kept] >= 0.8 * bytes;
  const told = isAll ? owners.charged[kept] : bytes;
  return byAttributes([name], told, heap.short(kept), isAll);
}

function byAttributes(
  names: readonly string[],
  bytes: number,
  type: string,
  isAll: boolean,
): LargeItem {
  const why: WhyLarge = { id: 'attribute', names, bytes, type, isAll };
  return { why, frames: [], link: names[0] ?? '' };
}

/** All attributes by which it leads to objects of classes, at most three. */
function attributesToObjects(
  { heap }: CauseContext,
  item: NodeIndex,
  inner: NodeIndex,
): readonly string[] {
  const { firstEdge, edgeTarget, type } = heap.graph;
  const names = new Set<string>();
  for (const of of new Set([item, inner])) {
    if (of === NO_NODE) continue;
    for (let edge = firstEdge[of]; edge < firstEdge[of + 1]; edge++) {
      const kind = heap.kind(edge);
      if (!heap.isStrong(edge) || kind === EdgeKind.class || kind === EdgeKind.internal) continue;
      if (heap.isUserType[type[edgeTarget[edge]]] === 1) names.add(unquoted(heap.label(of, edge)));
    }
  }
  return [...names].sort().slice(0, 3);
}
