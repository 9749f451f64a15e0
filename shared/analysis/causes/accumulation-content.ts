import { GrowableUint32 } from '../../base/growable.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { CauseContext } from './cause-context.ts';
import { CONTAINERS } from './type-sets.ts';

/** Objects of one type in all that a holder owns. */
export interface DeepGroup {
  readonly type: TypeIndex;
  readonly count: number;
  /** Of these, reached through plain containers alone. */
  readonly nested: number;
  readonly bytes: number;
  /** The one that owns most. */
  readonly example: NodeIndex;
}

export interface DeepContent {
  /** By bytes, the most first. */
  readonly all: readonly DeepGroup[];
  /** Without containers and machinery. */
  readonly telling: readonly DeepGroup[];
  /** False where there was more than is counted. */
  readonly isComplete: boolean;
}

/** Objects that are counted: half a second's worth. */
const LIMIT = 2_000_000;
const MACHINERY: ReadonlySet<string> = new Set(['cell', 'NoneType', 'int', 'bool']);

/**
 * What plain containers hold in the end: types in all that a holder owns. O(what it owns), bounded.
 */
export function deepContent({ heap, owners, job }: CauseContext, holder: NodeIndex): DeepContent {
  const { type, typeNames, firstEdge } = heap.graph;
  const count = new Float64Array(typeNames.length);
  const nested = new Float64Array(typeNames.length);
  const isContainer = heap.bareText.map((bare) => CONTAINERS.has(bare));
  const bytes = new Float64Array(typeNames.length);
  const example = new Uint32Array(typeNames.length);
  const functionType = heap.bareText.indexOf('function');
  const { charged, own: ownBytes } = owners;
  const { firstChild, child: childAt } = owners.lists;
  const pending = new GrowableUint32(1024);
  /** What is reached through something else than containers: looked at after the others. */
  const inside = new GrowableUint32(1024);
  pending.push(holder);
  let left = LIMIT;
  let work = 0;
  while (pending.length + inside.length > 0 && left > 0) {
    if ((work++ & PACE_MASK) === 0) job.checkpoint();
    const isDirect = pending.length > 0;
    const open = isDirect ? pending : inside;
    const node = open.values[--open.length];
    const end = firstChild[node + 1];
    for (let at = firstChild[node]; at < end && left > 0; at++, left--) {
      const child = childAt[at];
      const own = type[child];
      if (isDirect) nested[own]++;
      if (count[own]++ === 0 || isHeavier(charged, child, example[own])) example[own] = child;
      // A function is told with its code, which is not looked into.
      bytes[own] += own === functionType ? charged[child] : ownBytes[child];
      if (own === functionType || firstEdge[child] === firstEdge[child + 1]) continue;
      (isDirect && isContainer[own] ? pending : inside).push(child);
    }
  }
  const all = Array.from(count.keys())
    .filter((own) => count[own] > 0)
    .map((own) => ({
      type: own,
      count: count[own],
      nested: nested[own],
      bytes: bytes[own],
      example: example[own],
    }))
    .sort((a, b) => b.bytes - a.bytes || compareTypes(heap.typeText, a.type, b.type));
  const telling = all.filter(({ type: own }) => {
    const bare = heap.bareText[own] ?? '';
    return !CONTAINERS.has(bare) && !MACHINERY.has(bare);
  });
  return { all, telling, isComplete: left > 0 };
}

function isHeavier(charged: Float64Array, node: NodeIndex, than: NodeIndex): boolean {
  return charged[node] > charged[than] || (charged[node] === charged[than] && node < than);
}

function compareTypes(names: readonly string[], a: TypeIndex, b: TypeIndex): number {
  return (names[a] ?? '') < (names[b] ?? '') ? -1 : 1;
}
