import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { writeDumpFiles } from '../support/dump-pair.ts';
import { guideSteps, isAsShown } from '../support/guide-blocks.ts';
import { CLI, EXAMPLE, ROOT } from '../support/paths.ts';

const GUIDES = path.join(ROOT, 'docs', 'guides');
const NAMES = readdirSync(GUIDES).filter((name) => name.endsWith('.md') && name !== 'README.md');

let folder = '';
/** The dumps that the guides speak of, and the commands of whoever installed the packages. */
test.beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-guide-'));
  cpSync(EXAMPLE, path.join(folder, 'leak.ouro'));
  writeDumpFiles(folder);
  const bin = path.join(folder, '.bin');
  mkdirSync(bin);
  const command = (name: string, words: string): void =>
    writeFileSync(path.join(bin, name), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  command('ouroboros', `'${process.execPath}' '${CLI}'`);
  command('python', 'python3');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly exitCode: number | null;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
}

function runLine(command: string): Promise<Said> {
  const env = {
    ...process.env,
    PATH: `${path.join(folder, '.bin')}${path.delimiter}${process.env.PATH}`,
    PYTHONPATH: path.join(ROOT, 'collector'),
    OUROBOROS_NO_CACHE: '1',
  };
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}

test.skip(process.platform === 'win32', 'the guides are written for a shell');

for (const name of NAMES) {
  test(`every command of ${name} says what the guide shows`, async () => {
    test.setTimeout(600_000);
    const steps = guideSteps(readFileSync(path.join(GUIDES, name), 'utf8'));
    expect(steps.some(({ kind }) => kind === 'command')).toBe(true);
    for (const step of steps) {
      if (step.kind === 'file') writeFileSync(path.join(folder, step.name), step.text);
      if (step.kind === 'not-run') {
        test
          .info()
          .annotations.push({ type: 'not run', description: `${name}:${step.line}, ${step.why}` });
      }
      if (step.kind !== 'command') continue;
      const { exitCode, output } = await runLine(step.command);
      const place = `${name}:${step.line}: ${step.command}`;
      expect(exitCode, `${place}\n${output}`).toBe(0);
      const shown = step.output.join('\n');
      expect(isAsShown(step.output, output), `${place}\nshown:\n${shown}\nsaid:\n${output}`).toBe(
        true,
      );
    }
  });
}

test('a guide that shows something else is seen', () => {
  expect(isAsShown(['a … c', '…'], 'a b c\nd\ne\n')).toBe(true);
  expect(isAsShown(['a … c'], 'a b d\n')).toBe(false);
  expect(isAsShown(['a'], 'a\nb\n')).toBe(false);
  expect(isAsShown([], '')).toBe(true);
  expect(isAsShown([], 'a\n')).toBe(false);
  expect(() => guideSteps('```sh\nrm -r x\n```')).toThrow('is the block “sh” run or not?');
});

test('the index names every guide, and every link of the guides leads to a file', () => {
  const index = readFileSync(path.join(GUIDES, 'README.md'), 'utf8');
  for (const name of NAMES) expect(index).toContain(`](${name})`);
  for (const name of [...NAMES, 'README.md']) {
    const text = readFileSync(path.join(GUIDES, name), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(() => readFileSync(path.join(GUIDES, link)), `${name}: ${link}`).not.toThrow();
    }
  }
});
