import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../electron/node/cache-folder.ts';
import { openFileSource } from '../electron/node/file-source.ts';
import { memoryLimitBytes } from '../electron/node/memory-limit.ts';
import { nativeCodecs } from '../electron/node/native-codecs.ts';
import { computeComponents } from '../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../shared/analysis/components/cuts.ts';
import { computeDominators } from '../shared/analysis/dominators/dominators.ts';
import { computeFamilyRetained } from '../shared/analysis/dominators/retained.ts';
import { computeFamilies } from '../shared/analysis/families/families.ts';
import { computeVerdicts } from '../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../shared/base/job.ts';
import { formatBytes, formatCount } from '../shared/base/units.ts';
import { loadDump } from '../shared/formats/load-dump.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import type { Measurement } from './measure.ts';
import { fromRoot, lastJson, PLENTY_OF_HEAP, watched } from './peers/processes.ts';
import { PhaseClock } from './phase-clock.ts';

/** What V8 writes of it has ten million objects in 0.9 GB. */
const SNAPSHOT_RECORDS = 1_100_000;
/** Five million objects of CPython. */
const PYTHON_RECORDS = 450_000;

/** What a real program's dump came to, phase by phase. */
export interface RealDump {
  readonly title: string;
  readonly measurements: readonly Measurement[];
  readonly facts: readonly string[];
  /** Nothing in it contradicts what the program knew of itself. */
  readonly isRight: boolean;
}

/**
 * Runs real programs, has their runtimes write dumps, and opens and analyses these: a heap snapshot
 * by V8, and a heap of CPython by the collector, whose garbage CPython has counted itself.
 */
export async function benchRealDumps(
  runs: number,
  show: (dump: RealDump) => void,
): Promise<boolean> {
  const folder = path.join(cacheFolder(), 'bench', 'real');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const snapshot = path.join(folder, 'sessions.heapsnapshot');
    const writer = fromRoot('bench', 'dumps', 'write-snapshot.mjs');
    const records = String(SNAPSHOT_RECORDS);
    await watched(process.execPath, [PLENTY_OF_HEAP, writer, snapshot, records]);
    const v8 = await analyse('heap snapshot by V8', snapshot, null, runs);
    show(v8);
    rmSync(snapshot);
    const dump = path.join(folder, 'records.ouro');
    const program = fromRoot('bench', 'dumps', 'python_heap.py');
    const { stdout } = await watched('python3', [program, dump, String(PYTHON_RECORDS)]);
    const python = lastJson(stdout) as { readonly collected: number };
    const ours = await analyse('heap of CPython by the collector', dump, python.collected, runs);
    show(ours);
    return v8.isRight && ours.isRight;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `collected` is what `gc.collect()` found right after the dump; null where nothing could tell. */
async function analyse(
  name: string,
  file: string,
  collected: number | null,
  runs: number,
): Promise<RealDump> {
  const clock = new PhaseClock();
  let facts: readonly string[] = [];
  let isRight = true;
  for (let run = 0; run < runs; run++) {
    clock.begin();
    const graph = await clock.time('open', () => open(file));
    const found = await analyseGraph(graph, clock);
    clock.end('everything');
    isRight &&= collected === null || found.collectable === collected;
    const told = collected === null ? [] : [`gc.collect() found ${formatCount(collected)}`];
    facts = [...found.facts, ...told];
  }
  const size = formatBytes(statSync(file).size);
  return { title: `${name}, ${size}`, measurements: clock.measurements(), facts, isRight };
}

async function open(file: string): Promise<HeapGraph> {
  const source = await openFileSource(file);
  try {
    const options = { codecs: nativeCodecs(), memoryLimitBytes: memoryLimitBytes() };
    return (await loadDump(source, { job: UNATTENDED_JOB, ...options })).graph;
  } finally {
    await source.close();
  }
}

/** What the window asks for when a dump is opened, and what its views need next. */
async function analyseGraph(
  graph: HeapGraph,
  clock: PhaseClock,
): Promise<{ readonly facts: readonly string[]; readonly collectable: number }> {
  const job = UNATTENDED_JOB;
  const verdicts = await clock.time('verdicts', () => computeVerdicts(graph, job));
  const cuts = await clock.time('cuts', () =>
    computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts),
  );
  const components = await clock.time('components', () => computeComponents(graph, cuts, job));
  const families = await clock.time('families', () =>
    computeFamilies(graph, cuts, components, verdicts, job),
  );
  const dominators = await clock.time('dominators and retained', () =>
    computeDominators(graph, verdicts, job),
  );
  await clock.time('retained by families', () =>
    computeFamilyRetained(graph, components, families, verdicts, job),
  );
  const { held, garbage, collectable } = verdicts.totals;
  const largest = dominators.retainedSize.reduce((most, size) => Math.max(most, size), 0);
  return {
    collectable: collectable.objects,
    facts: [
      `${formatCount(graph.nodeCount)} objects, ${formatCount(graph.edgeCount)} references`,
      `${formatCount(held.objects)} objects held, ${formatCount(garbage.objects)} garbage, ${formatCount(collectable.objects)} of it as the collector counts`,
      `${formatCount(components.count)} components, ${families.families.length} families of ${formatCount(families.cycles)} cycles`,
      `largest retained size ${formatCount(largest)} bytes`,
    ],
  };
}
