import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { writeBadFiles } from '../support/bad-files.ts';
import { type DumpFiles, writeDumpFiles } from '../support/dump-pair.ts';
import { EXAMPLE } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

let folder = '';
let dumps: DumpFiles = { before: '', after: '', later: '', fixed: '' };
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-compare-'));
  dumps = writeDumpFiles(folder);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FAMILY = 'Session .handler → Handler .owner → Session';

test('diff says in its first line what came of the fix', async () => {
  const { exitCode, stdout, stderr } = await runCli(['diff', dumps.before, dumps.fixed]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')[0]).toBe(
    `The fix works: garbage of ${FAMILY} is gone, 1.00 MB less; 1 held is left.`,
  );
  expect(stdout).toContain('They come from different processes (4711, 4802)');
  expect(stdout).toMatch(/^gone +garbage +3 → 0 .* Worker \.queue → Queue \.owner → Worker$/m);
});

test('diff of three dumps has its shape, and names what grew in every step', async () => {
  const files = [dumps.before, dumps.after, dumps.later];
  const { exitCode, stdout, stderr } = await runCli(['diff', ...files, '--json', '--limit', '2']);
  expect([exitCode, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    headline: `${FAMILY} grew in every step: 100 → 250 → 420 cycles, 3.22 MB more.`,
    tone: 'worse',
    comparedBy: 'objects',
    notes: [],
    familyCounts: { new: 0, grown: 1, same: 0, shrunk: 0, gone: 1 },
  });
  expect(report.dumps.map((dump: { name: string }) => dump.name)).toEqual([
    'before.ouro',
    'after.ouro',
    'later.ouro',
  ]);
  expect(report.types[0]).toMatchObject({
    type: 'app.Session',
    count: [101, 251, 421],
    grown: { count: 320, bytes: 3_200_000 },
    grewThroughout: true,
    objects: { new: { count: 320 }, gone: { count: 0 }, survived: { count: 150 } },
  });
  expect(report.objects.largestNew).toHaveLength(2);
  expect(report.objects.mostGrown[0]).toMatchObject({
    address: expect.stringMatching(/^0x[0-9a-f]+$/),
    type: 'list',
    bytes: [216, 2456, 5656],
  });
  const text = await runCli(['diff', ...files]);
  expect(text.stdout).toContain('1 object grew in place, by 5.44 KB');
});

test('list diff prints every type that differs, between two dumps or through more', async () => {
  const files = [dumps.before, dumps.after, dumps.later];
  const rowsOf = async (...named: string[]) => {
    const run = await runCli(['list', 'diff', ...named]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const rows = await rowsOf(...files);
  const report = JSON.parse((await runCli(['diff', ...files, '--json'])).stdout);
  const names = (found: { type: string }[]) => new Set(found.map(({ type }) => type));
  expect(names(rows)).toEqual(names(report.types));
  expect(rows).toHaveLength(report.types.length);
  expect(rows[0]).toMatchObject({
    type: 'app.Session',
    grownBytes: 3_200_000,
    grownObjects: 320,
    objectsBefore: 101,
    objectsAfter: 421,
    newObjects: 320,
    goneObjects: 0,
    inEveryStep: true,
  });
  const two = await rowsOf(dumps.before, dumps.after);
  expect(two[0]).toMatchObject({ type: 'app.Session', objectsAfter: 251, inEveryStep: null });
  // Of different processes no object is told from another.
  const others = await rowsOf(dumps.before, dumps.fixed);
  expect(new Set(others.map(({ newObjects }) => newObjects))).toEqual(new Set([null]));

  for (const [args, words] of [
    [['diff', dumps.before], 'A diff is of two dumps or more'],
    [['types', dumps.before, dumps.after], 'types is a list of one dump'],
  ] as const) {
    const run = await runCli(['list', ...args]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(words);
  }
});

test('diff of one type, and by types alone', async () => {
  const run = await runCli([
    'diff',
    dumps.before,
    dumps.after,
    '--type',
    'Item',
    '--by',
    'types',
    '--json',
  ]);
  const report = JSON.parse(run.stdout);
  expect(report).toMatchObject({ comparedBy: 'types', objects: null, families: [] });
  expect(report.types.map((row: { type: string }) => row.type)).toEqual(['app.Item']);
});

test('check passes what keeps to its limits, and says how much it checked', async () => {
  const run = await runCli(['check', dumps.fixed, '--max-garbage', '0', '--max-type', 'Session=1']);
  expect(run).toEqual({ exitCode: 0, stdout: 'ok: 2 checks passed\n', stderr: '' });
});

test('check prints a line for each finding and exits with 1', async () => {
  const run = await runCli([
    'check',
    dumps.after,
    '--max-garbage',
    '1MB',
    '--no-family',
    'Handler',
    '--baseline',
    dumps.before,
    '--max-growth',
    '50%',
  ]);
  expect([run.exitCode, run.stderr]).toEqual([1, '']);
  const lines = run.stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'max-garbage',
    'no-family',
    'no-family',
    'max-growth',
  ]);
  expect(lines[0]).toBe(
    `max-garbage: 2.51 MB of garbage, 1.00 MB allowed, most of it with Session.handler → Handler.owner → Session; look: ouroboros break ${dumps.after} --type app.Session`,
  );
  // What a finding says to look at can be looked at.
  const [, command = ''] = /look: ouroboros (.*)$/.exec(lines[0] ?? '') ?? [];
  expect((await runCli(command.split(' '))).exitCode).toBe(0);
  const asJson = await runCli(['check', dumps.after, '--max-garbage', '1MB', '--json']);
  expect(asJson.exitCode).toBe(1);
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    ok: false,
    checks: 1,
    findings: [{ check: 'max-garbage', found: 2_512_000, limit: 1_000_000, unit: 'bytes' }],
  });
});

