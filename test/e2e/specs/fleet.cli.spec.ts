import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type DumpFiles, writeDumpFiles } from '../support/dump-pair.ts';
import { runCli } from '../support/run-cli.ts';

let folder = '';
let dumps: DumpFiles = { before: '', after: '', later: '', fixed: '' };
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-fleet-'));
  dumps = writeDumpFiles(folder);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a folder of dumps becomes one table of leaks and processes', async () => {
  const pods = path.join(folder, 'pods');
  mkdirSync(path.join(pods, 'b'), { recursive: true });
  copyFileSync(dumps.before, path.join(pods, 'one.ouro'));
  copyFileSync(dumps.after, path.join(pods, 'b', 'two.ouro'));
  copyFileSync(dumps.later, path.join(pods, 'b', 'three.ouro'));
  writeFileSync(path.join(pods, 'notes.txt'), 'restarted at 3 a.m.');
  writeFileSync(path.join(pods, '.hidden.ouro'), 'x');
  const { exitCode, stdout, stderr } = await runCli(['fleet', pods, '--json']);
  expect([exitCode, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report.processes.map(({ file }: { file: string }) => path.basename(file))).toEqual([
    'three.ouro',
    'two.ouro',
    'one.ouro',
  ]);
  expect(report.failures).toEqual([]);
  expect(report.passedOver).toBe(1);
  expect(report.causes[0]).toMatchObject({
    kind: 'garbage',
    processes: 3,
    heaviest: path.join(pods, 'b', 'three.ouro'),
  });
  const text = await runCli(['fleet', pods]);
  expect(text.stdout).toMatch(/^1\. .* in 3 of 3 processes/m);
  expect(text.stdout).toContain('1 file that is not a dump was passed over.');
});

test('a damaged dump costs itself and no other, and what was named is never passed over', async () => {
  const bad = path.join(folder, 'bad.ouro');
  writeFileSync(bad, 'not a dump at all');
  const { exitCode, stdout } = await runCli(['fleet', dumps.before, bad, dumps.before, '--json']);
  expect(exitCode).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.processes).toHaveLength(1);
  expect(report.failures).toEqual([{ file: bad, reason: expect.stringContaining('cannot read') }]);
});

test('nothing that is a dump is an error, and so is what is not there', async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  expect(await runCli(['fleet', empty])).toMatchObject({ exitCode: 3, stdout: '' });
  const gone = await runCli(['fleet', path.join(folder, 'gone')]);
  expect(gone.exitCode).toBe(3);
  expect(gone.stderr).toContain('ENOENT');
});
