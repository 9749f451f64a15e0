import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, runProgram } from './support/programs.ts';

const notes = (tag: string) => runProgram('node', ['tools/run.mjs', 'release-notes', tag]);

describe('a release', () => {
  test('is told by what the changelog says of its version', async () => {
    const { exitCode, stdout } = await notes('v0.1.0');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^The first version, to be run from a clone/);
    expect(stdout).not.toMatch(/^## /m);
    // Of a version that has no section yet, what is unreleased.
    expect((await notes('v999.0.0')).stdout).toMatch(/^### /);
  });

  test('has icons for Windows and macOS that hold the pictures they name', () => {
    const icons = path.join(ROOT, 'tools', 'packages', 'icons');
    const ico = readFileSync(path.join(icons, 'icon.ico'));
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, at) => {
      const offset = ico.readUInt32LE(6 + 16 * at + 12);
      expect(ico.toString('latin1', offset + 1, offset + 4)).toBe('PNG');
      return ico.readUInt32BE(offset + 16);
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const icns = readFileSync(path.join(icons, 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
  });

  test('names who answers for its packages, which nobody does for those of a checkout', () => {
    const workflow = readFileSync(path.join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
    expect(workflow).toMatch(/OUROBOROS_HOMEPAGE: \$\{\{ github\.server_url/);
    expect(workflow).toMatch(/OUROBOROS_MAINTAINER: .+ <.+@users\.noreply\.github\.com>$/m);
  });

  test('the workflow calls only scripts that are there', () => {
    const workflow = readFileSync(path.join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const called = [...workflow.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(called).toEqual(expect.arrayContaining(['package', 'package:npm', 'package:pypi']));
    expect(called.filter((name) => scripts[name] === undefined)).toEqual([]);
    const commands = [...workflow.matchAll(/tools\/run\.mjs ([\w-]+)/g)].map(
      ([, name = '']) => name,
    );
    const launcher = readFileSync(path.join(ROOT, 'tools', 'run.mjs'), 'utf8');
    expect(commands).toContain('checksums');
    for (const name of commands) expect(launcher).toMatch(new RegExp(`^  '?${name}'?[:,]`, 'm'));
  });
});
