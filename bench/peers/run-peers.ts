import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../electron/node/cache-folder.ts';
import { computeComponents } from '../../shared/analysis/components.ts';
import { computeCutEdges } from '../../shared/analysis/cuts.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { formatBytes, formatCount } from '../../shared/base/units.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { measure, median } from '../measure.ts';

const PYTHON_PACKAGES = ['numpy', 'scipy==1.17.1', 'igraph==1.0.0', 'networkx==3.6.1'];
const MEMLAB = ['@memlab/core@2.0.5', '@memlab/heap-analysis@2.0.5'];
/** Objects whose retained sizes are compared one by one. */
const COMPARED = 1000;

/** networkx takes about 2 kB an object. */
const MOST_FOR_NETWORKX = 2_000_000;
/** V8 takes minutes to write what is larger; this gives about 2.7 million objects, 220 MB. */
const MOST_RECORDS = 250_000;

type Print = (line: string) => void;

/**
 * The same work by others, in the same run, with the results compared: components by the graph
 * libraries of Python, retained sizes of a snapshot that V8 wrote by memlab. What cannot be
 * installed is named. Peers are kept in the cache folder, never in the project.
 */
export async function runPeers(graph: HeapGraph, runs: number, print: Print): Promise<void> {
  const folder = path.join(cacheFolder(), 'bench', 'peers');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  compareComponents(graph, runs, folder, print);
  const records = Math.min(MOST_RECORDS, Math.round(graph.nodeCount / 4));
  await compareRetained(records, runs, folder, print);
}

function compareComponents(graph: HeapGraph, runs: number, folder: string, print: Print): void {
  const { measurement, result } = measure('components', runs, () => {
    const nothing = {
      class: false,
      classReference: false,
      moduleNamespace: false,
      edges: new Uint32Array(0),
    };
    const cuts = computeCutEdges(graph, nothing, UNATTENDED_JOB, null);
    return computeComponents(graph, cuts, UNATTENDED_JOB);
  });
  const single = graph.nodeCount - result.firstMember[result.count];
  const own = median(measurement.milliseconds) / 1000;
  print(
    `\ncomponents of ${formatCount(graph.nodeCount)} objects, ${formatCount(graph.edgeCount)} references, nothing cut`,
  );
  print('| who | build | components | ratio | peak | number |\n| - | - | - | - | - | - |');
  print(
    `| Ouroboros | – | ${own.toFixed(2)} s | 1 | ${formatBytes(measurement.peakBytes ?? 0)} | ${formatCount(result.count + single)} |`,
  );
  const python = installPython(folder, print);
  if (python === null) return;
  const first = path.join(folder, 'first.u32');
  const target = path.join(folder, 'target.u32');
  writeFileSync(first, graph.firstEdge);
  writeFileSync(target, graph.edgeTarget);
  const script = path.join(process.cwd(), 'bench', 'peers', 'components.py');
  for (const library of ['scipy', 'igraph', 'networkx']) {
    if (library === 'networkx' && graph.nodeCount > MOST_FOR_NETWORKX) {
      print('| networkx | not run: it would take all memory | | | | |');
      continue;
    }
    const outcome = spawnSync(python, [script, library, first, target], { encoding: 'utf8' });
    const found = lastJson(outcome.stdout);
    if (found === null) {
      print(
        `| ${library} | did not end: ${outcome.stderr.trim().split('\n').at(-1) ?? ''} | | | | |`,
      );
      continue;
    }
    const { build = 0, components = 0, count = 0, peak = 0 } = found;
    print(
      `| ${library} | ${build.toFixed(2)} s | ${components.toFixed(2)} s | ${(components / own).toFixed(1)} | ${formatBytes(peak)} | ${formatCount(count)} |`,
    );
  }
  rmSync(first);
  rmSync(target);
}

