import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { BrowserContext } from '@playwright/test';
import { CLI, ROOT } from './paths.ts';
import {
  copiedInPage,
  dropOnPage,
  type RunningHost,
  type StartOptions,
  savedFile,
} from './running-host.ts';

/** `ouroboros serve FILES` as a process, and its link opened in Chromium. */
export async function startBrowserHost(
  context: BrowserContext,
  options: StartOptions,
): Promise<RunningHost> {
  const server = await startServe(options.files);
  const page = await context.newPage();
  // Playwright can answer a file input, and not Chromium's own picker.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'));
  await page.goto(server.url);
  // The link's own page moves on to the window.
  await page.waitForURL(({ pathname }) => pathname === '/');
  return {
    kind: 'browser',
    page,
    async chooseFile(file, ask) {
      const chooser = page.waitForEvent('filechooser');
      await ask();
      await (await chooser).setFiles(file === null ? [] : [file]);
    },
    async chooseMany(paths, ask) {
      const chooser = page.waitForEvent('filechooser');
      await ask();
      await (await chooser).setFiles([...paths]);
    },
    async savedBy(save) {
      const downloading = page.waitForEvent('download');
      await save();
      const download = await downloading;
      return savedFile(download.suggestedFilename(), await readFile(await download.path()));
    },
    async linkOpenedBy(open) {
      const popup = page.waitForEvent('popup');
      await open();
      const opened = await popup;
      await opened.waitForURL(/^https:/);
      const url = opened.url();
      await opened.close();
      return url;
    },
    drop: (file) => dropOnPage(page, file),
    copied: () => copiedInPage(page),
    keptSession: () => page.evaluate(() => sessionStorage.getItem('ouroboros.session') ?? ''),
    async close() {
      await page.close();
      await server.stop();
    },
  };
}

export interface RunningServe {
  readonly url: string;
  stop(): Promise<number | null>;
}

export async function startServe(files: readonly string[]): Promise<RunningServe> {
  const child = spawn(process.execPath, [CLI, 'serve', ...files], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const exited = once(child, 'exit');
  const [url] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => Promise.reject(new Error(`serve ended: ${complaints}`))),
  ]);
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      const [code] = await exited;
      return code;
    },
  };
}
