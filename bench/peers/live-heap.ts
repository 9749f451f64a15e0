import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openFileSource } from '../../electron/node/file-source.ts';
import { memoryLimitBytes } from '../../electron/node/memory-limit.ts';
import { nativeCodecs } from '../../electron/node/native-codecs.ts';
import type { Components } from '../../shared/analysis/components/components.ts';
import { computeComponents, NO_COMPONENT } from '../../shared/analysis/components/components.ts';
import { computeCutEdges, NO_CUTS } from '../../shared/analysis/components/cuts.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { formatCount } from '../../shared/base/units.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { collectGarbage, peakBytes, processorMilliseconds, resetPeak } from '../measure.ts';
import { installPython } from './install.ts';
import type { PeerQuestion } from './peer-row.ts';
import { notRun } from './peer-row.ts';
import { fromRoot, lastJson, watched } from './processes.ts';

const REFCYCLE = 'refcycle 0.3.1';
/** About 260,000 objects that the collector tracks. */
const RECORDS = 85_000;

type Clocks = readonly [seconds: number, processorSeconds: number];

interface Facts {
  readonly dump: Clocks;
  readonly build: Clocks;
  readonly components: Clocks;
  readonly peak: number;
  readonly objects: number;
}

/**
 * Components of what a running CPython holds: by refcycle within the process, and by us from a dump
 * of it, both from the live heap to the answer. Components are compared by their addresses.
 */
export async function compareLiveHeap(folder: string): Promise<PeerQuestion> {
  const question = 'components of a live Python heap';
  const python = installPython(folder);
  if (python === null) return { question, rows: [notRun(REFCYCLE, 'it could not be installed')] };
  const dump = path.join(folder, 'live.ouro');
  const output = path.join(folder, 'live.u64');
  const script = fromRoot('bench', 'peers', 'live_heap.py');
  const { stdout } = await watched(python, [script, dump, output, String(RECORDS)]);
  const facts = lastJson(stdout) as Facts;
  const own = await openAndFind(dump);
  const bytes = readFileSync(output);
  const pairs = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const differing = countElsewhere(own.graph, own.components, pairs);
  rmSync(dump);
  rmSync(output);
  return {
    question: `${question}, ${formatCount(facts.objects)} objects`,
    rows: [
      {
        who: `Ouroboros (${facts.dump[0].toFixed(1)} s of it the dump)`,
        seconds: facts.dump[0] + own.seconds,
        processorSeconds: facts.dump[1] + own.processorSeconds,
        peakBytes: own.peakBytes,
        results: `${formatCount(own.components.count)} components of all objects`,
        differs: false,
      },
      {
        who: `${REFCYCLE} (${facts.build[0].toFixed(1)} s of it to build)`,
        seconds: facts.build[0] + facts.components[0],
        processorSeconds: facts.build[1] + facts.components[1],
        peakBytes: facts.peak,
        results:
          differing === 0
            ? `every one of ${formatCount(pairs.length / 2)} objects on cycles the same`
            : `${formatCount(differing)} objects are elsewhere`,
        differs: differing > 0,
      },
    ],
  };
}

async function openAndFind(file: string) {
  collectGarbage();
  resetPeak();
  const start = performance.now();
  const startProcessor = processorMilliseconds();
  const source = await openFileSource(file);
  const options = { codecs: nativeCodecs(), memoryLimitBytes: memoryLimitBytes() };
  const { graph } = await loadDump(source, { job: UNATTENDED_JOB, ...options });
  await source.close();
  const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB, null);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  return {
    graph,
    components,
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (processorMilliseconds() - startProcessor) / 1000,
    peakBytes: peakBytes(),
  };
}

/** Of objects with their components elsewhere, how many are with other ones of them here. */
function countElsewhere(
  graph: HeapGraph,
  { component }: Components,
  pairs: BigUint64Array,
): number {
  const theirs = new Map<number, number>();
  for (let at = 0; at < pairs.length; at += 2) theirs.set(Number(pairs[at]), Number(pairs[at + 1]));
  const ourOf = new Map<number, number>();
  const theirOf = new Map<number, number>();
  let same = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const words = graph.addressWords;
    const other = theirs.get(words[2 * node] + words[2 * node + 1] * 0x1_0000_0000);
    if (other === undefined) continue;
    const own = component[node];
    if (!ourOf.has(other)) ourOf.set(other, own);
    if (!theirOf.has(own)) theirOf.set(own, other);
    if (own !== NO_COMPONENT && ourOf.get(other) === own && theirOf.get(own) === other) same++;
  }
  return theirs.size - same;
}
