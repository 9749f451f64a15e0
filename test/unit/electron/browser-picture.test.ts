import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { pictureOf } from '../../../electron/cli/picture/browser-picture.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"></svg>';

describe.runIf(process.platform !== 'win32')('a browser that paints nothing', () => {
  const folder = temporaryFolder();

  it('is given up with all that a script started it with', { timeout: 20_000 }, async () => {
    const pid = path.join(folder, 'pid');
    const browser = path.join(folder, 'chromium');
    writeFileSync(browser, `#!/bin/sh\nsleep 600 &\necho $! > '${pid}'\nwait\n`);
    chmodSync(browser, 0o755);
    await expect(pictureOf(DRAWING, browser, undefined, 300)).rejects.toThrow('did not answer');
    const started = Number(readFileSync(pid, 'utf8'));
    await expect.poll(() => isRunning(started)).toBe(false);
  });

  it('is refused in a sentence where it is no browser', async () => {
    const program = path.join(folder, 'other');
    writeFileSync(program, `#!/bin/sh\nprintf 'hello\\0' >&4\n`);
    chmodSync(program, 0o755);
    await expect(pictureOf(DRAWING, program, undefined)).rejects.toThrow('ended before');
  });

  it('is not started where it can have no folder', async () => {
    vi.stubEnv('TMPDIR', path.join(folder, 'none'));
    const painted = pictureOf(DRAWING, '/bin/sh', undefined);
    vi.unstubAllEnvs();
    await expect(painted).rejects.toThrow('name another in TMPDIR');
  });
});

/** A process that has ended and waits for its parent counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      process.platform !== 'linux' ||
      !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    );
  } catch {
    return false;
  }
}
