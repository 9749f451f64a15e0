import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { CauseContext } from './cause-context.ts';
import type { CodePlace, HeapReader } from './heap-reader.ts';
import { SUSPENDS } from './type-sets.ts';

/** Coroutines that wait for one another are followed so deep. */
const LEVELS = 60;
/** Children of an item, and of each of these, that are looked at for a generator. */
const LOOKED_AT = 6;
const CODE_LABELS = ['cr_code', 'gi_code', 'ag_code', 'f_code'];

/** The functions that an unfinished generator, coroutine or task is in, innermost first. */
export function suspendedIn(ctx: CauseContext, node: NodeIndex): readonly CodePlace[] {
  const found = runningIn(ctx.heap, node, 0);
  if (found.length > 0) return found;
  const { heap, owners } = ctx;
  // An instance that keeps a generator.
  for (const near of [node, ...owners.childrenOf(node).subarray(0, LOOKED_AT)]) {
    for (const below of [near, ...owners.childrenOf(near).subarray(0, LOOKED_AT)]) {
      if (SUSPENDS.test(heap.bare(below))) return runningIn(heap, below, 1);
    }
  }
  return [];
}

function runningIn(heap: HeapReader, node: NodeIndex, depth: number): CodePlace[] {
  if (depth > LEVELS) return [];
  const bare = heap.bare(node);
  if (/Task$/.test(bare)) {
    const runs = heap.attribute(node, '_coro');
    return runs === NO_NODE ? [] : runningIn(heap, runs, depth + 1);
  }
  if (!SUSPENDS.test(bare) && bare !== 'frame') return [];
  const { firstEdge, edgeTarget } = heap.graph;
  const inner: CodePlace[] = [];
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    const target = edgeTarget[edge];
    if (heap.bare(target) !== 'coroutine' || heap.kind(edge) === EdgeKind.local) continue;
    inner.push(...runningIn(heap, target, depth + 1));
  }
  const own = namedPlace(heap, node);
  return own === null ? inner : [...inner, own];
}

/** The line at which it waits, or its function; with its qualified name, where the dump has one. */
function namedPlace(heap: HeapReader, node: NodeIndex): CodePlace | null {
  const wait = heap.placeOfWait(node);
  if (wait !== null) return wait;
  const code = CODE_LABELS.map((label) => heap.referent(node, label)).find(
    (found) => found !== NO_NODE,
  );
  const place = heap.place(code ?? node);
  if (place === null || code === undefined) return place;
  const qualified = heap.referent(code, 'co_qualname');
  return qualified === NO_NODE ? place : { ...place, name: heap.preview(qualified) };
}

/** Alike items that are looked at for where they wait. */
const WAITERS = 64;

/**
 * The line of the program at which the items of an accumulation wait, all that are looked at at
 * one; null where they wait at several, or at none. Innermost; a library's where no function of the
 * program is on the way.
 */
export function commonWait(
  ctx: CauseContext,
  holder: NodeIndex,
  example: NodeIndex,
): CodePlace | null {
  const { type } = ctx.heap.graph;
  const first = waitOf(ctx, example);
  if (first === null || holder === NO_NODE) return first;
  const alike = ctx.owners.childrenOf(holder).filter((node) => type[node] === type[example]);
  const isSame = (node: NodeIndex): boolean => {
    const other = waitOf(ctx, node);
    return other?.line === first.line && other.file === first.file;
  };
  return alike.subarray(0, WAITERS).every(isSame) ? first : null;
}

function waitOf(ctx: CauseContext, node: NodeIndex): CodePlace | null {
  const { heap } = ctx;
  const task = /Task$/.test(heap.bare(node)) ? heap.attribute(node, '_coro') : node;
  if (task === NO_NODE || heap.placeOfWait(task) === null) return null;
  const places = suspendedIn(ctx, node);
  return places.find(({ origin }) => origin === ModuleOrigin.program) ?? places[0] ?? null;
}

/** The frames of an exception's traceback, outermost first. */
export function framesOfError(heap: HeapReader, error: NodeIndex): readonly CodePlace[] {
  const found: CodePlace[] = [];
  let traceback = heap.referent(error, '__traceback__');
  for (let depth = 0; traceback !== NO_NODE && depth < 50; depth++) {
    const frame = heap.referent(traceback, 'tb_frame');
    const place = heap.placeOfRunning(frame);
    if (place !== null) found.push(place);
    traceback = heap.referent(traceback, 'tb_next');
  }
  return found;
}
