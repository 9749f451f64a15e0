import { createHeapLikeGraph } from './heap-like-graph.ts';
import { median } from './measure.ts';
import { runOpenings } from './opening.ts';
import { runPhases } from './phases.ts';

const TIMES = 10;

/** Processor time of one phase on a small and on a large heap; medians in milliseconds. */
export interface Growth {
  readonly name: string;
  readonly small: number;
  readonly large: number;
  /** 1 where time grows as the references do. */
  readonly perReference: number;
}

/** Every analysis and every opening on a heap of so many objects, and on one of ten times as many. */
export async function measureGrowth(
  objects: number,
  runs: number,
  print: (line: string) => void,
): Promise<readonly Growth[]> {
  const small = await measureSize(objects, runs, print);
  const large = await measureSize(TIMES * objects, runs, print);
  const more = large.references / small.references;
  return Array.from(small.times, ([name, time]) => {
    const later = large.times.get(name) ?? Number.NaN;
    return { name, small: time, large: later, perReference: later / time / more };
  });
}

async function measureSize(
  objects: number,
  runs: number,
  print: (line: string) => void,
): Promise<{ readonly references: number; readonly times: ReadonlyMap<string, number> }> {
  const times = new Map<string, number>();
  const create = () => createHeapLikeGraph(objects);
  const openings = await runOpenings(create, runs, print);
  for (const { name, processorSeconds } of openings)
    times.set(`open ${name}`, 1000 * processorSeconds);
  const graph = create();
  const { measurements } = runPhases(graph, runs);
  for (const { name, processor } of measurements) times.set(name, median(processor));
  return { references: graph.edgeCount, times };
}
