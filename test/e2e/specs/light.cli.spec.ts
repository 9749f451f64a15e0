import { expect, test } from '@playwright/test';
import { EXAMPLE } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

const LITTLE = { env: { OUROBOROS_MEMORY_LIMIT: '2MB' } };

test('what does not fit is refused with the figures, and --light tells what can be told', async () => {
  const whole = JSON.parse((await runCli(['summary', EXAMPLE, '--json'])).stdout);
  const refused = await runCli(['summary', EXAMPLE], LITTLE);
  expect([refused.exitCode, refused.stdout]).toEqual([3, '']);
  expect(refused.stderr).toMatch(
    /needs about [\d.]+ MB of memory, more than the 2\.00 MB free for it/,
  );
  expect(refused.stderr).toContain('ouroboros summary --light');

  const { exitCode, stdout, stderr } = await runCli(['summary', EXAMPLE, '--light', '--json'], {
    env: { OUROBOROS_MEMORY_LIMIT: '8MB' },
  });
  expect([exitCode, stderr]).toEqual([0, '']);
  const light = JSON.parse(stdout);
  const { format, objects, shallowBytes, types, roots } = whole;
  expect(light).toMatchObject({ light: true, format, objects, shallowBytes, types, roots });
  expect(light.references).toBe(whole.references + whole.danglingReferences);
  expect(light.largest).toHaveLength(100);
  expect(light.largest[0].shallowBytes).toBeGreaterThanOrEqual(light.largest[1].shallowBytes);
});

test('--light for people names the process, the types and the largest objects', async () => {
  const { stdout } = await runCli(['summary', EXAMPLE, '--light', '--limit', '3']);
  expect(stdout).toMatch(/^Read in one pass, without a graph/);
  expect(stdout).toMatch(/^process +CPython \d/m);
  expect(stdout).toMatch(/^objects +shallow +type$/m);
  expect(stdout).toMatch(/more types; --limit shows more/);
  expect(stdout).toMatch(/^ *shallow +largest objects +type$/m);
});

test('--light refuses what needs a graph', async () => {
  for (const option of [['--answer'], ['--cut', '0x1'], ['--memory-limit', '1GB']]) {
    const { exitCode, stderr } = await runCli(['summary', EXAMPLE, '--light', ...option]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--light reads a dump once');
  }
});
