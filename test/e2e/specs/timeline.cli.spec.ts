import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';
import { writeTimeline } from '../support/timeline-file.ts';

const SAMPLE = path.join(ROOT, 'test', 'fixtures', 'mprof', 'func_plain.dat');

test('summary of a timeline says which function grew, and has its shape', async () => {
  const { exitCode, stdout, stderr } = await runCli(['summary', SAMPLE, '--json']);
  expect([exitCode, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    format: 'memory_profiler timeline (mprof)',
    command: '/usr/bin/python3 work.py',
    measurements: 74,
    // 176.144531 MiB, the highest MEM line of the file.
    peak: { at: '2026-11-20T23:13:22.547Z', bytes: 184700928 },
    headline: 'leaky_step grew by 110 MB in 3 calls.',
    secondsUntilLimit: null,
    childCount: 0,
    warnings: [],
  });
  const calls = report.functions.map(({ name, calls: count }: { name: string; calls: number }) => [
    name,
    count,
  ]);
  expect(calls).toEqual([
    ['__main__.leaky_step', 3],
    ['__main__.inner', 3],
    ['__main__.failing', 1],
    ['__main__.with_children', 1],
  ]);
  const text = await runCli(['summary', SAMPLE]);
  expect(text.stdout.split('\n')[0]).toBe(report.headline);
});

test('summary foretells when a limit is reached, compressed or not', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-timeline-'));
  const file = writeTimeline(folder);
  const packed = path.join(folder, 'packed');
  writeFileSync(packed, gzipSync(readFileSync(file)));
  for (const one of [file, packed]) {
    const { stdout } = await runCli(['summary', one, '--memory-limit', '1GB']);
    expect(stdout).toMatch(/1\.00 GB would be reached 1 h \d+ min after the end/);
  }
  rmSync(folder, { recursive: true });
});

test('what is about objects says what to do with a timeline instead', async () => {
  for (const args of [
    ['cycles', SAMPLE],
    ['diff', EXAMPLE, SAMPLE],
    ['convert', SAMPLE, path.join(os.tmpdir(), 'never.ouro')],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toContain('`ouroboros summary` summarises it');
  }
  const dump = await runCli(['summary', EXAMPLE, '--memory-limit', '1GB']);
  expect(dump.exitCode).toBe(2);
  const wrong = await runCli(['summary', SAMPLE, '--memory-limit', 'lots']);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('Write bytes as 8GB or 512MiB');
});
