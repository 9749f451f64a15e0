import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { findPython } from '../../support/find-python.ts';
import { CLI } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

test.skip(process.platform !== 'linux', 'processes are read from outside on Linux only');

const VERSIONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15'];
const PYTHONS = VERSIONS.flatMap((version) => {
  const python = findPython(version);
  return python === null ? [] : [{ version, python }];
});
const PYTHON = PYTHONS.find(({ version }) => version >= '3.11')?.python ?? PYTHONS[0]?.python ?? '';
test.skip(PYTHON === '', 'there is no Python here');

/** Garbage of three kinds; then, asked for it, what the collector itself finds. */
const GARBAGE = `
import gc, sys
gc.disable()
class Node:
    def __init__(self, other=None): self.me = self; self.other = other; self.data = [1, {2: []}]
for n in range(300): Node(Node())
held = [Node() for n in range(50)]
loop = []; loop.append(loop); del loop
print('ready', flush=True)
sys.stdin.readline()
gc.set_debug(gc.DEBUG_SAVEALL)
gc.collect()
print('garbage', len(gc.garbage), flush=True)
sys.stdin.readline()`;

/** A cache that grows by a thousand items whenever it is told to. */
const GROWING = `
import sys
CACHE = {}
print('ready', flush=True)
for line in sys.stdin:
    for n in range(1000): CACHE[len(CACHE)] = [n]
    print('grown', flush=True)`;

/** Memory that takes a while to copy, and no moment of rest. */
const LARGE = `
block = bytearray(b'x') * 200_000_000
print('ready', flush=True)
while True: pass`;

let folder = '';
const started: ChildProcess[] = [];
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-process-'));
});
test.afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything that it has printed. */
  readonly printed: () => string;
}

async function start(command: string, args: readonly string[], ready: string): Promise<Program> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  started.push(child);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const program = { child, pid: child.pid ?? 0, printed: () => text };
  await expect.poll(() => text).toContain(ready);
  return program;
}

const startPython = (script: string, python = PYTHON): Promise<Program> =>
  start(python, ['-c', script], 'ready');

function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] ?? '';
  } catch {
    return '';
  }
}

for (const { version, python } of PYTHONS) {
  test(`read finds the garbage of a running ${version} as its collector does`, async () => {
    const program = await startPython(GARBAGE, python);
    const out = path.join(folder, `leak-${version}.ouro`);
    const read = await runCli(['read', String(program.pid), '-o', out]);
    expect(read.exitCode, read.stderr).toBe(0);
    expect(read.stderr).toMatch(/stood for .* s, and goes on\./);
    expect(read.stdout).toMatch(/leak-3\.\d+\.ouro: [\d,]+ objects/);
    const { stdout } = await runCli(['garbage', out, '--json']);
    program.child.stdin?.write('\n');
    await expect.poll(program.printed).toContain('garbage');
    const counted = Number(/garbage (\d+)/.exec(program.printed())?.[1]);
    expect(counted).toBeGreaterThan(600);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'known', objects: counted });
  });
}

test('read says what leaks, as text and for programs', async () => {
  const program = await startPython(GARBAGE);
  const text = await runCli(['read', String(program.pid)]);
  expect(text.exitCode, text.stderr).toBe(0);
  expect(text.stdout).toContain('Node');
  const { stdout } = await runCli(['read', String(program.pid), '--json']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ pid: program.pid, format: 'process' });
  expect(report.causes.length).toBeGreaterThan(0);
  expect(report.pauseMs).toBeGreaterThan(0);
});

test('a process goes on when the command that stopped it is killed', async () => {
  const program = await startPython(LARGE);
  for (let caught = false; !caught; ) {
    const cli = spawn(process.execPath, [CLI, 'read', String(program.pid)], { stdio: 'ignore' });
    started.push(cli);
    const ended = new Promise((resolve) => cli.once('exit', resolve));
    while (stateOf(program.pid) !== 'T' && cli.exitCode === null) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The command stands now, so that the process either stands for good or was resumed before.
    cli.kill('SIGSTOP');
    await expect
      .poll(() => 'TZ'.includes(stateOf(cli.pid ?? 0)) || cli.exitCode !== null)
      .toBe(true);
    caught = stateOf(program.pid) === 'T';
    cli.kill('SIGKILL');
    await ended;
  }
  await expect.poll(() => stateOf(program.pid)).toBe('R');
});

