// @module-tag slow
import { describe, expect, test } from 'vitest';
import { readStat } from '../../../../electron/node/process/proc-files.ts';
import { ProcessImage } from '../../../../electron/node/process/process-image.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { openProcess } from '../../../../shared/session/open-image.ts';
import { expectSoundGraph } from '../../../formats/sound-graph.ts';
import { findPython } from '../../../support/find-python.ts';
import { startProgram, until } from './processes.ts';

const VERSIONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15'];
const PYTHONS = VERSIONS.flatMap((version) => {
  const python = findPython(version);
  return python === null ? [] : [{ version, python }];
});
/** A hundred under `npm run fuzz`. */
const STOPS = Number(process.env.OUROBOROS_FUZZ_SECONDS ?? '0') > 0 ? 100 : 6;
const LIVE = 2000;

/** Two thousand objects that live, in a program that says so and then does something for ever. */
const program = (forEver: string, first = ''): string => `${first}
class Kept:
    def __init__(self, n): self.n, self.items = n, [n, {n: self}]
class Lost: pass
KEPT = [Kept(n) for n in range(${LIVE})]
print('ready', flush=True)
${forEver}`;

/** It allocates, resizes and collects without pause, in three threads. */
const BUSY = `
import gc, threading
def churn():
    table = {}
    while True:
        for n in range(500):
            lost = Lost(); lost.me = lost; table[n] = [lost] * (n % 7)
        table.clear(); gc.collect(n % 3)
for _ in range(2): threading.Thread(target=churn, daemon=True).start()
churn()`;

const SECOND_INTERPRETER = `
import time
try: import _interpreters as interpreters
except ImportError: import _xxsubinterpreters as interpreters
other = interpreters.create()`;

const HANGING: readonly (readonly [string, string])[] = [
  ['in time.sleep', 'import time; time.sleep(1000)'],
  ['in an endless loop of C code', 'import re; re.match("(a+)+b", "a" * 64)'],
  [
    'at its memory limit',
    `
import resource, time
used = int(open('/proc/self/statm').read().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (used + 2**24, used + 2**24))
FULL = []
try:
    while True: FULL.append(bytearray(100_000))
except MemoryError: pass
time.sleep(1000)`,
  ],
];

async function read(pid: number): Promise<{ graph: HeapGraph; warnings: readonly string[] }> {
  const take = (): Promise<ProcessImage> => ProcessImage.take(pid, UNATTENDED_JOB);
  const { session } = await openProcess(take, { job: UNATTENDED_JOB, memoryLimitBytes: 2e9 });
  return { graph: session.graph, warnings: session.identity.warnings.map(({ code }) => code) };
}

/** How many objects of the class there are, and how many of them are called garbage. */
function countKept(graph: HeapGraph): { there: number; garbage: number } {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  let there = 0;
  let garbage = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.strings.get(graph.typeNames[graph.type[node]]) !== '__main__.Kept') continue;
    there++;
    if (verdicts.collectable[node] === 1) garbage++;
  }
  return { there, garbage };
}

describe.runIf(process.platform === 'linux').each(PYTHONS)('CPython $version', ({ python }) => {
  test('stopped at any moment has all that lives, and none of it is garbage', async () => {
    const { pid } = await startProgram(python, ['-S', '-c', program(BUSY)]);
    for (let stop = 0; stop < STOPS; stop++) {
      const { graph } = await read(pid);
      expectSoundGraph(graph);
      expect(countKept(graph)).toEqual({ there: LIVE, garbage: 0 });
    }
    expect('RS').toContain(readStat(pid)?.state);
  }, 600_000);

  test.each(HANGING)('%s is read, and goes on', async (_, forEver) => {
    const { pid } = await startProgram(python, ['-S', '-c', program(forEver)]);
    const { graph, warnings } = await read(pid);
    expect(countKept(graph)).toEqual({ there: LIVE, garbage: 0 });
    expect(warnings).toEqual([]);
    await until(() => 'RS'.includes(readStat(pid)?.state ?? 'X'));
  });

  test('with a second interpreter it says that only the main one is told', async () => {
    const { pid } = await startProgram(python, [
      '-S',
      '-c',
      program('time.sleep(1000)', SECOND_INTERPRETER),
    ]);
    const { graph, warnings } = await read(pid);
    expect(countKept(graph)).toEqual({ there: LIVE, garbage: 0 });
    expect(warnings).toEqual(['incomplete-walk']);
  });
});
