import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { GarbageCause, NativeCause } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { namingReference } from './cause-context.ts';
import type { GarbageGroups } from './garbage-groups.ts';
import { NativeTypes } from './native-types.ts';
import { framesOnWay, isOwnPlace, placesOfAccumulation } from './places.ts';
import { CONTAINERS } from './type-sets.ts';

/** Garbage that owns memory outside of Python's objects, or who holds what does. */
export interface NativeFound {
  readonly garbage: {
    readonly cause: GarbageCause;
    readonly type: TypeIndex;
    readonly count: number;
  } | null;
  readonly native: NativeCause;
}

interface Suspect {
  readonly holder: NodeIndex;
  readonly items: Set<NodeIndex>;
  readonly types: Map<TypeIndex, number>;
}

/** Items of a container from which it may be the one. */
const FEWEST_ITEMS = 8;
const FEWEST_OWNERS = 4;
/** Owners above an object that are looked at for a container. */
const LEVELS = 12;

/**
 * Who may own `bytes` that nothing accounts for: a garbage group with more objects of native types
 * than any container has, else the container from which most items lead to them, of the program or
 * `told` to have accumulated.
 * Objects whose native memory the dump knows have had their share already. O(objects).
 */
export function nativeCause(
  ctx: CauseContext,
  groups: GarbageGroups,
  garbage: readonly GarbageCause[],
  told: ReadonlySet<NodeIndex>,
  bytes: number,
): NativeFound {
  const types = new NativeTypes(ctx.heap);
  const suspect = findSuspect(ctx, types, told);
  const dead = ownersAmongGarbage(ctx, types, groups, garbage);
  const isGarbage = dead !== null && dead.count > (suspect?.items.size ?? 0);
  return {
    garbage: isGarbage ? dead : null,
    native: suspect === null ? unknownOwner(bytes) : causeOf(ctx, suspect, bytes),
  };
}

function unknownOwner(bytes: number): NativeCause {
  return {
    kind: 'native',
    bytes,
    nativeBytes: bytes,
    suspect: null,
    places: [],
    advice: { id: 'nativeUnknown' },
    example: NO_NODE,
  };
}

function ownersAmongGarbage(
  { heap, job }: CauseContext,
  types: NativeTypes,
  { groupOf }: GarbageGroups,
  garbage: readonly GarbageCause[],
): NativeFound['garbage'] {
  const counts = new Map(garbage.map((cause) => [cause.group, new Map<TypeIndex, number>()]));
  if (counts.size === 0) return null;
  for (let node = 0; node < heap.graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const ofGroup = counts.get(groupOf[node]);
    // ctypes makes classes in cycles.
    if (ofGroup === undefined || heap.isType(node) || !types.ownsUnknown(node)) continue;
    const type = heap.graph.type[node];
    ofGroup.set(type, (ofGroup.get(type) ?? 0) + 1);
  }
  const [most] = garbage
    .flatMap((cause) =>
      [...(counts.get(cause.group) ?? [])].map(([type, count]) => ({ cause, type, count })),
    )
    .sort((a, b) => b.count - a.count);
  return most ?? null;
}

function findSuspect(
  ctx: CauseContext,
  types: NativeTypes,
  told: ReadonlySet<NodeIndex>,
): Suspect | null {
  const { heap, forest, job } = ctx;
  const suspects = new Map<NodeIndex, Suspect>();
  for (let at = 0; at < forest.held; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = forest.order[at];
    if (heap.has(node, NodeFlag.isType | NodeFlag.isModule) || !types.ownsUnknown(node)) continue;
    const found = containerAbove(ctx, node);
    if (found === null) continue;
    const { holder, item } = found;
    const known = suspects.get(holder) ?? { holder, items: new Set(), types: new Map() };
    suspects.set(holder, known);
    known.items.add(item);
    const type = heap.graph.type[node];
    known.types.set(type, (known.types.get(type) ?? 0) + 1);
  }
  const share = ({ holder, items }: Suspect): number =>
    Number(items.size > 0.5 * Math.max(1, heap.length(holder)));
  const ownersOf = ({ types: own }: Suspect): number =>
    [...own.values()].reduce((sum, count) => sum + count, 0);
  const [first] = [...suspects.values(), ...outerSuspects(ctx, suspects)]
    .filter(({ items }) => items.size >= FEWEST_OWNERS)
    .map((suspect) => ({
      suspect,
      isOwn: told.has(suspect.holder) || isOfProgram(ctx, suspect.holder),
    }))
    .filter(({ isOwn }) => isOwn)
    .sort(
      (a, b) =>
        share(b.suspect) - share(a.suspect) ||
        ownersOf(b.suspect) - ownersOf(a.suspect) ||
        b.suspect.items.size - a.suspect.items.size,
    );
  return first?.suspect ?? null;
}

/** Containers of things that have a container of owners each: the models of a list, with their trees. */
function outerSuspects(
  ctx: CauseContext,
  inner: ReadonlyMap<NodeIndex, Suspect>,
): readonly Suspect[] {
  const found = new Map<NodeIndex, Suspect>();
  for (const { holder: within, types: own } of inner.values()) {
    const above = containerAbove(ctx, within);
    if (above === null) continue;
    const { holder, item } = above;
    const known = found.get(holder) ?? { holder, items: new Set(), types: new Map() };
    found.set(holder, known);
    known.items.add(item);
    for (const [type, count] of own) known.types.set(type, (known.types.get(type) ?? 0) + count);
  }
  return [...found.values()];
}

/** The nearest container with many items that names an object, and the item that leads to it. */
function containerAbove(
  ctx: CauseContext,
  node: NodeIndex,
): { readonly holder: NodeIndex; readonly item: NodeIndex } | null {
  const { parents } = ctx;
  let item = node;
  for (let level = 0; level < LEVELS; level++) {
    const holder = parents[item];
    if (holder === NO_NODE) return null;
    if (isLargeContainer(ctx, holder)) return { holder, item };
    item = holder;
  }
  return null;
}

function isLargeContainer(ctx: CauseContext, node: NodeIndex): boolean {
  const { heap } = ctx;
  if (!CONTAINERS.has(heap.bare(node)) || heap.isNamespace(node)) return false;
  if (heap.length(node) < FEWEST_ITEMS) return false;
  const reference = namingReference(ctx, node);
  return reference === null || heap.kind(reference.edge) !== EdgeKind.internal;
}

/** Whether the program names it: a module or a function of its own. */
function isOfProgram(ctx: CauseContext, holder: NodeIndex): boolean {
  const name = ctx.namer.describe(holder);
  const module = ctx.heap.modules.ofNode.get(name.root.node);
  if (module?.origin === ModuleOrigin.program) return true;
  return framesOnWay(ctx.heap, name).some(isOwnPlace);
}

function causeOf(ctx: CauseContext, { holder, items, types }: Suspect, bytes: number): NativeCause {
  const { heap, namer } = ctx;
  const [item = holder] = items;
  const name = namer.describe(holder);
  const [most] = [...types].sort(
    (a, b) => b[1] - a[1] || ((heap.typeText[a[0]] ?? '') < (heap.typeText[b[0]] ?? '') ? -1 : 1),
  );
  return {
    kind: 'native',
    bytes,
    nativeBytes: bytes,
    suspect: {
      holder,
      holderText: name.text,
      items: items.size,
      itemType: heap.short(item),
      nativeType: heap.shortText[most?.[0] ?? 0] ?? '',
    },
    places: placesOfAccumulation(ctx, { item, leaf: NO_NODE, name, large: null }).slice(0, 3),
    advice: { id: 'dropItems' },
    example: item,
  };
}