test('a process that was stopped stays so, and is read', async () => {
  const program = await startPython(GARBAGE);
  process.kill(program.pid, 'SIGSTOP');
  await expect.poll(() => stateOf(program.pid)).toBe('T');
  const { exitCode, stderr } = await runCli(['read', String(program.pid)]);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain('was stopped already, and still is');
  expect(stateOf(program.pid)).toBe('T');
});

test('what is no process, no Python or not to be read is said in a sentence', async () => {
  const missing = await runCli(['read', '4194304']);
  expect([missing.exitCode, missing.stdout]).toEqual([2, '']);
  expect(missing.stderr).toContain('There is no process 4194304 here');
  const wrong = await runCli(['read', 'python']);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('`ouroboros processes` lists those of Python');
  const program = await startPython(GARBAGE);
  const png = await runCli(['read', String(program.pid), '-o', path.join(folder, 'x.png')]);
  expect(png.exitCode).toBe(2);
  expect(png.stderr).toContain('.ouro');
  const shell = await start('/bin/sh', ['-c', 'echo ready; read -r line'], 'ready');
  const { exitCode, stderr } = await runCli(['read', String(shell.pid)]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('CPython');
  expect(stateOf(shell.pid)).not.toBe('T');
});

test('processes lists what runs, and says what may be read', async () => {
  const program = await startPython(GARBAGE);
  const { exitCode, stdout } = await runCli(['processes', '--json']);
  expect(exitCode).toBe(0);
  const { processes } = JSON.parse(stdout);
  const found = processes.find(({ pid }: { pid: number }) => pid === program.pid);
  expect(found).toMatchObject({ isReadable: true, parent: process.pid });
  expect(found.residentBytes).toBeGreaterThan(1e6);
  const text = await runCli(['processes']);
  expect(text.stdout).toMatch(new RegExp(`^ *${program.pid} .*3\\.\\d+`, 'm'));
});

/** Starts a monitor, and lets the program grow after each of its readings. */
async function watch(program: Program, args: readonly string[]): Promise<Program> {
  const cli = await start(
    process.execPath,
    [CLI, 'monitor', String(program.pid), '--every', '1s', ...args],
    '"reading"',
  );
  program.child.stdin?.write('\n');
  await expect
    .poll(() => cli.printed().split('"reading"').length, { timeout: 30_000 })
    .toBeGreaterThan(3);
  return cli;
}

const linesOf = (cli: Program): ReturnType<typeof JSON.parse>[] =>
  cli
    .printed()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('monitor names what grows, and ends with the process and its causes', async () => {
  const program = await startPython(GROWING);
  const last = path.join(folder, 'last.ouro');
  const cli = await watch(program, ['--json', '--last', last]);
  const ended = new Promise((resolve) => cli.child.once('exit', resolve));
  program.child.kill('SIGKILL');
  expect(await ended).toBe(0);
  const lines = linesOf(cli);
  const reading = lines.filter(({ type }) => type === 'reading').at(-1);
  expect(reading.growing[0]).toMatchObject({ name: '__main__.CACHE', items: [0, 1000] });
  expect(reading.growing[0].itemsPerHour).toBeGreaterThan(0);
  expect(lines.at(-1)).toMatchObject({ type: 'end', reason: 'process-ended' });
  expect(lines.at(-1).report.objects).toBe(reading.objects);
  expect((await runCli(['summary', last])).exitCode).toBe(0);
});

test('monitor ends with its summary when it is interrupted', async () => {
  const program = await startPython(GROWING);
  const cli = await watch(program, ['--json']);
  const ended = new Promise((resolve) => cli.child.once('exit', resolve));
  cli.child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(linesOf(cli).at(-1)).toMatchObject({ type: 'end', reason: 'interrupted' });
  expect(stateOf(program.pid)).not.toBe('T');
});

test('monitor prints for people what came of it when the time is over', async () => {
  const program = await startPython(GROWING);
  const run = runCli(['monitor', String(program.pid), '--every', '1s', '--for', '2s']);
  program.child.stdin?.write('\n');
  const { exitCode, stdout, stderr } = await run;
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('resident');
  expect(stdout).toContain('The time is over.');
});
