import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { EXAMPLE } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-allocations-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a profile is told by line, drawn, and put beside a dump', async () => {
  const profile = path.join(folder, 'peak-memory.prof');
  const flame = path.join(folder, 'flame.svg');
  writeFileSync(
    profile,
    'examples/make_accessor_leak.py:98 (main);examples/make_accessor_leak.py:39 (__init__) 9000\nother.py:1 (idle) 1000\n',
  );
  const { exitCode, stdout, stderr } = await runCli([
    ...['allocations', profile, '--dump', EXAMPLE, '--svg', flame],
  ]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')[0]).toBe(
    '__init__ (examples/make_accessor_leak.py:39) allocated 90 % of the 10.0 KB that were alive at the peak.',
  );
  expect(stdout).toMatch(/make_accessor_leak\.py:39 .*100 DataFrames are in reference cycles/);
  expect(readFileSync(flame, 'utf8')).toMatch(/^<\?xml[^>]*>\n<svg [\s\S]*<\/svg>\n$/);
  const json = await runCli(['allocations', profile, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    format: 'fil',
    measure: 'peak',
    totalBytes: 10_000,
  });
});

test('what is no profile is refused with what is read', async () => {
  const { exitCode, stdout, stderr } = await runCli(['allocations', EXAMPLE]);
  expect([exitCode, stdout]).toEqual([3, '']);
  expect(stderr).toContain('Fil profile');
});