test('check writes JUnit XML and SARIF beside its lines, or in their place', async () => {
  const [junit, sarif] = ['junit.xml', 'check.sarif'].map((name) => path.join(folder, name));
  const rules = ['check', dumps.after, '--max-garbage', '1MB', '--max-type', 'NoSuchType=0'];
  const both = await runCli([...rules, '--junit', junit ?? '', '--sarif', sarif ?? '']);
  expect([both.exitCode, both.stdout]).toEqual([1, expect.stringMatching(/^max-garbage: /)]);
  expect(readFileSync(junit ?? '', 'utf8')).toContain('tests="3" failures="1"');
  const { runs } = JSON.parse(readFileSync(sarif ?? '', 'utf8'));
  expect(runs[0].results).toMatchObject([
    { ruleId: 'max-garbage', properties: { found: 2_512_000 } },
  ]);
  const alone = await runCli([...rules, '--junit', '-']);
  expect([alone.exitCode, alone.stdout]).toEqual([1, readFileSync(junit ?? '', 'utf8')]);
  expect((await runCli([...rules, '--junit', '-', '--json'])).exitCode).toBe(2);
  expect((await runCli([...rules, '--sarif', dumps.after])).exitCode).toBe(2);
});

test('check tells wrong usage and unreadable files from findings', async () => {
  const exits = async (...args: string[]) => (await runCli(args)).exitCode;
  const none = path.join(folder, 'none.ouro');
  expect(await exits('check', dumps.before)).toBe(2);
  expect(await exits('check', dumps.before, '--max-garbage', 'much')).toBe(2);
  expect(await exits('check', dumps.before, '--max-growth', '5%')).toBe(2);
  expect(await exits('check', dumps.before, '--baseline', dumps.after)).toBe(2);
  expect(await exits('check', none, '--max-garbage', '0')).toBe(3);
  expect(await exits('check', EXAMPLE, '--baseline', none, '--max-growth', '5%')).toBe(3);
  expect(await exits('diff', dumps.before)).toBe(2);
  expect(await exits('diff', dumps.before, none)).toBe(3);
});

test('check does not vouch for a dump that was cut off', async () => {
  const { cutLate: cut } = writeBadFiles(folder);
  const checked = await runCli(['check', cut, '--max-type', 'NoSuchType=0']);
  expect(checked.exitCode).toBe(1);
  expect(checked.stdout).toMatch(/^whole: part of this dump was lost/);
});
