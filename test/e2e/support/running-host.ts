import type { Page } from '@playwright/test';

export interface SavedFile {
  readonly name: string;
  readonly text: string;
  readonly bytes: Buffer;
}

export function savedFile(name: string, bytes: Buffer): SavedFile {
  return { name, bytes, text: bytes.toString('utf8') };
}

/** The app in one of its hosts, as a spec drives it. */
export interface RunningHost {
  readonly kind: 'browser' | 'desktop' | 'electron';
  readonly page: Page;
  /** Does `ask`, which makes the app show its open dialog, and chooses `file` (null: cancel). */
  chooseFile(file: string | null, ask: () => Promise<void>): Promise<void>;
  /** Does `ask`, which makes the app ask for many dumps, and chooses files, or a folder. */
  chooseMany(paths: readonly string[], ask: () => Promise<void>): Promise<void>;
  /** Does `save`, which makes the app save something, and returns what was saved. */
  savedBy(save: () => Promise<void>): Promise<SavedFile>;
  /** Does `open`, which follows a link out of the app, and returns where it led; null: nowhere. */
  linkOpenedBy(open: () => Promise<void>): Promise<string | null>;
  /** What the app put on the clipboard. */
  copied(): Promise<{ readonly text: string; readonly types: readonly string[] }>;
  /** Drops a file on the middle of the window, as a file manager would. */
  drop(file: string): Promise<void>;
  /** The session written down for the next start, as text. */
  keptSession(): Promise<string>;
  close(): Promise<void>;
}

export interface StartOptions {
  /** Dumps named on the command line. */
  readonly files: readonly string[];
  /** Where the desktop app keeps what outlives it; a folder of its own otherwise. */
  readonly userData?: string;
  /** Switches of Chromium, for a real Electron. */
  readonly switches?: readonly string[];
}

/** Notes what a page complains about; specs expect nothing. */
export function watchComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // Chromium's own word on a "file:" address that a spec asks for, and does not get.
    if (message.text().startsWith('Not allowed to load local resource: file:///etc/passwd')) return;
    complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
}

/**
 * A drop of a real file: an input element takes it from the disk, a DataTransfer hands it on.
 */
export async function dropOnPage(page: Page, file: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'spec-drop-source';
    input.hidden = true;
    document.documentElement.append(input);
  });
  await page.locator('#spec-drop-source').setInputFiles(file);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#spec-drop-source');
    const dropped = input?.files?.[0];
    if (!input || !dropped) throw new Error('The file did not reach the page');
    input.remove();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(dropped);
    const [clientX, clientY] = [window.innerWidth / 2, window.innerHeight / 2];
    const target = document.elementFromPoint(clientX, clientY) ?? document.body;
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const init = { bubbles: true, cancelable: true, composed: true, clientX, clientY };
      target.dispatchEvent(new DragEvent(type, { ...init, dataTransfer }));
    }
  });
}

/** What is on the clipboard, as a page that may read it sees it. */
export function copiedInPage(page: Page): Promise<{ text: string; types: string[] }> {
  return page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const types = [...(item?.types ?? [])];
    return {
      types,
      text: types.includes('text/plain') ? await navigator.clipboard.readText() : '',
    };
  });
}
