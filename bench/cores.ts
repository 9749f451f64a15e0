import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../electron/node/cache-folder.ts';
import { openFileSource } from '../electron/node/file-source.ts';
import { memoryLimitBytes } from '../electron/node/memory-limit.ts';
import { HostBinaries } from '../electron/node/outside-files.ts';
import { computeVerdicts } from '../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../shared/base/job.ts';
import { formatBytes, formatCount } from '../shared/base/units.ts';
import { CoreImage } from '../shared/formats/outside/core-image.ts';
import { readHeap } from '../shared/formats/outside/read-heap.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { measure } from './measure.ts';
import { fromRoot } from './peers/processes.ts';

/** What cores of one Python came to, against its own collector. */
interface Agreement {
  cores: number;
  agreeing: number;
  garbage: number;
  missed: number;
  invented: number;
}

/**
 * Kills programs with known garbage by SIGABRT, one Python after the other, reads the cores and
 * compares object by object with what the collector found; then times the core of a large heap.
 * True when no garbage was missed and none invented, but where code runs during the collection.
 */
export async function benchCores(
  named: readonly string[],
  objects: number,
  runs: number,
  print: (text: string) => void,
): Promise<boolean> {
  const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
  if (pattern !== 'core') {
    print(`/proc/sys/kernel/core_pattern is "${pattern}"; this needs "core".`);
    return false;
  }
  const folder = path.join(cacheFolder(), 'bench', 'cores');
  let isRight = true;
  print('| Python | cores | equal | garbage | missed | invented | processor time | large heap |');
  print('|---|---|---|---|---|---|---|---|');
  for (const python of named.length > 0 ? named : pythonsHere()) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      const { name, agreement } = await compareScenarios(python, folder);
      const { rate, share } = await timeHeap(python, folder, objects, runs);
      const { cores, agreeing, garbage, missed, invented } = agreement;
      print(
        `| ${name} | ${cores} | ${agreeing} | ${formatCount(garbage)} | ${missed} | ${invented} | ${rate} | ${share} |`,
      );
      isRight &&= cores > 0 && missed === 0 && invented === 0;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return isRight;
}

function pythonsHere(): string[] {
  const versions = path.join(homedir(), '.pyenv', 'versions');
  const kept = existsSync(versions) ? readdirSync(versions) : [];
  return kept
    .filter((name) => /^3\.(8|9|1[0-5])\./.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => path.join(versions, name, 'bin', 'python3'));
}

/** Runs a program that writes cores; how it ends says nothing. */
function run(python: string, folder: string, words: readonly string[]): void {
  const limited = ['-c', 'ulimit -c unlimited && exec "$0" "$@"', python, '-S', '-E', ...words];
  spawnSync('/bin/sh', limited, { cwd: folder, stdio: 'ignore' });
}

async function readCore(file: string): Promise<HeapGraph> {
  const source = await openFileSource(file);
  const binaries = new HostBinaries('/', []);
  try {
    return readHeap(new CoreImage(source, binaries), {
      job: UNATTENDED_JOB,
      memoryLimitBytes: memoryLimitBytes(),
      warn: () => undefined,
    });
  } finally {
    binaries.close();
    await source.close();
  }
}

async function compareScenarios(python: string, folder: string) {
  const own = path.join(folder, 'scenarios');
  mkdirSync(own);
  run(python, own, [fromRoot('bench', 'dumps', 'core-scenarios.py'), own, fromRoot('collector')]);
  const agreement: Agreement = { cores: 0, agreeing: 0, garbage: 0, missed: 0, invented: 0 };
  let name = python;
  for (const scenario of readdirSync(own)) {
    const files = path.join(own, scenario);
    if (!existsSync(path.join(files, 'exact'))) continue;
    const graph = await readCore(path.join(files, 'core'));
    name = graph.process.runtime ?? name;
    compare(graph, files, agreement);
  }
  return { name, agreement };
}

/** Adds up one core; where code ran during the collection, only whether it is equal. */
function compare(graph: HeapGraph, files: string, agreement: Agreement): void {
  const text = readFileSync(path.join(files, 'garbage'), 'utf8').trim();
  const found = new Set(
    text === '' ? [] : text.split('\n').map((line) => Number.parseInt(line, 10)),
  );
  const { collectable } = computeVerdicts(graph, UNATTENDED_JOB);
  const predicted = new Set<number>();
  for (let node = 0; node < graph.nodeCount; node++) {
    if (collectable[node] === 0) continue;
    predicted.add(graph.addressWords[2 * node] + graph.addressWords[2 * node + 1] * 2 ** 32);
  }
  const missed = [...found].filter((address) => !predicted.has(address)).length;
  const invented = [...predicted].filter((address) => !found.has(address)).length;
  agreement.cores++;
  if (missed === 0 && invented === 0) agreement.agreeing++;
  if (readFileSync(path.join(files, 'exact'), 'utf8') !== 'True') return;
  agreement.garbage += found.size;
  agreement.missed += missed;
  agreement.invented += invented;
}

async function timeHeap(python: string, folder: string, objects: number, runs: number) {
  run(python, folder, [fromRoot('bench', 'dumps', 'core-heap.py'), String(objects)]);
  const file = path.join(folder, 'core');
  const source = await openFileSource(file);
  const binaries = new HostBinaries('/', []);
  try {
    const { measurement, result } = measure('read', runs, () =>
      readHeap(new CoreImage(source, binaries), {
        job: UNATTENDED_JOB,
        memoryLimitBytes: memoryLimitBytes(),
        warn: () => undefined,
      }),
    );
    const processor = [...measurement.processor].sort((a, b) => a - b);
    const seconds = (processor[processor.length >>> 1] ?? 0) / 1000;
    return {
      rate: `${((seconds / result.nodeCount) * 1e6).toFixed(2)} s per million`,
      share: `${formatCount(result.nodeCount)} objects, ${formatBytes(statSync(file).size)}`,
    };
  } finally {
    binaries.close();
    await source.close();
  }
}
