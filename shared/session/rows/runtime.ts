import type { HeapGraph } from '../../heap/heap-graph.ts';

/** Whose objects a dump holds; words, advice and fixes follow from it. */
export type Runtime = 'python' | 'java' | 'ruby' | 'javascript';

const OTHERS: ReadonlyMap<string | undefined, Runtime> = new Map<string, Runtime>([
  ['JVM', 'java'],
  ['Ruby', 'ruby'],
  ['V8', 'javascript'],
]);

/** Python where the dump does not name another one: its dumps come in many formats. */
export function runtimeOf({ process }: Pick<HeapGraph, 'process'>): Runtime {
  return OTHERS.get(process.runtime) ?? 'python';
}
