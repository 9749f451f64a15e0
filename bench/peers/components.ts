import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { computeComponents } from '../../shared/analysis/components/components.ts';
import { computeCutEdges, NO_CUTS } from '../../shared/analysis/components/cuts.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { formatCount } from '../../shared/base/units.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { measure, median } from '../measure.ts';
import { findGraphTool, installPython } from './install.ts';
import type { PeerQuestion, PeerRow } from './peer-row.ts';
import { notRun } from './peer-row.ts';
import { fromRoot, lastJson } from './processes.ts';

const NAMES = {
  scipy: 'scipy 1.17.1',
  igraph: 'igraph 1.0.0',
  graph_tool: 'graph-tool',
  networkx: 'networkx 3.6.1',
} as const;
type Library = keyof typeof NAMES;

/** networkx takes about 2 kB an object. */
const MAX_FOR_NETWORKX = 2_000_000;

interface Found {
  readonly version: string;
  readonly build: number;
  readonly components: number;
  readonly processor: number;
  readonly count: number;
  readonly differing: number;
  readonly peak: number;
}

/**
 * Strongly connected components of one graph, nothing cut, by the graph libraries of Python. Each
 * says for how many objects its component has other members than ours.
 */
export function compareComponents(graph: HeapGraph, runs: number, folder: string): PeerQuestion {
  const { measurement, result } = measure('components', runs, () => {
    const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB, null);
    return computeComponents(graph, cuts, UNATTENDED_JOB);
  });
  const single = graph.nodeCount - result.firstMember[result.count];
  const own: PeerRow = {
    who: 'Ouroboros',
    seconds: median(measurement.milliseconds) / 1000,
    processorSeconds: median(measurement.processor) / 1000,
    peakBytes: measurement.peakBytes,
    results: `${formatCount(result.count + single)} components`,
    differs: false,
  };
  const columns = ['first', 'target', 'component'].map((name) => path.join(folder, `${name}.u32`));
  [graph.firstEdge, graph.edgeTarget, result.component].forEach((column, at) => {
    writeFileSync(columns[at] ?? '', column);
  });
  const python = installPython(folder);
  const peers = (Object.keys(NAMES) as Library[]).map((library): PeerRow => {
    if (library === 'networkx' && graph.nodeCount > MAX_FOR_NETWORKX)
      return notRun(NAMES[library], 'it would take all memory');
    const interpreter = library === 'graph_tool' ? findGraphTool() : python;
    if (interpreter !== null) return runLibrary(interpreter, library, columns);
    return notRun(NAMES[library], 'it could not be installed');
  });
  for (const column of columns) rmSync(column);
  const question = `components of ${formatCount(graph.nodeCount)} objects, ${formatCount(graph.edgeCount)} references`;
  return { question, rows: [own, ...peers] };
}

function runLibrary(python: string, library: Library, columns: readonly string[]): PeerRow {
  const script = fromRoot('bench', 'peers', 'components.py');
  const outcome = spawnSync(python, [script, library, ...columns], { encoding: 'utf8' });
  if (outcome.status !== 0)
    return notRun(NAMES[library], outcome.stderr.trim().split('\n').at(-1) ?? 'it ended early');
  const found = lastJson(outcome.stdout) as Found;
  return {
    who: `${library.replace('_', '-')} ${found.version} (+ ${found.build.toFixed(1)} s to build)`,
    seconds: found.components,
    processorSeconds: found.processor,
    peakBytes: found.peak,
    results:
      found.differing === 0
        ? 'every object the same'
        : `${formatCount(found.count)} components, ${formatCount(found.differing)} objects are elsewhere`,
    differs: found.differing > 0,
  };
}
