import { cpus, loadavg } from 'node:os';
import { formatCount } from '../shared/base/units.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { benchCores } from './cores.ts';
import { benchDrawings } from './drawings.ts';
import { runFilterPhases } from './filters.ts';
import { measureGaps } from './gaps.ts';
import { measureGrowth } from './growth.ts';
import { createHeapLikeGraph } from './heap-like-graph.ts';
import { measure } from './measure.ts';
import { runOpenings } from './opening.ts';
import type { Options } from './options.ts';
import { parseOptions, USAGE } from './options.ts';
import { fromRoot } from './peers/processes.ts';
import { runPeers } from './peers/run-peers.ts';
import { runPhases } from './phases.ts';
import { benchRealDumps } from './real.ts';
import { gapTable, growthTable, measurementTable, openingTable } from './reports.ts';
import { SHAPES } from './shapes.ts';
import { shuffled } from './shuffle.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Whether all results are what they have to be. */
async function bench(options: Options): Promise<boolean> {
  const { mode, objects, runs } = options;
  const create = () => createHeapLikeGraph(objects);
  switch (mode) {
    case 'open':
      print(openingTable(await runOpenings(create, runs, print)));
      return true;
    case 'real':
      return benchRealDumps(runs, ({ title, measurements, facts }) =>
        print(`\n${title}\n${measurementTable(measurements)}\n${list(facts)}`),
      );
    case 'cores':
      return benchCores(options.files, objects, runs, print);
    case 'growth':
      print(growthTable(await measureGrowth(objects, runs, print)));
      return true;
    case 'drawings':
      return benchDrawings(
        options.files.length > 0 ? options.files : [fromRoot('examples', 'accessor-leak.ouro')],
        options.svgFolder,
        print,
      );
    case 'peers':
      return runPeers(create(), runs, print);
    case 'shapes':
      for (const [name, shape] of SHAPES) benchGraph(name, options, () => shape(objects));
      return true;
    default:
      benchGraph('heap', options, create);
      return true;
  }
}

function benchGraph(name: string, options: Options, create: () => HeapGraph): void {
  const { mode, isShuffled, runs } = options;
  const generated = measure('generate', 1, () => {
    const graph = create();
    return isShuffled ? shuffled(graph) : graph;
  });
  const graph = generated.result;
  print(
    `\n${name}: ${formatCount(graph.nodeCount)} objects, ${formatCount(graph.edgeCount)} references, ` +
      `${isShuffled ? 'shuffled' : 'in order of allocation'}`,
  );
  if (mode === 'gaps') {
    print(gapTable(measureGaps(graph, runs)));
    return;
  }
  const run = mode === 'filters' ? runFilterPhases : runPhases;
  const { measurements, facts } = run(graph, runs);
  print(`${measurementTable([generated.measurement, ...measurements])}\n${list(facts)}`);
}

function list(facts: readonly string[]): string {
  return facts.map((fact) => `- ${fact}`).join('\n');
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) {
    print(USAGE);
    process.exitCode = 2;
    return;
  }
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  print(
    `${options.runs} runs; Node ${process.versions.node}, ${cpus().length} × ${processor}, load average ${load}`,
  );
  if (await bench(options)) return;
  print('RESULTS DIFFER: see above');
  process.exitCode = 1;
}

await main();
