import { expect, test } from '@playwright/test';
import { EXAMPLE } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

async function objects(...args: string[]) {
  const { exitCode, stdout, stderr } = await runCli(['objects', EXAMPLE, '--json', ...args]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test('a filter selects, and its columns are in the report', async () => {
  const filter = 'type ~ DataFrame and retained > 100KB and verdict = garbage';
  const report = await objects('--where', filter, '--sort', 'retained', '--limit', '1000');
  expect(report.total).toBe(100);
  const retained = report.objects.map((row: { retainedSize: number }) => row.retainedSize);
  expect(retained).toEqual([...retained].sort((a: number, b: number) => b - a));
  expect(report.objects[0]).toMatchObject({
    type: 'pandas.core.frame.DataFrame',
    verdict: 'garbage',
    referents: expect.any(Number),
  });
});

test('options and filter narrow together', async () => {
  const all = await objects('--where', 'type = DataFrame');
  const garbage = await objects(
    '--where',
    'type = DataFrame or type = nix',
    '--verdict',
    'garbage',
  );
  const held = await objects('--where', 'type = DataFrame and verdict != garbage');
  expect([all.total, garbage.total, held.total]).toEqual([101, 100, 1]);
});

test('a filter that is wrong is shown with the place marked, before the dump is read', async () => {
  const filter = 'type ~ DataFrame and retianed > 100MB';
  const { exitCode, stdout, stderr } = await runCli(['objects', 'no-such-file', '--where', filter]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr.trimEnd().split('\n')).toEqual([
    'ouroboros: There is no field “retianed”; did you mean retained?',
    `  ${filter}`,
    '                       ^^^^^^^^',
  ]);
});

test('a hostile filter reaches the terminal defused', async () => {
  const { exitCode, stderr } = await runCli(['objects', EXAMPLE, '--where', 'a ) \u001b[2J']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('a ) \\x1b[2J');
  expect(stderr).not.toContain('\u001b');
});

test('completion names types of the dump', async () => {
  const { exitCode, stdout } = await runCli(['objects', EXAMPLE, '--complete', 'type = DataFr']);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')[0]).toBe('type = DataFrame\t101 objects');
});
