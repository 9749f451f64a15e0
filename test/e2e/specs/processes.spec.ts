import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { findPython } from '../../support/find-python.ts';
import { expect, test } from '../support/fixtures.ts';

const PYTHON = ['3.11', '3.12', '3.13', '3.10'].flatMap((version) => findPython(version) ?? [])[0];

test.skip(process.platform !== 'linux', 'processes are read from outside on Linux only');
test.skip(PYTHON === undefined, 'there is no Python here');

/** A cache that grows by a thousand items whenever it is told to; large, to be among the first. */
const GROWING = `
import sys
ballast = bytearray(b'x') * 400_000_000
CACHE = {}
print('ready', flush=True)
for line in sys.stdin:
    for n in range(1000): CACHE[len(CACHE)] = [n]
    print('grown', flush=True)`;

test('a process is read with a click, and compared with the second', {
  tag: '@every-host',
}, async ({ startApp }) => {
  test.slow();
  const program = spawn(PYTHON ?? '', ['-c', GROWING], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    await once(program.stdout, 'data');
    const { page, kind } = await startApp();
    const list = page.getByRole('region', { name: 'Python processes' });
    if (kind === 'browser') {
      // A page sees no processes.
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(list).toHaveCount(0);
      return;
    }
    const entry = list.getByRole('button', { name: new RegExp(`^${program.pid} `) });
    await entry.click();
    await expect(page.getByText('process, read from outside').first()).toBeVisible();
    program.stdin.write('\n');
    await once(program.stdout, 'data');
    await page.getByRole('button', { name: 'Ouroboros: start screen' }).click();
    await entry.click();
    const answer = page.getByRole('region', { name: 'The answer' });
    await expect(answer).toContainText('list grew most: 1,000 more');
    await expect(answer).toContainText('objects are matched one by one');
    const tabs = page.getByRole('navigation', { name: 'Open dumps' });
    const readings = new RegExp(`^process ${program.pid} at`);
    await expect(tabs.getByRole('button', { name: readings })).toHaveCount(2);
    const state = readFileSync(`/proc/${program.pid}/stat`, 'utf8').split(') ').at(-1)?.[0];
    expect(state).not.toBe('T');
  } finally {
    program.kill('SIGKILL');
  }
});

test('a process is watched: what grows as lines, and the last reading as a dump', {
  tag: '@every-host',
}, async ({ startApp }) => {
  test.slow();
  const program = spawn(PYTHON ?? '', ['-c', GROWING], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    await once(program.stdout, 'data');
    const { page, kind } = await startApp();
    if (kind === 'browser') return;
    await page.getByRole('button', { name: new RegExp(`^Watch process ${program.pid}:`) }).click();
    const watched = page.getByRole('region', { name: `Process ${program.pid} is watched` });
    await expect(watched).toContainText('One reading so far');
    // Less than a hundredth of the heap is not worth a line.
    program.stdin.write('\n'.repeat(100));
    await watched.getByLabel('Read it every').selectOption('10 seconds');
    const table = watched.getByRole('table', { name: 'What grows' });
    await expect(table.getByRole('row', { name: /__main__\.CACHE/ })).toBeVisible({
      timeout: 60_000,
    });
    await expect(watched.getByRole('region', { name: /^Gained since/ })).toBeVisible();
    await expect(watched.getByRole('region', { name: 'Memory of the process' })).toBeVisible();
    program.kill('SIGKILL');
    const over = page.getByRole('region', { name: `Process ${program.pid} was watched` });
    await over.getByRole('button', { name: 'Open the last reading' }).click({ timeout: 60_000 });
    await expect(page.getByText('process, read from outside').first()).toBeVisible();
    await expect(over).toHaveCount(0);
  } finally {
    program.kill('SIGKILL');
  }
});
