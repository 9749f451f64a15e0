import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { writeBadFiles } from '../support/bad-files.ts';
import { startServe } from '../support/browser-host.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { CLI, EXAMPLE, ROOT, SMALL_EXAMPLE } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

const TRUTH = JSON.parse(
  readFileSync(path.join(ROOT, 'examples', 'accessor-leak.truth.json'), 'utf8'),
);

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-cli-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(...args: string[]) {
  const { exitCode, stdout, stderr } = await runCli(args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test('summary has its shape', async () => {
  const report = await json('summary', EXAMPLE, '--json');
  expect(report).toMatchObject({
    format: 'ouro',
    objects: expect.any(Number),
    references: expect.any(Number),
    distinctReferences: expect.any(Number),
    danglingReferences: expect.any(Number),
    shallowBytes: expect.any(Number),
    roots: expect.any(Number),
    warnings: [],
  });
  const total = (key: string) =>
    report.types.reduce((sum: number, row: Record<string, number>) => sum + (row[key] ?? 0), 0);
  expect([total('count'), total('shallowBytes')]).toEqual([report.objects, report.shallowBytes]);
  const bytes = report.types.map((row: { shallowBytes: number }) => row.shallowBytes);
  expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
  const frames = report.types.find(
    (row: { type: string }) => row.type === 'pandas.core.frame.DataFrame',
  );
  expect(frames.count).toBe(101);
});

test('break names the accessor’s reference to its frame, and all that goes by it', async () => {
  const report = await json('break', EXAMPLE, '--family', '1', '--json');
  const [family] = report.families;
  expect(family.pattern).toMatchObject({ id: 'pandas-accessor' });
  expect(family.proposals[0]).toMatchObject({
    text: 'PandasTableAccessor._dataframe',
    references: 100,
    chosen: true,
    exact: true,
    how: 'weak-reference',
  });
  const { shallowBytes, freedWithThem } = await json('garbage', EXAMPLE, '--json');
  expect(family.bytesFreed).toBe(shallowBytes + freedWithThem.shallowBytes);
  const byType = await json('break', EXAMPLE, '--type', 'PandasTableAccessor', '--json');
  expect(byType.families[0]).toEqual(family);
  const [listed] = (await json('cycles', EXAMPLE, '--json')).families;
  expect([listed.number, listed.pattern]).toEqual([1, 'pandas-accessor']);
  expect(listed.breaks[0].bytesFreed).toBe(family.proposals[0].bytesFreed);
});

test('cycles names the family, its count and verdict, and leaves out the held frame', async () => {
  const report = await json('cycles', EXAMPLE, '--json');
  expect(report.components).toEqual({
    count: expect.any(Number),
    largest: expect.any(Number),
    objects: expect.any(Number),
  });
  expect(report.cuts).toContainEqual({ kind: 'instance-class', references: expect.any(Number) });
  expect(report.cuts).toContainEqual({ kind: 'module-namespace', references: expect.any(Number) });
  const [first] = report.families;
  expect(first).toMatchObject({
    signature: [
      { type: 'pandas.core.frame.DataFrame', label: 'ww' },
      { type: '__main__.PandasTableAccessor', label: '_dataframe' },
    ],
    count: 100,
    objects: 200,
    verdict: 'garbage',
    shallowBytes: expect.any(Number),
    exemplar: [expect.stringMatching(/^0x[0-9a-f]+$/), expect.stringMatching(/^0x[0-9a-f]+$/)],
  });
  const held = await json('path', EXAMPLE, '--address', TRUTH.heldFrame, '--json');
  expect(held.verdict).toBe('held');
  expect(first.exemplar).not.toContain(TRUTH.heldFrame);
});

test('cycles --type takes a qualified name or its last part', async () => {
  const [short, qualified, none] = await Promise.all([
    json('cycles', EXAMPLE, '--type', 'PandasTableAccessor', '--json'),
    json('cycles', EXAMPLE, '--type', '__main__.PandasTableAccessor', '--json'),
    json('cycles', EXAMPLE, '--type', 'NoSuchType', '--json'),
  ]);
  expect(short.families.length).toBeGreaterThan(0);
  expect(qualified).toEqual(short);
  expect(none.families).toEqual([]);
});

test('garbage is what the collector of that Python found', async () => {
  const report = await json('garbage', EXAMPLE, '--json');
  expect([report.verdict, report.objects]).toEqual(['known', TRUTH.garbageObjects]);
  const byType = Object.fromEntries(
    report.types.map((row: { type: string; count: number }) => [row.type, row.count]),
  );
  expect(byType).toEqual(TRUTH.garbageByType);
});

test('path leads from the root to the object', async () => {
  const { verdict, path: steps } = await json(
    'path',
    EXAMPLE,
    '--address',
    TRUTH.heldFrame,
    '--json',
  );
  expect(verdict).toBe('held');
  expect(steps.length).toBeGreaterThan(1);
  expect(steps.at(-1)).toMatchObject({ address: TRUTH.heldFrame, label: '' });
  expect(steps.at(-1).type).toBe('pandas.core.frame.DataFrame');
  for (const step of steps.slice(0, -1)) expect(step.label).not.toBe('');
  const decimal = await json(
    'path',
    EXAMPLE,
    '--address',
    BigInt(TRUTH.heldFrame).toString(),
    '--json',
  );
  expect(decimal.path).toEqual(steps);
});

test('path says in how many ways an object is held, and what would release it', async () => {
  const { ways } = await json('path', EXAMPLE, '--address', TRUTH.heldFrame, '--ways', '--json');
  expect(ways).toMatchObject({ count: 1, complete: true, certain: true });
  expect(ways.ways[0].text).toBe('module __main__ .held_frames [0]');
  expect(ways.releaseNearRoots.references[0].text).toBe('module __main__ .held_frames');
  const run = await runCli(['path', EXAMPLE, '--address', TRUTH.heldFrame, '--ways']);
  expect(run.stdout).toContain('Held in one way only.');
  expect(run.stdout).toContain('Released when this reference goes: list 0x');
});

test('path merges the paths to many objects', async () => {
  const { merged, verdict } = await json('path', EXAMPLE, '--type', 'DataFrame', '--json');
  expect(verdict).toBe('garbage');
  expect(merged).toMatchObject({ objects: 101, reached: 1 });
  expect(merged.unreached).toMatchObject([{ verdict: 'garbage', objects: 100 }]);
  expect(merged.branches[0]).toMatchObject({ objects: 1, here: 1, example: TRUTH.heldFrame });
  const where = 'type = DataFrame and verdict = held';
  const run = await runCli(['path', EXAMPLE, '--where', where]);
  expect(run.stdout).toContain('Held by module __main__:');
  const many = await runCli(['path', EXAMPLE, '--type', 'DataFrame', '--ways']);
  expect(many.stdout).toContain('held through module __main__ .held_frames [items].');
  expect(many.stdout).toContain('100 wait for the garbage collector');
  expect(many.stdout).toContain('Together held in one way only.');
  for (const args of [['--where', 'size >'], ['--where', 'type = Nowhere'], []]) {
    expect((await runCli(['path', EXAMPLE, ...args])).exitCode).toBe(2);
  }
});

test('references cut by hand are gone for every answer, and counted', async () => {
  const cycles = await json('cycles', EXAMPLE, '--cut', 'DataFrame.ww', '--json');
  expect(cycles.cut).toMatchObject({
    references: 101,
    named: [{ name: 'DataFrame.ww', references: 101 }],
  });
  expect(cycles.cut.outcome).toContain('67.1 MB (11,502 objects) would be freed at once.');
  expect(cycles.cuts).toContainEqual({ kind: 'user', references: 101 });
  const garbage = await json(
    'garbage',
    EXAMPLE,
    '--cut',
    'PandasTableAccessor->DataFrame',
    '--json',
  );
  expect(garbage.objects).toBe(0);
  const held = ['path', EXAMPLE, '--address', TRUTH.heldFrame];
  const path = await json(...held, '--cut', 'module.held_frames', '--json');
  expect(path.verdict).toBe('garbage');
  const text = await runCli(['backrefs', EXAMPLE, '--type', 'DataFrame', '--cut', 'list[0]']);
  expect(text.stdout).toContain('cut by hand: list[0], ');
  for (const [cut, words] of [
    ['DataFrame.wx', 'One of these objects has: '],
    ['Nowhere.x', 'is of type "Nowhere"'],
    ['0x1->0x2', 'is at 0x1'],
    ['zebra', 'names no reference'],
  ] as const) {
    const run = await runCli(['break', EXAMPLE, '--type', 'DataFrame', '--cut', cut]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(words);
  }
});

test('backrefs writes SVG, DOT and JSON', async () => {
  const out = (name: string) => path.join(folder, name);
  for (const format of ['svg', 'dot', 'json']) {
    const run = await runCli([
      'backrefs',
      EXAMPLE,
      '--type',
      'DataFrame',
      `--${format}`,
      out(`a.${format}`),
    ]);
    expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  }
  const svg = readFileSync(out('a.svg'), 'utf8');
  expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg /);
  for (const word of ['<title', '<desc', 'DataFrame', '.ww', '._dataframe'])
    expect(svg).toContain(word);
  expect(readFileSync(out('a.dot'), 'utf8')).toContain('digraph');
  expect(JSON.parse(readFileSync(out('a.json'), 'utf8'))).toBeTruthy();
  const piped = await runCli(['backrefs', EXAMPLE, '--type', 'DataFrame', '--svg', '-']);
  expect(piped.stdout.trim()).toBe(svg.trim());
});

test('backrefs paints a PNG beside the other drawings, in one run', async () => {
  const out = (name: string) => path.join(folder, name);
  const drawings = ['svg', 'dot', 'json', 'png'].flatMap((kind) => [`--${kind}`, out(`b.${kind}`)]);
  const env = { CHROMIUM_PATH: String(chromiumOptions().executablePath) };
  const frame = ['backrefs', EXAMPLE, '--type', 'DataFrame'];
  expect(await runCli([...frame, ...drawings], { env })).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
  const drawn = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(readFileSync(out('b.svg'), 'utf8'));
  const png = readFileSync(out('b.png'));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
    2 * Number(drawn?.[1]),
    2 * Number(drawn?.[2]),
  ]);
  await runCli([...frame, '--png', out('wide.png'), '--width', '1000', '--dark'], { env });
  expect(readFileSync(out('wide.png')).readUInt32BE(16)).toBe(1000);

  const refused = async (options: readonly string[], browser: string) => {
    const run = await runCli([...frame, ...options], { env: { CHROMIUM_PATH: browser } });
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    return run.stderr;
  };
  expect(await refused(['--png', out('c.png')], out('no-browser'))).toContain(
    'which is no program',
  );
  expect(await refused(['--png', out('c.png')], process.execPath)).toContain('ended before');
  expect(await refused(['--png', '-'], '')).toContain('goes to a file');
  expect(await refused(['--png', out('c.png'), '--page'], '')).toContain('--page goes with --svg;');
  expect(existsSync(out('c.png'))).toBe(false);
});

