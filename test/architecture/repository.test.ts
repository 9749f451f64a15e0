import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYER_RULES } from './import-directions.ts';
import { filesBelow, ROOT, readText } from './source-files.ts';

const PARENTS = ['electron', 'renderer', 'shared', 'test'];
const FOLDERS_WITH_README = [
  ...new Set([
    ...PARENTS,
    ...PARENTS.flatMap((parent) => foldersIn(parent)),
    ...LAYER_RULES.map(({ layer }) => layer),
    ...['bench', 'collector', 'tools'],
  ]),
].filter((folder) => filesBelow(folder).length > 0);

function foldersIn(parent: string): string[] {
  return readdirSync(path.join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== '__pycache__')
    .map((entry) => `${parent}/${entry.name}`);
}

describe('the repository', () => {
  it.each(FOLDERS_WITH_README)('%s says what lives there', (folder) => {
    expect(existsSync(path.join(ROOT, folder, 'README.md'))).toBe(true);
  });

  it('names in the READMEs of rooms only files that exist', () => {
    const rooms = LAYER_RULES.map(({ layer }) => layer);
    const known = new Set(filesBelow('.').map((file) => path.posix.basename(file)));
    const missing = rooms.flatMap((room) =>
      [...readText(`${room}/README.md`).matchAll(/`([\w./-]*[\w-]\.tsx?)`/g)].flatMap(
        ([, named = '']) => (known.has(path.posix.basename(named)) ? [] : [`${room}: ${named}`]),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names in ARCHITECTURE.md only files and folders that exist', () => {
    const named = [...readText('ARCHITECTURE.md').matchAll(/`([\w-]+(?:\/[\w.-]+)+\/?)`/g)];
    expect(named.length).toBeGreaterThan(50);
    const missing = named.flatMap(([, file = '']) =>
      existsSync(path.join(ROOT, file)) ? [] : [file],
    );
    expect(missing).toEqual([]);
  });

  it('names no machine, registry or account of whoever worked on it', () => {
    // Written in pieces, so that this file does not contain what it looks for.
    const forbidden = [
      '/wo' + 'rk/',
      '/ro' + 'ot/',
      'registry.npm' + 'js.org',
      'local' + 'host:4873',
    ];
    const violations = filesBelow('.')
      .filter((file) => isText(file) && file !== 'package-lock.json')
      .flatMap((file) => {
        const text = readText(file);
        return forbidden.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
      });
    expect(violations).toEqual([]);
  });

  it('locks packages without naming a private registry', () => {
    const hosts = [...readText('package-lock.json').matchAll(/"resolved": "https?:\/\/([^/"]+)/g)]
      .map(([, host]) => host)
      .filter((host) => host !== ['registry', 'npmjs', 'org'].join('.'));
    expect([...new Set(hosts)]).toEqual([]);
  });

  it('pins every dependency exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(readText('package.json')) as {
      readonly dependencies: Record<string, string>;
      readonly devDependencies: Record<string, string>;
    };
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});

const TEXT =
  /\.(?:tsx?|mjs|cjs|js|json|md|ya?ml|py|css|html|sh|toml)$|(?:^|\/)(?:run|LICENSE|\.gitignore)$/;
const MAX_TEXT_BYTES = 2_000_000;

function isText(file: string): boolean {
  return TEXT.test(file) && statSync(path.join(ROOT, file)).size < MAX_TEXT_BYTES;
}
