import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../../electron/cli/picture/find-browser.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe.runIf(process.platform !== 'win32')('the browser that paints a PNG', () => {
  const folder = temporaryFolder();
  const program = (name: string): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o755);
    return file;
  };

  it('is the one that is named, or the first on the path', () => {
    const chromium = program('bin/chromium');
    const edge = program('other/microsoft-edge');
    const PATH = `relative:${folder}/none:${folder}/other:${folder}/bin`;
    expect(findBrowser({ platform: 'linux', env: { PATH } })).toBe(chromium);
    expect(findBrowser({ platform: 'linux', env: { PATH: `${folder}/other` } })).toBe(edge);
    expect(findBrowser({ platform: 'linux', env: { PATH, CHROME_PATH: edge } })).toBe(edge);
  });

  it('is an app of macOS', () => {
    const app = program('Applications/Chromium.app/Contents/MacOS/Chromium');
    const env = { HOME: folder, PATH: `${folder}/bin` };
    expect(findBrowser({ platform: 'darwin', env })).toBe(app);
  });

  it('is never a folder or a file that cannot be run, and none is said to be missing', () => {
    mkdirSync(path.join(folder, 'odd', 'chromium'), { recursive: true });
    writeFileSync(path.join(folder, 'odd', 'google-chrome'), '');
    const env = { PATH: path.join(folder, 'odd') };
    expect(() => findBrowser({ platform: 'linux', env })).toThrow('none is installed here');
    const CHROMIUM_PATH = path.join(folder, 'odd', 'chromium');
    expect(() => findBrowser({ platform: 'linux', env: { ...env, CHROMIUM_PATH } })).toThrow(
      'which is no program',
    );
  });
});
