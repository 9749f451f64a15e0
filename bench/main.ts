import { cpus } from 'node:os';
import { formatBytes, formatCount } from '../shared/base/units.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { runFilterPhases } from './filters.ts';
import type { Gap } from './gaps.ts';
import { measureGaps } from './gaps.ts';
import { createHeapLikeGraph } from './heap-like-graph.ts';
import type { Measurement } from './measure.ts';
import { measure, median } from './measure.ts';
import { runOpenings } from './opening.ts';
import { runPeers } from './peers/run-peers.ts';
import { runPhases } from './phases.ts';
import { SHAPES } from './shapes.ts';
import { shuffled } from './shuffle.ts';
import { markdownTable } from './table.ts';

const USAGE = `npm run bench -- [--large] [--shuffled] [--shapes | --filters | --open | --peers | --gaps] [--objects N] [--runs N]

Times every analysis on a generated heap and prints medians and peak memory.
  --large      10,000,000 objects instead of 1,000,000 (needs 3 GB)
  --objects N  any other number of objects, from 10,000 to 100,000,000
  --shuffled   objects in random order instead of the order of allocation
  --shapes     graphs that are hard on algorithms, instead of a heap
  --filters    filters and orders of objects, instead of analyses
  --open       openings of dumps of each format instead of analyses, the second time from an index
  --peers      the same work by other tools, installed for it, and whether they agree
  --gaps       the longest time in which each analysis does not look whether it was cancelled
  --runs N     runs per phase, 3 if not said otherwise`;

interface Options {
  readonly objects: number;
  readonly isShuffled: boolean;
  readonly isShapes: boolean;
  readonly isFilters: boolean;
  readonly isOpening: boolean;
  readonly isPeers: boolean;
  readonly isGaps: boolean;
  readonly runs: number;
}

function parseOptions(words: readonly string[]): Options | null {
  let objects = 1_000_000;
  let isShuffled = false;
  let isShapes = false;
  let isFilters = false;
  let isOpening = false;
  let isPeers = false;
  let isGaps = false;
  let runs = 3;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === '--large') objects = 10_000_000;
    else if (word === '--shuffled') isShuffled = true;
    else if (word === '--shapes') isShapes = true;
    else if (word === '--filters') isFilters = true;
    else if (word === '--open') isOpening = true;
    else if (word === '--peers') isPeers = true;
    else if (word === '--gaps') isGaps = true;
    else if (word === '--objects') objects = Number(words[++at]);
    else if (word === '--runs') runs = Number(words[++at]);
    else return null;
  }
  const isSane = objects >= 10_000 && objects <= 100_000_000 && runs >= 1 && runs <= 100;
  return isSane
    ? {
        objects: Math.trunc(objects),
        isShuffled,
        isShapes,
        isFilters,
        isOpening,
        isPeers,
        isGaps,
        runs: Math.trunc(runs),
      }
    : null;
}

function printTable(measurements: readonly Measurement[]): void {
  const rows = measurements.map(({ name, milliseconds, peakBytes, restingBytes }) => [
    name,
    `${median(milliseconds).toFixed(0)} ms`,
    `${(milliseconds[0] ?? 0).toFixed(0)}–${(milliseconds.at(-1) ?? 0).toFixed(0)}`,
    peakBytes === null ? '–' : formatBytes(Math.max(0, peakBytes - restingBytes)),
    peakBytes === null ? '–' : formatBytes(peakBytes),
  ]);
  print(markdownTable([['phase', 'median', 'range', 'extra memory', 'peak'], ...rows]));
}

function printGaps(gaps: readonly Gap[]): void {
  const rows = gaps.map(({ name, milliseconds, phase }) => [
    name,
    `${milliseconds.toFixed(0)} ms`,
    phase,
  ]);
  print(markdownTable([['analysis', 'longest gap', 'while'], ...rows]));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) {
    print(USAGE);
    process.exitCode = 2;
    return;
  }
  if (options.isOpening) {
    await benchOpenings(options);
    return;
  }
  if (options.isPeers) {
    const isAgreed = await runPeers(createHeapLikeGraph(options.objects), options.runs, print);
    if (isAgreed) return;
    print('RESULTS DIFFER: see the table');
    process.exitCode = 1;
    return;
  }
  if (!options.isShapes) {
    benchGraph('heap', options, () => createHeapLikeGraph(options.objects));
    return;
  }
  for (const [name, create] of SHAPES) benchGraph(name, options, () => create(options.objects));
}

function benchGraph(name: string, options: Options, create: () => HeapGraph): void {
  const generated = measure('generate', 1, () => {
    const graph = create();
    return options.isShuffled ? shuffled(graph) : graph;
  });
  const graph = generated.result;
  print(
    `\n${name}: ${formatCount(graph.nodeCount)} objects, ${formatCount(graph.edgeCount)} references, ` +
      `${options.isShuffled ? 'shuffled' : 'in order of allocation'}; ${options.runs} runs; ` +
      `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
  );
  if (options.isGaps) {
    printGaps(measureGaps(graph, options.runs));
    return;
  }
  const run = options.isFilters ? runFilterPhases : runPhases;
  const { measurements, facts } = run(graph, options.runs);
  printTable([generated.measurement, ...measurements]);
  print(facts.map((fact) => `- ${fact}`).join('\n'));
}

async function benchOpenings(options: Options): Promise<void> {
  const create = (): HeapGraph => createHeapLikeGraph(options.objects);
  const openings = await runOpenings(create, options.runs, print);
  const rows = openings.map(({ name, seconds, processorSeconds, peakBytes, longestGap }) => [
    name,
    `${seconds.toFixed(2)} s`,
    `${processorSeconds.toFixed(2)} s`,
    peakBytes === null ? '–' : formatBytes(peakBytes),
    `${longestGap.toFixed(0)} ms`,
  ]);
  print(markdownTable([['dump', 'opened in', 'processor time', 'peak', 'longest gap'], ...rows]));
}

await main();