test('Ctrl-C while a PNG is painted leaves neither browser nor profile behind', async () => {
  // A browser that starts and never answers.
  const browser = path.join(folder, 'mute-browser');
  writeFileSync(browser, '#!/bin/sh\nexec sleep 120\n', { mode: 0o755 });
  const temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  const out = path.join(folder, 'never.png');
  const args = [CLI, 'backrefs', EXAMPLE, '--type', 'DataFrame', '--png', out];
  const env = { ...process.env, CHROMIUM_PATH: browser, TMPDIR: temporary };
  const child = spawn(process.execPath, args, { stdio: 'ignore', env });
  const ended = once(child, 'exit');
  await expect.poll(() => readdirSync(temporary).length).toBe(1);
  child.kill('SIGINT');
  expect((await ended)[1]).toBe('SIGINT');
  expect([readdirSync(temporary), existsSync(out)]).toEqual([[], false]);
});

test('backrefs draws as it is told', async () => {
  const drawn = async (...options: string[]) => {
    const run = await runCli(['backrefs', EXAMPLE, '--type', 'DataFrame', ...options]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    return run.stdout;
  };
  const plain = await drawn('--svg', '-');
  const label = />\.ww<\/text>/;
  expect(plain).toMatch(label);
  const bare = await drawn('--svg', '-', '--no-edge-labels', '--no-legend', '--width', '1200');
  expect(bare).not.toMatch(label);
  expect(bare).not.toContain('id="legend"');
  expect(bare).toMatch(/<svg [^>]*width="1200"/);
  expect(await drawn('--svg', '-', '--page')).toMatch(/<svg [^>]*width="\d+mm"/);
  expect(JSON.parse(await drawn('--json', '-', '--ring'))).toMatchObject({ nodes: [{}, {}] });
  const held = await runCli(['backrefs', EXAMPLE, '--type', 'module', '--ring']);
  expect([held.exitCode, held.stdout]).toEqual([2, '']);
  expect(held.stderr).toContain('on no reference cycle');
  const folded = await drawn('--only-mine', '--fold', 'dict');
  expect(folded).toContain('Changed: Only your code; dict folded into lines.');
  expect(folded).not.toMatch(/^dict 0x/m);
  const missing = await runCli(['backrefs', EXAMPLE, '--type', 'DataFrame', '--drop', 'Nowhere']);
  expect([missing.exitCode, missing.stderr]).toEqual([
    2,
    expect.stringContaining('No object in this dump is of type "Nowhere".'),
  ]);
  expect(await drawn('--dot', '-', '--dark')).toContain('bgcolor=');
  expect(await drawn('--dot', '-', '--no-edge-labels')).not.toContain('label=".ww"');
});

test('convert --redact writes the same graph without what the program held or is called', async () => {
  const out = path.join(folder, 'redacted.ouro');
  const run = await runCli(['convert', EXAMPLE, out, '--redact', 'values,names', '--no-compress']);
  expect([run.exitCode, run.stderr]).toEqual([0, '']);
  const text = readFileSync(out, 'latin1');
  for (const told of ['make_accessor_leak', 'PandasTableAccessor', '/srv/pipeline']) {
    expect(text.includes(told), told).toBe(false);
  }
  const { stdout } = await runCli(['summary', out]);
  expect(stdout).toMatch(
    /^67\.1 MB .* wait for the garbage collector: 100 \S+ are in reference cycles\./,
  );
  const wrong = await runCli(['convert', EXAMPLE, out, '--redact', 'everything']);
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    "ouroboros: option '--redact <what>' argument 'everything' is invalid. It must be values, names, or values,names; see ouroboros convert --help.\n",
  ]);
});

