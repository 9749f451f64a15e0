import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPackagerAtHand } from './support/packager.ts';
import { ROOT, runProgram } from './support/programs.ts';

const isThere = await isPackagerAtHand();
const hasDpkg = (await runProgram('dpkg-deb', ['--version'])).exitCode === 0;

/** What Electron's fuses are found by in its binary; a version, a length and a byte for each follow. */
const FUSE_WIRE = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrity',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

const work = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-desktop-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A folder that electron-builder takes for an Electron: what it changes is there, and little else. */
function fakeElectron(): string {
  const folder = path.join(work, 'electron');
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  mkdirSync(path.join(folder, 'locales'));
  const wire = Buffer.concat([
    Buffer.from(`\x7fELF a stand-in ${FUSE_WIRE}`, 'latin1'),
    Buffer.from([1, FUSES.length]),
    Buffer.from('0'.repeat(FUSES.length)),
  ]);
  writeFileSync(path.join(folder, 'electron'), wire, { mode: 0o755 });
  writeFileSync(path.join(folder, 'chrome-sandbox'), 'helper', { mode: 0o755 });
  writeFileSync(path.join(folder, 'LICENSE'), 'Electron');
  writeFileSync(path.join(folder, 'LICENSES.chromium.html'), 'Chromium');
  writeFileSync(path.join(folder, 'version'), '45.4.1');
  writeFileSync(path.join(folder, 'locales', 'en-US.pak'), '');
  return folder;
}

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
}

/** Paths of all files in an archive, as its header says: a JSON behind sixteen bytes of lengths. */
function asarFiles(file: string): ReadonlyMap<string, AsarEntry> {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32LE(12);
  const found = new Map<string, AsarEntry>();
  const walk = (entry: AsarEntry, place: string): void => {
    for (const [name, inner] of Object.entries(entry.files ?? {})) {
      const inside = place === '' ? name : `${place}/${name}`;
      if (inner.files === undefined) found.set(inside, inner);
      else walk(inner, inside);
    }
  };
  walk(JSON.parse(bytes.toString('utf8', 16, 16 + length)), '');
  return found;
}

