import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Display,
  type ElectronChoice,
  electronTools,
  type FoundElectron,
} from './support/electron-tools.ts';
import { isPackagerAtHand, PACKAGER } from './support/packager.ts';
import { type StartedApp, startPacked, USER } from './support/packed-app.ts';
import { ROOT, runProgram } from './support/programs.ts';

const EXAMPLE = path.join(ROOT, 'examples', 'accessor-leak.ouro');
const HEADLINE = '100 DataFrames are in reference cycles';
const WAIT = { timeout: 120_000, interval: 200 };

const tools = await electronTools();
const hasPackager = await isPackagerAtHand();
const electron: ElectronChoice = hasPackager
  ? await tools.chooseElectron()
  : { reason: 'nothing to pack it with' };
const opened = await tools.openDisplay();
const display: Display =
  'close' in opened ? opened : { env: {}, close: () => undefined, ...opened };
const hasWindowInfo = (await runProgram('xwininfo', ['-version'])).exitCode === 0;
const isThere = 'executable' in electron && display.reason === undefined;

const work = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-packed-'));
afterAll(() => {
  display.close();
  rmSync(work, { recursive: true, force: true });
});

type Configuration = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What packages are made by, read with electron-builder's own reader. */
function builderConfiguration(): Configuration {
  const ofPackager = createRequire(path.join(PACKAGER, 'package.json'));
  const { load } = ofPackager('js-yaml') as { load(text: string): Configuration };
  return load(readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8'));
}

/** The same, with an Electron that is here. One that is too old for a fuse cannot have it set. */
function configurationFor({ executable, version, isLegacy }: FoundElectron): object {
  const usual = builderConfiguration();
  const { grantFileProtocolExtraPrivileges, ...older } = usual.electronFuses ?? {};
  return {
    ...usual,
    electronFuses: isLegacy ? older : { grantFileProtocolExtraPrivileges, ...older },
    electronDist: path.dirname(executable),
    electronVersion: version,
    directories: {
      buildResources: usual.directories?.buildResources,
      ...(isLegacy && { app: path.join(work, 'app') }),
    },
  };
}

describe.skipIf(!isThere)(
  'the packed desktop app runs (needs electron-builder, an Electron and Xvfb)',
  () => {
    const executable = path.join(work, 'linux-unpacked', 'ouroboros-desktop');
    const folder = path.join(work, 'user');
    const dump = path.join(folder, 'leak & 100 %.ouro');
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: folder,
      ...display.env,
    };
    const start = (args: readonly string[], more: NodeJS.ProcessEnv = {}): StartedApp => {
      // Each starts as on a new machine.
      rmSync(path.join(folder, '.config'), { recursive: true, force: true });
      return startPacked(executable, args, { cwd: folder, env: { ...env, ...more } });
    };

    beforeAll(async () => {
      if (!('executable' in electron)) return;
      if (electron.isLegacy) expect(await tools.buildLegacyApp(path.join(work, 'app'))).toBe(true);
      const config = path.join(work, 'config.json');
      writeFileSync(config, JSON.stringify(configurationFor(electron)));
      const target = ['--linux', 'dir', '--output', work, '--config', config];
      const packed = await runProgram('node', ['tools/run.mjs', 'package', 'desktop', ...target]);
      expect(packed.exitCode, packed.stdout + packed.stderr).toBe(0);
      chmodSync(work, 0o755);
      mkdirSync(folder);
      cpSync(EXAMPLE, dump);
      if (USER.uid !== undefined) chownSync(folder, USER.uid, USER.gid);
    });

    test('opens a dump that is named at its start, in a process with its sandbox on', async () => {
      const app = start([dump]);
      await expect.poll(app.text, WAIT).toContain(HEADLINE);
      expect(await app.evaluate('document.title')).toBe('leak & 100 %.ouro – Ouroboros');
      expect(await app.evaluate('crossOriginIsolated')).toBe(true);
      const renderers = app.renderers();
      expect(renderers.length).toBeGreaterThan(0);
      for (const { commandLine, seccomp, noNewPrivileges } of renderers) {
        expect(commandLine).not.toContain('--no-sandbox');
        expect([seccomp, noNewPrivileges]).toEqual(['2', '1']);
      }
    });

    test('opens a file: address, as a desktop hands one over', async () => {
      const app = start([pathToFileURL(dump).href]);
      await expect.poll(app.text, WAIT).toContain(HEADLINE);
    });

    test('a second start hands its file to the window that is open, and ends', async () => {
      const app = start([]);
      await expect.poll(app.text, WAIT).toContain('Open a dump');
      const second = await runProgram(executable, [path.basename(dump)], {
        cwd: folder,
        env,
        ...USER,
      });
      expect(second.exitCode, second.stderr).toBe(0);
      await expect.poll(app.text, WAIT).toContain(HEADLINE);
    });

    test('has the example, and draws it', async () => {
      const app = start([]);
      await expect.poll(app.text, WAIT).toContain('Open a dump');
      await app.evaluate(
        `[...document.querySelectorAll('button')].find((b) => /example/i.test(b.textContent)).click()`,
      );
      await expect.poll(app.text, WAIT).toContain(HEADLINE);
      await app.evaluate(
        `[...document.querySelectorAll('button')].find((b) => /Show me one/.test(b.textContent)).click()`,
      );
      await expect
        .poll(() => app.evaluate(`document.querySelector('canvas')?.width ?? 0`), WAIT)
        .toBeGreaterThan(0);
      await expect.poll(app.text, WAIT).toContain('PandasTableAccessor');
    });

    test('is no Node for anybody, and no debugger gets into it', async () => {
      const app = start(['--inspect=0', dump], {
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '--require=/nowhere.js',
      });
      await expect.poll(app.text, WAIT).toContain(HEADLINE);
      expect(app.complaints()).not.toMatch(/Debugger listening|nowhere/);
    });

    test.skipIf(!hasWindowInfo)(
      'its window has the class that its desktop entry names (needs xwininfo)',
      async () => {
        const app = start([dump]);
        await expect.poll(app.text, WAIT).toContain(HEADLINE);
        const { stdout } = await runProgram('xwininfo', ['-root', '-tree'], {
          env: { ...env, LC_ALL: 'C.UTF-8' },
        });
        const [, name] = /leak & 100 %[^"]*": \("([^"]+)"/.exec(stdout) ?? [];
        expect(builderConfiguration().linux).toMatchObject({
          desktop: { entry: { StartupWMClass: name } },
        });
        expect(name).toBe('ouroboros');
      },
    );
  },
);
