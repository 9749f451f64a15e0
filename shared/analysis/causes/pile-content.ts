import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import type { CauseContext } from './cause-context.ts';
import { CONTAINERS } from './type-sets.ts';

/** Objects of one type in all that a holder owns. */
export interface DeepGroup {
  readonly type: TypeIndex;
  readonly count: number;
  readonly bytes: number;
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

/** What plain containers hold in the end: types in all that a holder owns. O(what it owns), bounded. */
export function deepContent({ heap, owners, job }: CauseContext, holder: NodeIndex): DeepContent {
  const { type, typeNames } = heap.graph;
  const count = new Float64Array(typeNames.length);
  const bytes = new Float64Array(typeNames.length);
  const example = new Uint32Array(typeNames.length);
  const functionType = heap.bareText.indexOf('function');
  const pending = [holder];
  let left = LIMIT;
  for (let node = pending.pop(); node !== undefined && left > 0; node = pending.pop()) {
    job.checkpoint();
    for (const child of owners.childrenOf(node)) {
      if (left-- <= 0) break;
      const own = type[child];
      if (count[own]++ === 0) example[own] = child;
      // A function is told with its code, which is not looked into.
      bytes[own] += own === functionType ? owners.charged[child] : owners.own[child];
      if (own !== functionType) pending.push(child);
    }
  }
  const all = Array.from(count.keys())
    .filter((own) => count[own] > 0)
    .map((own) => ({ type: own, count: count[own], bytes: bytes[own], example: example[own] }))
    .sort((a, b) => b.bytes - a.bytes || compareTypes(heap.typeText, a.type, b.type));
  const telling = all.filter(({ type: own }) => {
    const bare = heap.bareText[own] ?? '';
    return !CONTAINERS.has(bare) && !MACHINERY.has(bare);
  });
  return { all, telling, isComplete: left > 0 };
}

function compareTypes(names: readonly string[], a: TypeIndex, b: TypeIndex): number {
  return (names[a] ?? '') < (names[b] ?? '') ? -1 : 1;
}