async function compareRetained(
  records: number,
  runs: number,
  folder: string,
  print: Print,
): Promise<void> {
  const modules = installMemlab(folder, print);
  const file = path.join(folder, 'sessions.heapsnapshot');
  const writer = path.join(process.cwd(), 'bench', 'peers', 'write-snapshot.mjs');
  const large = '--max-old-space-size=16000';
  await watched([large, writer, file, String(records)]);
  print(
    `\na heap snapshot that V8 wrote, ${formatBytes(statSync(file).size)}: until retained sizes of all objects`,
  );
  print('| who | time | ratio | peak | ratio |\n| - | - | - | - | - |');
  const cli = path.join(process.cwd(), 'dist', 'cli', 'ouroboros.js');
  const question = ['objects', file, '--sort', 'retained', '--limit', String(COMPARED), '--json'];
  const own = await medianOf(runs, [cli, ...question]);
  print(`| Ouroboros | ${own.seconds.toFixed(1)} s | 1 | ${formatBytes(own.peakBytes)} | 1 |`);
  if (modules === null) return;
  const script = path.join(process.cwd(), 'bench', 'peers', 'memlab.cjs');
  const peer = await medianOf(1, [large, script, modules, file, String(COMPARED)]);
  print(
    `| memlab | ${peer.seconds.toFixed(1)} s | ${(peer.seconds / own.seconds).toFixed(1)} | ${formatBytes(peer.peakBytes)} | ${(peer.peakBytes / own.peakBytes).toFixed(1)} |`,
  );
  print(agreement(own.stdout, peer.stdout));
  rmSync(file);
}

/** How many of the largest objects have the same retained size on both sides. */
function agreement(own: string, peer: string): string {
  const objects: { address: string; retainedSize: number | null }[] = JSON.parse(own).objects;
  const theirs = new Map<number, number>(JSON.parse(peer.trim().split('\n').at(-1) ?? '').largest);
  const shared = objects.filter(({ address }) => theirs.has(Number(address)));
  const same = shared.filter(
    ({ address, retainedSize }) => theirs.get(Number(address)) === retainedSize,
  );
  return `of the ${formatCount(COMPARED)} objects that retain most, ${formatCount(shared.length)} are the same on both sides, ${formatCount(same.length)} of them with the same bytes`;
}

interface Outcome {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly stdout: string;
}

async function medianOf(runs: number, words: readonly string[]): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (let run = 0; run < runs; run++) outcomes.push(await watched(words));
  outcomes.sort((a, b) => a.seconds - b.seconds);
  const middle = outcomes[outcomes.length >>> 1];
  if (middle === undefined) throw new Error('there was no run');
  return middle;
}

/** Runs a program of Node's to its end; the peak is read from /proc (Linux) as it runs. */
function watched(words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, OUROBOROS_NO_CACHE: '1' },
    });
    let stdout = '';
    let peakBytes = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const timer = setInterval(() => {
      peakBytes = Math.max(peakBytes, peakOf(child.pid));
    }, 20);
    child.once('error', reject).once('close', (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolve({ seconds, peakBytes, stdout });
      else reject(new Error(`${words.join(' ')} ended with ${code}`));
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The Python of a virtual environment with the libraries; null when that cannot be made. */
function installPython(folder: string, print: Print): string | null {
  const environment = path.join(folder, 'venv');
  const python = path.join(environment, 'bin', 'python');
  const isThere = () => spawnSync(python, ['-c', 'import scipy, igraph, networkx']).status === 0;
  if (isThere()) return python;
  spawnSync('python3', ['-m', 'venv', environment]);
  spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...PYTHON_PACKAGES]);
  if (isThere()) return python;
  print('not run: scipy, igraph and networkx could not be installed');
  return null;
}

function installMemlab(folder: string, print: Print): string | null {
  const modules = path.join(folder, 'node_modules');
  const isThere = () => existsSync(path.join(modules, '@memlab', 'heap-analysis'));
  if (isThere()) return modules;
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  // memlab brings a browser driver, whose download of a browser is not needed here.
  spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', ...MEMLAB], { cwd: folder });
  if (isThere()) return modules;
  print('not run: memlab could not be installed');
  return null;
}

function lastJson(text: string): Record<string, number> | null {
  try {
    return JSON.parse(text.trim().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}
