import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { openFileSource } from '../../electron/node/file-source.ts';
import { memoryLimitBytes } from '../../electron/node/memory-limit.ts';
import { nativeCodecs } from '../../electron/node/native-codecs.ts';
import { computeDominators } from '../../shared/analysis/dominators/dominators.ts';
import { computeVerdicts } from '../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { formatBytes, formatCount } from '../../shared/base/units.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { EdgeKind, EdgeMark } from '../../shared/heap/edge-kind.ts';
import { edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { installNode } from './install.ts';
import type { PeerQuestion, PeerRow } from './peer-row.ts';
import { notRun } from './peer-row.ts';
import { fromRoot, lastJson, medianOf, PLENTY_OF_HEAP, watched } from './processes.ts';

const MEMLAB = 'memlab 2.0.5';
const DEVTOOLS = 'Chrome DevTools';

/** Id and retained size of every object, in the order of the snapshot. */
type RetainedRows = Float64Array;

/**
 * Retained sizes of a heap snapshot that V8 wrote, by memlab and by Chrome DevTools' snapshot
 * worker; every object of theirs is compared with ours.
 */
export async function compareRetained(
  file: string,
  runs: number,
  folder: string,
): Promise<PeerQuestion> {
  const question = `retained sizes, V8 snapshot of ${formatBytes(statSync(file).size)}`;
  const cli = [fromRoot('dist', 'cli', 'ouroboros.js'), 'objects', file];
  const asked = ['--sort', 'retained', '--limit', '1000', '--json'];
  const own = await medianOf(runs, process.execPath, [...cli, ...asked]);
  const graph = await readSnapshot(file);
  const retained = retainedRows(graph);
  const ownRow: PeerRow = {
    who: 'Ouroboros',
    seconds: own.seconds,
    processorSeconds: own.processorSeconds,
    peakBytes: own.peakBytes,
    results: `${formatCount(graph.nodeCount)} objects`,
    differs: false,
  };
  const modules = installNode(folder);
  if (modules === null) {
    const why = 'it could not be installed';
    return { question, rows: [ownRow, notRun(MEMLAB, why), notRun(DEVTOOLS, why)] };
  }
  const memlab = await runMemlab(modules, file, folder, graph);
  const devtools = await runDevtools(modules, file, folder, retained);
  return { question, rows: [ownRow, memlab, ...devtools] };
}

async function readSnapshot(file: string): Promise<HeapGraph> {
  const source = await openFileSource(file);
  const options = { codecs: nativeCodecs(), memoryLimitBytes: memoryLimitBytes() };
  const { graph } = await loadDump(source, { job: UNATTENDED_JOB, ...options });
  await source.close();
  return graph;
}

function retainedRows(graph: HeapGraph): RetainedRows {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const { retainedSize } = computeDominators(graph, verdicts, UNATTENDED_JOB);
  const rows = new Float64Array(2 * graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    rows[2 * node] =
      graph.addressWords[2 * node] + graph.addressWords[2 * node + 1] * 0x1_0000_0000;
    rows[2 * node + 1] = retainedSize[node];
  }
  return rows;
}

/** As the importer names it, from the table and from the key. */
const WEAK_MAP_VALUE = 'value in a WeakMap';

/**
 * A graph with both references to a WeakMap's value, which is how memlab counts: from its table,
 * which is weak to us and to DevTools, and from its key.
 */
function withWeakMapTables(graph: HeapGraph): HeapGraph {
  const edgeKind = graph.edgeKind.slice();
  const marks = EdgeMark.weak | EdgeMark.borrowed;
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (edgeKind[edge] !== (EdgeKind.internal | marks)) continue;
      if (edgeLabelText(graph, node, edge) === WEAK_MAP_VALUE) {
        edgeKind[edge] = EdgeKind.internal;
      }
    }
  }
  return { ...graph, edgeKind };
}

async function runMemlab(
  modules: string,
  file: string,
  folder: string,
  graph: HeapGraph,
): Promise<PeerRow> {
  const script = fromRoot('bench', 'peers', 'memlab.cjs');
  const output = path.join(folder, 'memlab.f64');
  const words = [PLENTY_OF_HEAP, script, modules, file, output];
  const { stdout, processorSeconds, peakBytes } = await watched(process.execPath, words);
  const { seconds } = lastJson(stdout) as { readonly seconds: number };
  const theirs = takeRows(output);
  const differing = countDiffering(retainedRows(graph), theirs);
  const unexplained = countDiffering(retainedRows(withWeakMapTables(graph)), theirs);
  return {
    who: MEMLAB,
    seconds,
    processorSeconds,
    peakBytes,
    results:
      unexplained > 0
        ? `${formatCount(unexplained)} objects`
        : `every object the same, ${formatCount(differing)} but for values of WeakMaps`,
    differs: unexplained > 0,
  };
}

/**
 * Once as it is, for time and memory, and once without what it decides for its readers (see
 * `devtools/run.mjs`), when every object has to come out as ours does.
 */
async function runDevtools(
  modules: string,
  file: string,
  folder: string,
  own: RetainedRows,
): Promise<readonly PeerRow[]> {
  await watched(process.execPath, [fromRoot('bench/peers/devtools/bundle.mjs'), modules, folder]);
  const run = async (...rules: readonly string[]) => {
    const script = fromRoot('bench', 'peers', 'devtools', 'run.mjs');
    const output = path.join(folder, 'devtools.f64');
    const bundle = path.join(folder, 'devtools.mjs');
    const words = [PLENTY_OF_HEAP, script, bundle, file, output, ...rules];
    const { stdout, processorSeconds, peakBytes } = await watched(process.execPath, words);
    const times = lastJson(stdout) as { readonly seconds: number; readonly retained: number };
    return {
      ...times,
      processorSeconds,
      peakBytes,
      differing: countDiffering(own, takeRows(output)),
    };
  };
  const asIs = await run();
  const plain = await run('plain');
  return [
    {
      who: `${DEVTOOLS}, until it shows them`,
      seconds: asIs.seconds,
      processorSeconds: asIs.processorSeconds,
      peakBytes: asIs.peakBytes,
      results: `${formatCount(asIs.differing)} objects differ by its own rules`,
      differs: false,
    },
    {
      who: `${DEVTOOLS}, until they are computed`,
      seconds: asIs.retained,
      processorSeconds: null,
      peakBytes: null,
      results:
        plain.differing === 0
          ? 'every object the same without these rules'
          : `${formatCount(plain.differing)} objects, without these rules`,
      differs: plain.differing > 0,
    },
  ];
}

function takeRows(file: string): RetainedRows {
  const bytes = readFileSync(file);
  rmSync(file);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

/** Objects with another id or another retained size; all of them where the numbers differ. */
function countDiffering(own: RetainedRows, theirs: RetainedRows): number {
  if (own.length !== theirs.length) return Math.max(own.length, theirs.length) / 2;
  let differing = 0;
  for (let at = 0; at < own.length; at += 2) {
    if (own[at] !== theirs[at] || own[at + 1] !== theirs[at + 1]) differing++;
  }
  return differing;
}
