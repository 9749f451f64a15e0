import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderWithLeak, openWindow, ROOT, runProgram } from './support/programs.ts';

const HEADLINE =
  /^67\.1 MB .* wait for the garbage collector: 100 DataFrames are in reference cycles\.$/m;

describe('the package for npm', () => {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const tarball = path.join(ROOT, 'dist', 'packages', `ouroboros-heap-${version}.tgz`);
  let folder = '';
  let files: readonly string[] = [];

  beforeAll(async () => {
    const packed = await runProgram('node', ['tools/run.mjs', 'package', 'npm']);
    expect([packed.exitCode, packed.stderr]).toEqual([0, expect.stringContaining('.tgz')]);
    const listed = await runProgram('tar', ['tzf', tarball]);
    files = listed.stdout.split('\n').filter((name) => name !== '');
    folder = folderWithLeak();
    // Nothing is to be installed beside it, so that no registry is asked.
    const offline = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', folder];
    const installed = await runProgram('npm', [...offline, tarball], { cwd: folder });
    expect([installed.exitCode, installed.stderr]).toEqual([0, '']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has command line, window, example and licences, and nothing else', () => {
    const folders = new Set(files.map((name) => name.split('/').slice(0, 3).join('/')));
    expect([...folders].sort()).toEqual([
      'package/LICENSE',
      'package/README.md',
      'package/THIRD-PARTY-NOTICES.txt',
      'package/dist/cli',
      'package/dist/layout',
      'package/dist/renderer',
      'package/examples/accessor-leak.ouro',
      'package/package.json',
    ]);
    expect(files.filter((name) => name.endsWith('.map'))).toEqual([]);
  });

  test('names what it is made of, with licences', () => {
    const installed = path.join(folder, 'node_modules', 'ouroboros-heap');
    const notices = readFileSync(path.join(installed, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['react', 'cytoscape', 'zod', '@modelcontextprotocol/sdk', 'Graphviz']) {
      expect(notices).toContain(name);
    }
    const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'ouroboros-heap', version });
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.scripts).toBeUndefined();
  });

  test('`npx ouroboros-heap leak.ouro` says what leaks', async () => {
    const run = await runProgram('npx', ['--no-install', 'ouroboros-heap', 'leak.ouro'], {
      cwd: folder,
    });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(HEADLINE);
  });

  test('draws, in the thread that comes with it', async () => {
    const args = ['--no-install', 'ouroboros-heap', 'backrefs', 'leak.ouro', '--type', 'DataFrame'];
    const run = await runProgram('npx', [...args, '--breadth', '60', '--svg', '-'], {
      cwd: folder,
    });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/<svg [\s\S]*DataFrame[\s\S]*<\/svg>\s*$/);
  });

  test('`serve` gives the window and the dump to who has the link', async () => {
    const command = path.join(folder, 'node_modules', '.bin', 'ouroboros-heap');
    const served = await openWindow(command, ['serve', '--port', '0', 'leak.ouro'], {
      cwd: folder,
    });
    expect(served).toMatchObject({ title: 'Ouroboros', dumps: [{ name: 'leak.ouro' }] });
    expect(served.scriptBytes).toBeGreaterThan(100_000);
    expect(served.dumps[0]?.size).toBeGreaterThan(1_000_000);
  });
});