describe.skipIf(!isThere)(
  'the desktop app, packed (needs electron-builder from the registry)',
  () => {
    const packages = path.join(work, 'packages');
    const unpacked = path.join(packages, 'linux-unpacked');

    beforeAll(async () => {
      const electron = [`-c.electronDist=${fakeElectron()}`, '-c.electronVersion=45.4.1'];
      const target = ['--linux', 'dir', 'deb', '--output', packages];
      const args = ['tools/run.mjs', 'package', 'desktop', ...target, ...electron];
      const named = {
        OUROBOROS_HOMEPAGE: 'https://example.org/ouroboros',
        OUROBOROS_MAINTAINER: 'Somebody <somebody@example.org>',
      };
      const packed = await runProgram('node', args, { env: { ...process.env, ...named } });
      expect(packed.exitCode, packed.stdout + packed.stderr).toBe(0);
      expect(packed.stderr).not.toMatch(/default Electron icon|missed in the package.json/);
    });

    test('has its bundles and the example, and nothing of the checkout beside them', () => {
      const files = asarFiles(path.join(unpacked, 'resources', 'app.asar'));
      const places = [...files.keys()];
      const folders = new Set(places.map((name) => name.split('/').slice(0, 2).join('/')));
      expect([...folders].sort()).toEqual([
        'dist/layout',
        'dist/main',
        'dist/preload',
        'dist/renderer',
        'dist/worker',
        'examples/accessor-leak.ouro',
        'package.json',
      ]);
      expect(places.filter((name) => /node_modules|\.map$|engine-worker|\.py$/.test(name))).toEqual(
        [],
      );
      const bytes = [...files.values()].reduce((sum, { size = 0 }) => sum + size, 0);
      expect(bytes).toBeGreaterThan(2_000_000);
      expect(bytes).toBeLessThan(20_000_000);
      const isUnpacked = (name: string) => files.get(name)?.unpacked === true;
      expect(isUnpacked('dist/worker/worker.mjs') && isUnpacked('dist/layout/layout.mjs')).toBe(
        true,
      );
    });

    test('has the fuses that its configuration names', () => {
      const binary = readFileSync(path.join(unpacked, 'ouroboros-desktop'));
      const at = binary.indexOf(FUSE_WIRE) + FUSE_WIRE.length + 2;
      const set = FUSES.filter((_, fuse) => binary[at + fuse] === '1'.charCodeAt(0));
      expect(set).toEqual(['cookieEncryption', 'embeddedAsarIntegrity', 'onlyLoadAppFromAsar']);
    });

    test('has the licences of what it is made of', () => {
      expect(readFileSync(path.join(unpacked, 'LICENSE.ouroboros.txt'), 'utf8')).toMatch(
        /^MIT License/,
      );
      const notices = readFileSync(path.join(unpacked, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
      for (const name of ['react', 'cytoscape', 'Graphviz', 'zod']) expect(notices).toContain(name);
      for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) {
        expect(existsSync(path.join(unpacked, name)), name).toBe(true);
      }
    });

    describe.skipIf(!hasDpkg)('as a deb, installed into a root of its own (needs dpkg)', () => {
      const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
      const root = path.join(work, 'root');
      const inRoot = (...parts: string[]): string => path.join(root, ...parts);
      const desktopFile = inRoot('usr/share/applications/ouroboros-desktop.desktop');
      let deb = '';

      beforeAll(async () => {
        const { stdout } = await runProgram('dpkg', ['--print-architecture']);
        const name = `ouroboros-desktop_${version}_${stdout.trim()}.deb`;
        deb = path.join(packages, name);
        const admin = inRoot('var/lib/dpkg');
        for (const folder of ['info', 'updates', 'triggers']) {
          mkdirSync(path.join(admin, folder), { recursive: true });
        }
        writeFileSync(path.join(admin, 'status'), '');
        const force = ['--force-not-root', '--force-depends', '--force-script-chrootless'];
        const where = ['--root', root, '--log', path.join(work, 'dpkg.log')];
        const installed = await runProgram('dpkg', [...force, ...where, '--install', deb]);
        expect(installed.exitCode, installed.stderr).toBe(0);
      });

      test('says what it is and what it needs, and runs nothing when it is installed', async () => {
        const field = async (name: string) =>
          (await runProgram('dpkg-deb', ['--field', deb, name])).stdout.trim();
        expect(await field('Package')).toBe('ouroboros-desktop');
        expect(await field('Version')).toBe(version);
        expect(await field('Maintainer')).toBe('Somebody <somebody@example.org>');
        expect(await field('Homepage')).toBe('https://example.org/ouroboros');
        expect(await field('Depends')).toContain('libgtk-3-0');
        expect(Number(await field('Installed-Size'))).toBeGreaterThan(2000);
        const { stdout } = await runProgram('dpkg-deb', ['--info', deb]);
        expect(stdout).not.toMatch(/postinst|preinst|prerm|postrm/);
      });

      test('every file belongs to root, and the helper of the sandbox is what it must be', async () => {
        const { stdout } = await runProgram('dpkg-deb', ['--contents', deb]);
        const lines = stdout.split('\n').filter((line) => line !== '');
        expect(lines.filter((line) => !/ root\/root /.test(line))).toEqual([]);
        const special = lines.filter((line) => /^-..[sS]/.test(line));
        expect(special.map((line) => line.split(' ').at(-1))).toEqual([
          './opt/Ouroboros/chrome-sandbox',
        ]);
        // Nobody but root may write to any of them.
        const isOpen = (line: string) =>
          !line.startsWith('l') && (line[5] === 'w' || line[8] === 'w');
        expect(lines.filter(isOpen)).toEqual([]);
      });

      test('starts by a command of its own name, with its sandbox on', () => {
        const entry = readFileSync(desktopFile, 'utf8');
        expect(entry).toMatch(/^Exec=ouroboros-desktop %U$/m);
        expect(entry).not.toContain('no-sandbox');
        expect(existsSync(inRoot('usr/bin/ouroboros'))).toBe(false);
        expect(statSync(inRoot('opt/Ouroboros/ouroboros-desktop')).mode & 0o111).not.toBe(0);
        // The window's class and the entry's name, so that the two are one in a dock.
        expect(entry).toMatch(/^StartupWMClass=ouroboros$/m);
        const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
        expect(manifest.desktopName).toBe(path.basename(desktopFile));
      });

      test('declares each type that it opens, and takes none from others', () => {
        const [, list = ''] = /^MimeType=(.*)$/m.exec(readFileSync(desktopFile, 'utf8')) ?? [];
        const types = readFileSync(inRoot('usr/share/mime/packages/ouroboros-desktop.xml'), 'utf8');
        const declared = [...types.matchAll(/type="(application\/[^"]+)"/g)].map(
          ([, type]) => type,
        );
        expect(list.split(';').filter((type) => type !== '')).toEqual(declared);
        const globs = [...types.matchAll(/glob pattern="([^"]+)"/g)].map(([, glob]) => glob);
        expect(globs).toEqual([
          '*.ouro',
          '*.heapsnapshot',
          '*.hprof',
          '*.pyheap',
          'mprofile_*.dat',
        ]);
      });

      test('has an icon of every size, drawn at that size', () => {
        for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
          const png = readFileSync(
            inRoot(`usr/share/icons/hicolor/${size}x${size}/apps/ouroboros-desktop.png`),
          );
          expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
        }
        const svg = inRoot('usr/share/icons/hicolor/scalable/apps/ouroboros-desktop.svg');
        expect(readFileSync(svg, 'utf8')).toContain('bites its tail');
      });

      test('has its licence where Debian looks for it', () => {
        const docs = inRoot('usr/share/doc/ouroboros-desktop');
        expect(readFileSync(path.join(docs, 'copyright'), 'utf8')).toMatch(/^MIT License/);
        expect(existsSync(path.join(docs, 'THIRD-PARTY-NOTICES.txt'))).toBe(true);
      });
    });
  },
);
