import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../electron/node/atomic-write.ts';
import { cacheFolder } from '../electron/node/cache-folder.ts';
import { openFileSource } from '../electron/node/file-source.ts';
import { IndexFolder } from '../electron/node/index-folder.ts';
import { memoryLimitBytes } from '../electron/node/memory-limit.ts';
import { nativeCodecs } from '../electron/node/native-codecs.ts';
import { type Job, UNATTENDED_JOB } from '../shared/base/job.ts';
import { formatBytes } from '../shared/base/units.ts';
import type { IndexStore } from '../shared/formats/dump-index/index-store.ts';
import { type IndexedLoad, loadIndexed } from '../shared/formats/dump-index/indexed-load.ts';
import { writeOuro } from '../shared/formats/ouro/ouro-writer.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { graphBytes } from '../shared/heap/memory.ts';
import { measureClosing } from './closing.ts';
import { meliaeText } from './dumps/meliae-text.ts';
import { v8Text } from './dumps/v8-text.ts';
import { collectGarbage, median, peakBytes, resetPeak } from './measure.ts';

const FORMATS: readonly (readonly [string, (graph: HeapGraph) => Iterable<Uint8Array>])[] = [
  [
    'ouro',
    (graph) => writeOuro(graph, { job: UNATTENDED_JOB, codecs: nativeCodecs(), compress: false }),
  ],
  ['heapsnapshot', v8Text],
  ['meliae.json', meliaeText],
];

/** One way to open one dump, over several runs. */
export interface Opening {
  readonly name: string;
  /** Seconds by the clock, and of processor time in all threads; medians. */
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number | null;
  /** Longest time between two looks at whether anybody still wants this; milliseconds. */
  readonly longestGap: number;
}

/**
 * Opens a graph as a dump of each format, the first time and from its index the second. The files
 * lie in the cache folder while it runs.
 */
export async function runOpenings(
  createGraph: () => HeapGraph,
  runs: number,
  print: (line: string) => void,
): Promise<readonly Opening[]> {
  const folder = path.join(cacheFolder(), 'bench', 'openings');
  const store = new IndexFolder(path.join(folder, 'indexes'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const openings: Opening[] = [];
  try {
    await writeDumps(createGraph(), folder, print);
    for (const [extension] of FORMATS) {
      const file = path.join(folder, `dump.${extension}`);
      openings.push(await measureOpening(extension, file, null, runs));
      await keepIndex(file, store);
      if ((await store.list()).length === 0) continue;
      openings.push(await measureOpening(`${extension}, from its index`, file, store, runs));
      await store.clear();
    }
    const { beforeBytes, openBytes, closedBytes } = await measureClosing(
      path.join(folder, 'dump.ouro'),
    );
    print(
      `in a thread: ${formatBytes(beforeBytes)} before, ${formatBytes(openBytes)} open, ${formatBytes(closedBytes)} closed`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return openings;
}

async function writeDumps(
  graph: HeapGraph,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  const perObject = graphBytes(graph) / graph.nodeCount;
  print(
    `the graph takes ${formatBytes(graphBytes(graph))}, ${perObject.toFixed(0)} bytes an object`,
  );
  for (const [extension, write] of FORMATS) {
    const file = path.join(folder, `dump.${extension}`);
    if (!existsSync(file)) await writeFileAtomically(file, write(graph), { isFlushed: false });
    print(`dump.${extension}: ${formatBytes(statSync(file).size)}`);
  }
}

async function measureOpening(
  name: string,
  file: string,
  store: IndexStore | null,
  runs: number,
): Promise<Opening> {
  const seconds: number[] = [];
  const processorSeconds: number[] = [];
  let longestGap = 0;
  let peak: number | null = null;
  for (let run = 0; run < runs; run++) {
    collectGarbage();
    resetPeak();
    const { job, gap } = watchfulJob();
    const before = process.cpuUsage();
    const start = performance.now();
    const { readFrom } = await load(file, store, job);
    seconds.push((performance.now() - start) / 1000);
    const used = process.cpuUsage(before);
    processorSeconds.push((used.user + used.system) / 1e6);
    longestGap = Math.max(longestGap, gap());
    const now = peakBytes();
    if (now !== null) peak = Math.max(peak ?? 0, now);
    if ((store === null) !== (readFrom === 'dump'))
      throw new Error(`${name} was read from the ${readFrom}`);
  }
  const ascending = (a: number, b: number): number => a - b;
  return {
    name,
    seconds: median(seconds.sort(ascending)),
    processorSeconds: median(processorSeconds.sort(ascending)),
    peakBytes: peak,
    longestGap,
  };
}

async function load(file: string, store: IndexStore | null, job: Job): Promise<IndexedLoad> {
  const source = await openFileSource(file);
  try {
    const options = { job, codecs: nativeCodecs(), memoryLimitBytes: memoryLimitBytes() };
    return await loadIndexed(source, options, store);
  } finally {
    await source.close();
  }
}

async function keepIndex(file: string, store: IndexStore): Promise<void> {
  const { saveIndex } = await load(file, store, UNATTENDED_JOB);
  await saveIndex?.(() => Promise.resolve(), UNATTENDED_JOB);
}

/** A job that notes the longest time between its checkpoints. */
function watchfulJob(): { readonly job: Job; gap(): number } {
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  return {
    job: { report() {}, checkpoint: look },
    gap() {
      look();
      return longest;
    },
  };
}