test('objects --format prints every object, with retained sizes and names, for programs', async () => {
  const where = ['--where', 'type ~ DataFrame and verdict = garbage'];
  const lines = await runCli(['objects', EXAMPLE, ...where, '--format', 'jsonl']);
  expect([lines.exitCode, lines.stderr]).toEqual([0, '']);
  const rows = lines.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows).toHaveLength(100);
  for (const row of rows) expect(row.retainedBytes).toBeGreaterThan(row.shallowBytes - 1);
  expect(rows[0].name).toMatch(/^<garbage /);

  // More than a page, and no more than there are.
  const all = await runCli(['objects', EXAMPLE, '--where', 'type = tuple', '--format', 'csv']);
  const [heading, ...cells] = all.stdout.trim().split('\n');
  expect(heading).toBe(
    'address,type,value,name,verdict,shallowBytes,retainedBytes,refcount,length,referrers,referents',
  );
  const counted = await runCli(['objects', EXAMPLE, '--where', 'type = tuple', '--json']);
  expect(cells).toHaveLength(JSON.parse(counted.stdout).total);
  expect(new Set(cells).size).toBeGreaterThan(1000);
  expect(cells.every((line) => /^0x[0-9a-f]+,tuple,/.test(line))).toBe(true);

  const some = ['objects', EXAMPLE, '--where', 'type = tuple', '--format', 'jsonl', '--limit', '3'];
  expect((await runCli(some)).stdout.trim().split('\n')).toHaveLength(3);
});

