import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

const LAUNCHER = path.join(ROOT, 'tools', 'run.mjs');

/** The launcher without a display, until it has said `words`; then it is ended. */
async function startUntil(words: string, ...args: string[]) {
  const child = spawn(process.execPath, [LAUNCHER, 'start', ...args], {
    cwd: ROOT,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', WSL_DISTRO_NAME: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const heard = new Promise<void>((resolve) => {
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
        if (said[stream].includes(words)) resolve();
      });
    }
  });
  const exited = once(child, 'exit');
  await Promise.race([heard, exited]);
  child.kill('SIGTERM');
  const [exitCode] = await exited;
  return { ...said, exitCode };
}

test('without a display it says so in one line, and serves the same app', async () => {
  test.skip(process.platform !== 'linux', 'elsewhere there is always a display');
  const { stdout, stderr, exitCode } = await startUntil('DataFrames', EXAMPLE);
  const lines = stderr.split('\n').filter((line) => !/^Building /.test(line));
  expect(lines[0]).toMatch(
    /^Electron is not available here \(this session has no display\); opening browser mode at http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+$/,
  );
  expect(stdout).toMatch(/wait for the garbage collector: 100 DataFrames are in reference cycles/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(0);
});

test('a file that is not there ends it with a sentence', async () => {
  const { stdout, stderr, exitCode } = await startUntil('never said', 'no-such-file.ouro');
  expect([exitCode, stdout]).toEqual([3, '']);
  expect(stderr).toContain('no-such-file.ouro does not exist; check the path.');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('only a link of the window opens a view, and none brings a key of its own', async () => {
  for (const link of ['view=objects&key=abc', 'nonsense', 'view=a b', 'view=<script>', '']) {
    for (const command of ['serve', 'open']) {
      const run = await runCli([command, EXAMPLE, '--view', link]);
      expect([link, run.exitCode, run.stdout]).toEqual([link, 2, '']);
      expect(run.stderr).toContain('one begins with view= and has no key');
    }
  }
});
