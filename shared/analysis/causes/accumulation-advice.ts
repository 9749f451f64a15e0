import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import type { ObjectName } from '../names/namer.ts';
import type { Accumulation } from './accumulation.ts';
import type { Advice, SimpleAdvice } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import type { HeapReader } from './heap-reader.ts';
import { tellingOf } from './subject.ts';
import { FINALIZER, OF_LOOPS } from './type-sets.ts';

/** What holds or is held decides, never the first step of the path. */
const BY_TYPE: readonly (readonly [RegExp, SimpleAdvice])[] = [
  [/(^|\.)_lru_cache_wrapper$/, 'lruCache'],
  [/^(_queue\.SimpleQueue|queue\.\w*Queue|asyncio\.queues\.\w*Queue)$/, 'queue'],
  [/(^|\.)(TimerHandle|Timer|DelayedCall)$/, 'timer'],
];

/** What to do about an accumulation, by what holds it and what is held. */
export function adviceForAccumulation(
  ctx: CauseContext,
  accumulation: Accumulation,
  name: ObjectName,
  /** Of what lies in plain containers in the end: one of it; `NO_NODE` where nothing stands out. */
  leaf: NodeIndex,
): Advice {
  const { heap } = ctx;
  const item = accumulation.groups[0]?.example ?? accumulation.holder;
  const type = heap.type(item);
  const bare = heap.bare(item);
  if (name.root.kind === 'interactive') return { id: 'interactive' };
  if (name.steps.some(({ name: label }) => /^(tb_frame|tb_next|__traceback__)$/.test(label))) {
    return { id: 'storedError' };
  }
  const about = OF_LOOPS.test(type) ? tellingOf(ctx, item) : NO_NODE;
  if (about !== NO_NODE && /(Task|^coroutine)$/.test(heap.bare(about))) return { id: 'unfinished' };
  if (FINALIZER.test(type)) {
    return { id: keepsItsObject(heap, item) ? 'finalizerKeepsItsObject' : 'finalizer' };
  }
  if (/^logging\.(Logger|PlaceHolder)$/.test(type)) return { id: 'loggers' };
  if (refersToItsKey(heap, accumulation.holder, item)) return { id: 'weakValueKey' };
  const holders = name.steps.slice(-4).map(({ source }) => heap.type(source));
  for (const own of [type, heap.type(accumulation.holder), ...holders]) {
    const found = BY_TYPE.find(([pattern]) => pattern.test(own));
    if (found !== undefined) return { id: found[1] };
  }
  if (/Future$/.test(type) && isFinished(heap, item)) return { id: 'finished' };
  if (/(Task|Future)$/.test(type) || /^(coroutine|async_generator)$/.test(bare)) {
    return { id: 'unfinished' };
  }
  if (bare === 'generator') return { id: 'generator' };
  const called = leaf === NO_NODE ? bare : heap.bare(leaf);
  if (/^(function|method)$/.test(called)) return { id: 'callbacks' };
  if (accumulation.shape === 'one') return { id: 'none' };
  if (name.steps.some(({ name: label }) => /^__(kw)?defaults__$/.test(label))) {
    return { id: 'defaultArgument' };
  }
  const limit = boundOf(heap, accumulation.holder);
  return limit === null ? { id: 'takeOut' } : { id: 'bounded', limit };
}

function isFinished(heap: HeapReader, future: NodeIndex): boolean {
  const state = heap.attribute(future, '_state');
  return state !== NO_NODE && /FINISHED/.test(heap.preview(state));
}

/** What a weak reference leads to; `NO_NODE` where that is gone, or it is none. */
function weakTargetOf(heap: HeapReader, weak: NodeIndex): NodeIndex {
  if (weak === NO_NODE) return NO_NODE;
  const { firstEdge, edgeTarget } = heap.graph;
  for (let edge = firstEdge[weak]; edge < firstEdge[weak + 1]; edge++) {
    if (heap.kind(edge) === EdgeKind.weakTarget) return edgeTarget[edge];
  }
  return NO_NODE;
}

/**
 * So many objects below a finalizer are looked at: its function and arguments, and what these are
 * made of.
 */
const BELOW_FINALIZER = 200;

/** Whether what a finalizer calls, or with what, leads to the object whose end it waits for. */
function keepsItsObject(heap: HeapReader, info: NodeIndex): boolean {
  const { firstEdge, edgeTarget } = heap.graph;
  const awaited = weakTargetOf(heap, heap.referent(info, 'weakref'));
  if (awaited === NO_NODE) return false;
  const seen = new Set<NodeIndex>([info]);
  for (const node of seen) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (!heap.isStrong(edge)) continue;
      if (edgeTarget[edge] === awaited) return true;
      // A class, a module or what a function can see lead to everything.
      const isWide = heap.has(edgeTarget[edge], WIDE) || heap.kind(edge) === EdgeKind.class;
      if (!isWide && seen.size < BELOW_FINALIZER) seen.add(edgeTarget[edge]);
    }
  }
  return false;
}

const WIDE = NodeFlag.isModule | NodeFlag.isModuleNamespace | NodeFlag.isType;

/**
 * Whether a dict has weak references as keys, and a value of it refers to what one of them is to.
 */
function refersToItsKey(heap: HeapReader, holder: NodeIndex, value: NodeIndex): boolean {
  if (holder === NO_NODE) return false;
  const { firstEdge, edgeTarget } = heap.graph;
  const dict = heap.bare(holder) === 'dict' ? holder : heap.attribute(holder, 'data');
  if (dict === NO_NODE) return false;
  const referents = new Set<NodeIndex>();
  for (const own of [value, heap.referent(value, '__dict__')]) {
    if (own === NO_NODE) continue;
    for (let edge = firstEdge[own]; edge < firstEdge[own + 1]; edge++) {
      referents.add(edgeTarget[edge]);
    }
  }
  for (let edge = firstEdge[dict]; edge < firstEdge[dict + 1]; edge++) {
    if (heap.kind(edge) !== EdgeKind.key) continue;
    if (referents.has(weakTargetOf(heap, edgeTarget[edge]))) return true;
  }
  return false;
}

/** The bound of a deque; null where it has none, or the dump does not say. */
function boundOf(heap: HeapReader, holder: NodeIndex): number | null {
  if (holder === NO_NODE || !/deque$/.test(heap.bare(holder))) return null;
  const limit = objectDetails(heap.graph, holder)?.maxLength ?? 0;
  return limit > 0 ? limit : null;
}
