import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface BrowserOpening {
  /** False when there is no browser to be had. */
  readonly isOpened: boolean;
  /** Removes what was written for the browser. */
  forget(): void;
}

/**
 * Opens a link in the user's browser. What is said on a command line every user of the machine can
 * read, and the link lets in whoever uses it first: the browser is given a file that only this
 * user may read, and that leads on.
 */
export async function openBrowser(url: string): Promise<BrowserOpening> {
  if (!hasScreen()) return { isOpened: false, forget: () => undefined };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-'));
  const file = path.join(folder, 'open.html');
  writeFileSync(file, pageThatLeadsTo(url), { mode: 0o600 });
  const isOpened = await start(pathToFileURL(file).href);
  return { isOpened, forget: () => rmSync(folder, { recursive: true, force: true }) };
}

function pageThatLeadsTo(url: string): string {
  const address = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ouroboros</title>' +
    `<meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${address}">` +
    `</head><body><p><a href="${address}">Open Ouroboros</a></p></body></html>`
  );
}

async function start(address: string): Promise<boolean> {
  const [command, args] = opener(address);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    // Openers stay in the foreground on some desktops: no news after a while is good news.
    const timer = setTimeout(() => resolve(true), 3000);
    const settle = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.on('error', () => settle(false));
    child.on('exit', (code) => settle(code === 0));
    child.unref();
  });
}

function opener(url: string): readonly [string, readonly string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.env.WSL_DISTRO_NAME);
}
