import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../../../electron/cli/serve/open-browser.ts';
import { temporaryFolder } from './temporary-folder.ts';

afterEach(() => vi.unstubAllEnvs());

describe.runIf(process.platform === 'linux')('the link for the browser', () => {
  it('is on no command line, but in a file for this user alone, which goes again', async () => {
    const folder = temporaryFolder();
    const said = path.join(folder, 'said');
    const opener = path.join(folder, 'xdg-open');
    writeFileSync(opener, `#!/bin/sh\necho "$@" > ${said}\n`);
    chmodSync(opener, 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    vi.stubEnv('DISPLAY', ':99');
    const link = 'http://127.0.0.1:1/open?token=secret&x="';
    const { isOpened, forget } = await openBrowser(link);
    expect(isOpened).toBe(true);
    const address = readFileSync(said, 'utf8').trim();
    expect(address).not.toContain('secret');
    const file = fileURLToPath(address);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).toContain(
      'url=http://127.0.0.1:1/open?token=secret&amp;x=&quot;"',
    );
    forget();
    expect(existsSync(path.dirname(file))).toBe(false);
  });
});
