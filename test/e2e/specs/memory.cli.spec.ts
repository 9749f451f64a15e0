import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

const TRUTH = JSON.parse(
  readFileSync(path.join(ROOT, 'examples', 'accessor-leak.truth.json'), 'utf8'),
);

async function json(...args: string[]) {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json']);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test('dominators divides the dump, by object and by type', async () => {
  const { shallowBytes } = await json('summary', EXAMPLE);
  const all = await json('dominators', EXAMPLE, '--limit', '1000000');
  expect(all).toMatchObject({ basis: '', chain: [], chainOmitted: 0, retainedBytes: shallowBytes });
  const sizes: number[] = all.objects.map((row: { retainedBytes: number }) => row.retainedBytes);
  expect(sizes).toHaveLength(all.total);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(shallowBytes);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));

  const { types } = await json('dominators', EXAMPLE, '--by-type');
  expect(types[0]).toMatchObject({
    type: 'pandas.core.frame.DataFrame',
    count: 100,
    verdict: 'garbage',
  });
});

test('dominators of an object are what goes with it, below what holds it', async () => {
  const report = await json('dominators', EXAMPLE, '--object', TRUTH.heldFrame);
  const frame = report.chain.at(-1);
  expect(frame).toMatchObject({ address: TRUTH.heldFrame, verdict: 'held' });
  expect(report.retainedBytes).toBe(frame.retainedBytes);
  const inside = report.objects.reduce(
    (sum: number, row: { retainedBytes: number }) => sum + row.retainedBytes,
    0,
  );
  expect(inside + frame.shallowBytes).toBe(frame.retainedBytes);

  const { exitCode, stdout } = await runCli(['dominators', EXAMPLE, '--object', TRUTH.heldFrame]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^pandas\.core\.frame\.DataFrame 0x\w+ retains 666 KB/);
});

test('dominators refuses what is no object', async () => {
  for (const address of ['zebra', '0x1']) {
    const { exitCode, stdout, stderr } = await runCli(['dominators', EXAMPLE, '--object', address]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^ouroboros: [^\n]{10,}\n$/);
  }
});

test('waste says what could be spared, where it is, and what to do', async () => {
  const report = await json('waste', EXAMPLE);
  const { shallowBytes } = await json('summary', EXAMPLE);
  expect(report.totalBytes).toBe(shallowBytes);
  const groups: { isWaste: boolean; bytes: number; advice: string; findings: object[] }[] =
    report.groups;
  expect(report.bytes).toBe(
    groups.filter(({ isWaste }) => isWaste).reduce((sum, { bytes }) => sum + bytes, 0),
  );
  expect(report.groups.map(({ id }: { id: string }) => id)).toContain('empty-containers');
  const empty = report.groups.find(({ id }: { id: string }) => id === 'empty-containers');
  expect(empty.findings).toContainEqual({
    type: 'dict',
    place: 'Series._item_cache',
    detail: '',
    objects: 300,
    bytes: 300 * 64,
    example: expect.stringMatching(/^0x[0-9a-f]+$/),
  });

  const { exitCode, stdout } = await runCli(['waste', EXAMPLE, '--limit', '1']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\d+ KB of 88\.9 MB could be spared\n/);
  expect(stdout).toContain('Keep one copy of each value');
});