test('list prints whole lists, with retained sizes and names, for programs', async () => {
  const rowsOf = async (what: string, ...options: string[]) => {
    const run = await runCli(['list', what, EXAMPLE, ...options]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const types = await rowsOf('types');
  // The summary puts types of one name together.
  const summed: { type: string }[] = (await json('summary', EXAMPLE, '--json')).types;
  const names = new Set<string>(types.map(({ type }) => type));
  expect(names).toEqual(new Set(summed.map(({ type }) => type)));
  const frames = types.find(({ type }) => type === 'pandas.core.frame.DataFrame');
  expect([frames.objects, frames.garbageObjects]).toEqual([101, 100]);
  expect(frames.retainedBytes).toBeGreaterThan(67e6);
  const selected = await rowsOf('types', '--where', 'module ~ pandas', '--limit', '7');
  expect(selected).toHaveLength(7);
  for (const { type } of selected) expect(type).toMatch(/^pandas/);

  const modules = await rowsOf('modules');
  const own = modules.find(({ name }) => name === '__main__');
  expect([own.origin, own.types]).toEqual(['program', 2]);
  const packages = await rowsOf('packages');
  expect(packages.length).toBeLessThan(modules.length);

  const cycles = await json('cycles', EXAMPLE, '--json');
  const families = await rowsOf('families');
  expect(families.map(({ family }) => family)).toEqual(
    cycles.families.map(({ text }: { text: string }) => text),
  );
  expect(families[0].name).toMatch(/^<garbage DataFrame/);
  const cut = await rowsOf('families', '--cut', 'DataFrame.ww');
  expect(cut.filter(({ family }) => family.includes('DataFrame'))).toEqual([]);

  const components = await rowsOf('components');
  expect(components).toHaveLength(cycles.components.count);
  expect(components[0].objects).toBe(cycles.components.largest);
  const garbage = await json('garbage', EXAMPLE, '--json');
  const sum = (rows: { objects: number }[]) => rows.reduce((all, row) => all + row.objects, 0);
  expect(sum(await rowsOf('garbage'))).toBe(garbage.objects);

  // Far more than a page.
  const dominators = await rowsOf('dominators');
  expect(dominators).toHaveLength((await json('dominators', EXAMPLE, '--json')).total);
  expect(new Set(dominators.map(({ address }) => address)).size).toBe(dominators.length);
  expect(sum(await rowsOf('dominator-types'))).toBe(dominators.length);
  const waste = await json('waste', EXAMPLE, '--json', '--limit', '1000000');
  const found = waste.groups.map((group: { findings: unknown[] }) => group.findings.length);
  const total = found.reduce((all: number, count: number) => all + count, 0);
  expect(await rowsOf('waste')).toHaveLength(total);

  // Every frame of every thread.
  const { threads } = await json('threads', EXAMPLE, '--json');
  const stacks = await rowsOf('threads');
  expect(stacks.map(({ thread, frame, function: name }) => [thread, frame, name])).toEqual(
    threads.flatMap(({ name, frames: stack }: { name: string; frames: { function: string }[] }) =>
      stack.map((place, frame) => [name, frame, place.function]),
    ),
  );
  expect(stacks[0]).toMatchObject({ thread: 'MainThread', function: 'main', ofProgram: true });

  const table = await runCli(['list', 'packages', EXAMPLE, '--format', 'csv']);
  const [heading, ...lines] = table.stdout.trim().split('\n');
  expect(heading).toBe('name,origin,types,objects,shallowBytes,retainedBytes,garbageObjects');
  expect(lines).toHaveLength(packages.length);
});

test('list refuses what makes no difference', async () => {
  for (const [args, words] of [
    [['waste', EXAMPLE, '--where', 'x'], '--where makes no difference to waste'],
    [['types', EXAMPLE, '--cut', 'DataFrame.ww'], 'it goes with families, components, garbage'],
    [['zebras', EXAMPLE], 'Allowed choices are types, modules'],
    [['types', EXAMPLE, '--where', 'size >'], 'a value is missing'],
  ] as const) {
    const run = await runCli(['list', ...args]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr.toLowerCase()).toContain(words.toLowerCase());
  }
});

test('check draws what its findings name', async () => {
  const drawings = path.join(folder, 'drawings');
  const rules = ['--max-garbage', '1MB', '--max-type', 'DataFrame=10'];
  const run = await runCli(['check', EXAMPLE, ...rules, '--svg', drawings]);
  expect([run.exitCode, run.stderr]).toEqual([1, '']);
  expect(readdirSync(drawings).sort()).toEqual(['1-max-garbage.svg', '2-max-type.svg']);
  for (const name of readdirSync(drawings)) {
    expect(readFileSync(path.join(drawings, name), 'utf8')).toContain('DataFrame');
  }
});

test('convert writes what reads the same', async () => {
  const out = path.join(folder, 'converted.ouro');
  const run = await runCli(['convert', EXAMPLE, out]);
  expect([run.exitCode, run.stderr]).toEqual([0, '']);
  const [before, after] = await Promise.all([
    json('summary', EXAMPLE, '--json'),
    json('summary', out, '--json'),
  ]);
  expect(after).toEqual(before);
  expect(await json('garbage', out, '--json')).toEqual(await json('garbage', EXAMPLE, '--json'));
});

test('every command prints text for people', async () => {
  for (const [args, words] of [
    [['summary', SMALL_EXAMPLE, '--limit', '999'], 'pandas.core.frame.DataFrame'],
    [['objects', SMALL_EXAMPLE, '--verdict', 'garbage'], ' garbage '],
    [['cycles', SMALL_EXAMPLE], 'DataFrame .ww → PandasTableAccessor ._dataframe → DataFrame'],
    [['cycles', SMALL_EXAMPLE], 'break PandasTableAccessor._dataframe (100 references): frees '],
    [['break', SMALL_EXAMPLE, '--type', 'PandasTableAccessor'], 'hold it by weakref.ref'],
    [['break', SMALL_EXAMPLE], 'Let PandasTableAccessor._dataframe lead back weakly'],
    [['garbage', SMALL_EXAMPLE], '8,200 objects'],
    [['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame'], '._dataframe'],
    [['path', SMALL_EXAMPLE, '--address', TRUTH.heldFrame], 'Held'],
  ] as const) {
    const run = await runCli(args);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain(words);
  }
});

test('a dump that is cut off opens with what it holds, and says so', async () => {
  const { cutLate } = writeBadFiles(folder);
  const report = await json('summary', cutLate, '--json');
  expect(report.objects).toBeGreaterThan(1000);
  expect(report.warnings).toContainEqual({ code: 'truncated', message: expect.any(String) });
});

test('unreadable input ends with 3 and one sentence', async () => {
  const { cutLate: _, ...bad } = writeBadFiles(folder);
  for (const file of Object.values(bad)) {
    for (const command of ['summary', 'cycles', 'garbage']) {
      const { exitCode, stdout, stderr } = await runCli([command, file, '--json']);
      expect([file, exitCode, stdout]).toEqual([file, 3, '']);
      expect(stderr).toMatch(/^ouroboros: [^\n]{10,}\n$/);
      expect(stderr).not.toMatch(/ at .*\.js|Error:/);
    }
  }
});

test('wrong usage ends with 2 and one sentence', async () => {
  for (const args of [
    ['cycle', SMALL_EXAMPLE],
    ['cycles'],
    ['cycles', SMALL_EXAMPLE, '--typ', 'x'],
    ['cycles', SMALL_EXAMPLE, '--limit', 'many'],
    ['break', SMALL_EXAMPLE, '--family', '0'],
    ['break', SMALL_EXAMPLE, '--family', '99999'],
    ['break', SMALL_EXAMPLE, '--type', 'NoSuchType'],
    ['break', SMALL_EXAMPLE, '--type', 'dict', '--family', '1'],
    ['backrefs', SMALL_EXAMPLE],
    ['backrefs', SMALL_EXAMPLE, '--type', 'NoSuchType'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'dict', '--address', '0x1'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'dict', '--depth', '99'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame', '--svg', path.join(folder, 'no', 'x.svg')],
    ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame', '--json', '-', '--no-edge-labels'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame', '--dot', '-', '--width', '800'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame', '--svg', '-', '--width', '5'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame', '--svg', '-', '--width', '800', '--page'],
    ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame', '--page'],
    ['path', SMALL_EXAMPLE, '--address', 'zebra'],
    ['path', SMALL_EXAMPLE, '--address', '0x1'],
    ['serve', '--port', '99999'],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect([args, exitCode, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(/^ouroboros: [^\n]{10,}\n$/);
  }
});

test('help is for people, on stdout', async () => {
  for (const args of [['--help'], ['cycles', '--help'], ['help', 'path'], ['--version']]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect([args, exitCode, stderr]).toEqual([args, 0, '']);
    expect(stdout.length).toBeGreaterThan(4);
  }
});

test('a reader that stops early is not a failure', async () => {
  const child = spawn(process.execPath, [CLI, 'summary', SMALL_EXAMPLE, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect([code, complaints]).toEqual([0, '']);
});

test('serve prints one link, and ends with Ctrl-C', async () => {
  const server = await startServe([SMALL_EXAMPLE]);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]{43}$/);
  expect(await server.stop()).toBe(0);
  const refused = await runCli(['serve', path.join(folder, 'none.ouro')]);
  expect([refused.exitCode, refused.stdout]).toEqual([3, '']);
});

test('report writes one page, of the dump or of a family', async () => {
  const out = path.join(folder, 'report.html');
  const whole = await runCli(['report', SMALL_EXAMPLE, '-o', out]);
  expect([whole.exitCode, whole.stdout.trim(), whole.stderr]).toEqual([0, out, '']);
  const page = readFileSync(out, 'utf8');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('wait for the garbage collector: 100 DataFrames');
  expect(page).toContain('PandasTableAccessor._dataframe');
  expect(page).not.toContain('<script');
  const one = await runCli(['report', SMALL_EXAMPLE, '--family', '1', '--redact', '-o', '-']);
  expect(one.stdout).toContain('Values and string keys were left out.');
  expect(one.stdout).not.toContain('id="family-2"');
  const none = await runCli(['report', SMALL_EXAMPLE, '--family', '999999', '-o', '-']);
  expect(none.exitCode).toBe(2);
});

test('one run draws in several formats, each as a run of its own would', async () => {
  const draw = ['backrefs', SMALL_EXAMPLE, '--type', 'DataFrame'];
  const [svg, dot, alone] = ['both.svg', 'both.dot', 'alone.svg'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  const both = await runCli([...draw, '--svg', svg, '--dot', dot, '--json', '-', '--dark']);
  expect([both.exitCode, both.stderr]).toEqual([0, '']);
  expect(JSON.parse(both.stdout)).toHaveProperty('nodes');
  await runCli([...draw, '--svg', alone, '--dark']);
  expect(readFileSync(svg, 'utf8')).toBe(readFileSync(alone, 'utf8'));
  expect(readFileSync(dot, 'utf8')).toMatch(/^digraph /);
  const twice = await runCli([...draw, '--svg', '-', '--dot', '-']);
  expect([twice.exitCode, twice.stderr]).toEqual([2, expect.stringContaining('Only one')]);
});

test('what is made of a dump never takes its place', async () => {
  const dump = path.join(folder, 'own.ouro');
  copyFileSync(SMALL_EXAMPLE, dump);
  const link = path.join(folder, 'link.ouro');
  symlinkSync(dump, link);
  const before = readFileSync(dump);
  for (const args of [
    ['convert', dump, link],
    ['report', link, '-o', dump],
    ['backrefs', dump, '--type', 'DataFrame', '--svg', dump],
  ]) {
    const refused = await runCli(args);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('is the dump itself, which would be lost'),
    ]);
  }
  expect(readFileSync(dump).equals(before)).toBe(true);
  // A name that nobody typed replaces nothing either.
  const first = await runCli(['report', dump], { cwd: folder });
  expect(first.exitCode).toBe(0);
  const made = first.stdout.trim();
  writeFileSync(made, 'mine');
  const taken = await runCli(['report', dump], { cwd: folder });
  expect([taken.exitCode, taken.stderr]).toEqual([2, expect.stringContaining('is there already')]);
  expect(readFileSync(made, 'utf8')).toBe('mine');
});

test('output that cannot be written is said, with an exit code of its own', async () => {
  test.skip(!existsSync('/dev/full'), 'only Linux has a full disk at hand');
  for (const command of [
    ['summary', SMALL_EXAMPLE],
    ['check', SMALL_EXAMPLE, '--max-garbage', '100GB'],
  ]) {
    const full = openSync('/dev/full', 'w');
    const child = spawnSync(process.execPath, [CLI, ...command], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([child.status, child.stderr]).toEqual([
      74,
      'ouroboros: The output could not be written: the disk is full.\n',
    ]);
  }
});

test('Ctrl-C while a file is written leaves nothing behind', async () => {
  const home = path.join(folder, 'interrupted');
  mkdirSync(home);
  const child = spawn(
    process.execPath,
    [CLI, '--no-cache', 'convert', SMALL_EXAMPLE, path.join(home, 'out.ouro')],
    { stdio: 'ignore' },
  );
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('exit', (_, signal) => resolve(signal));
  });
  await expect.poll(() => readdirSync(home), { intervals: [1], timeout: 60_000 }).not.toEqual([]);
  child.kill('SIGINT');
  const signal = await ended;
  // It may have been done in that very moment.
  expect(readdirSync(home)).toEqual(signal === null ? ['out.ouro'] : []);
});

test('what is no file is refused by name', async () => {
  const stdin = await runCli(['summary', '-']);
  expect([stdin.exitCode, stdin.stderr]).toEqual([2, expect.stringContaining('standard input')]);
  const nothing = await runCli(['--no-cache']);
  expect(nothing.exitCode).toBe(2);
  expect(nothing.stderr).not.toContain('(outputHelp)');
});
