import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Frame, Page } from '@playwright/test';
import { APP, ROOT } from './paths.ts';
import {
  copiedInPage,
  dropOnPage,
  type RunningHost,
  type StartOptions,
  savedFile,
} from './running-host.ts';

const STAND_IN = path.join(ROOT, 'test', 'e2e', 'electron-stand-in');

/** A menu as the app built it. */
export interface MenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly submenu?: readonly MenuItem[];
}

export interface DesktopHost extends RunningHost {
  readonly webPreferences: Readonly<Record<string, unknown>>;
  menu(): readonly MenuItem[] | Promise<readonly MenuItem[]>;
  /** Chooses a menu item by its labels, from the top, without ampersands, once it is enabled. */
  clickMenu(...labels: readonly string[]): void | Promise<void>;
  /** Answers the system's next question with a button, by its number, when `ask` brings it up. */
  answerMessage(button: number, ask: () => Promise<unknown>): Promise<void>;
  /** A second start of the app with these files. */
  startAgain(files: readonly string[]): void;
  /** What main decides about the window leaving its page for `url`. */
  wouldNavigate(url: string): Promise<boolean>;
  /** What main opens in the system's browser when the window asks for a new window with `url`. */
  openedOutside(url: string): Promise<readonly string[]>;
  /** Ends the threads of all open dumps, as running out of memory would. */
  killEngines(): void | Promise<void>;
  /** Sends a request to main as the page would, past the bridge. */
  invokeFrom(frame: Frame, channel: string, request: unknown): Promise<unknown>;
}

interface OpenWindowMessage {
  readonly url: string;
  readonly preload: string;
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

type FromMain =
  | ({ readonly type: 'open-window' } & OpenWindowMessage)
  | { readonly type: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly type: 'invoked'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'invoked'; readonly id: number; readonly ok: false; readonly message: string }
  | { readonly type: 'dialog'; readonly id: number; readonly kind: 'open' | 'save' | 'message' }
  | { readonly type: 'menu'; readonly items: readonly MenuItem[] }
  | { readonly type: 'will-navigate-decided'; readonly id: number; readonly isPrevented: boolean }
  | { readonly type: 'window-open-decided'; readonly id: number; readonly action: string }
  | { readonly type: 'open-external'; readonly url: string }
  | { readonly type: 'show' | 'focus' | 'reload' };

/**
 * The built main process and preload script, run by the stand-in for `electron`: main in a Node
 * process of its own, the window as a page of this Chromium.
 */
export async function startDesktopHost(
  context: BrowserContext,
  options: StartOptions,
): Promise<DesktopHost> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ouroboros-desktop-'));
  const main = fork(path.join(STAND_IN, 'start.mjs'), options.files, {
    cwd: ROOT,
    // Structured clone, as between Electron's processes.
    serialization: 'advanced',
    execArgv: [],
    env: {
      ...process.env,
      STAND_IN_OPTIONS: JSON.stringify({ userData: options.userData ?? folder, appRoot: APP }),
    },
  });
  const host = new StandInHost(main, context);
  await host.untilWindowIsShown();
  const { page } = host;
  let nextSave = 1;

  return {
    kind: 'desktop',
    page,
    get webPreferences() {
      return host.webPreferences;
    },
    menu: () => host.menu,
    clickMenu: (...labels) => host.tell({ type: 'click-menu', path: labels }),
    async answerMessage(button, ask) {
      host.dialogAnswers.push({ response: button });
      await ask();
      await host.untilDialogsAnswered();
    },
    killEngines: () => host.tell({ type: 'kill-engines' }),
    invokeFrom: (frame, channel, request) => host.invoke(frame, channel, [request]),
    startAgain: (files) => host.tell({ type: 'second-instance', files }),
    wouldNavigate: (url) => host.wouldNavigate(url),
    openedOutside: (url) => host.openedOutside(url),
    async linkOpenedBy(open) {
      // In Electron the new window would not come to be; here it is closed once main was asked.
      const popup = page.waitForEvent('popup');
      await open();
      const opened = await popup;
      await opened.waitForURL(/^https:/);
      const [link] = await host.openedOutside(opened.url());
      await opened.close();
      return link ?? null;
    },
    async chooseFile(file, ask) {
      host.dialogAnswers.push(
        file === null ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [file] },
      );
      await ask();
      await host.untilDialogsAnswered();
    },
    async chooseMany(paths, ask) {
      host.dialogAnswers.push({ canceled: false, filePaths: paths });
      await ask();
      await host.untilDialogsAnswered();
    },
    async savedBy(save) {
      const chosen = path.join(folder, `saved-${nextSave++}`);
      const suggested = host.nextSuggestedName();
      host.dialogAnswers.push({ canceled: false, filePath: chosen });
      await save();
      const name = path.basename(await suggested);
      const target = chosen + path.extname(name);
      return savedFile(name, await untilReadable(target));
    },
    async drop(file) {
      await page.evaluate(([name, full]) => window.__standIn.setPath(name, full), [
        path.basename(file),
        file,
      ] as const);
      await dropOnPage(page, file);
    },
    copied: () => copiedInPage(page),
    keptSession: () =>
      readFile(path.join(options.userData ?? folder, 'last-session.json'), 'utf8').catch(() => ''),
    async close() {
      await page.close();
      const exited = main.exitCode === null ? once(main, 'exit') : Promise.resolve();
      host.tell({ type: 'close-window' });
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

declare global {
  interface Window {
    readonly __standIn: {
      receive(channel: string, args: readonly unknown[]): void;
      setPath(name: string, path: string): void;
    };
  }
}

/** The parent's side of the conversation with `electron.mjs`. */
class StandInHost {
  readonly dialogAnswers: object[] = [];
  menu: readonly MenuItem[] = [];
  webPreferences: Readonly<Record<string, unknown>> = {};
  private readonly main: ChildProcess;
  private readonly context: BrowserContext;
  private readonly waiting = new Map<number, (message: FromMain) => void>();
  private readonly shown: Promise<void>;
  private nextId = 1;
  private openedLinks: string[] = [];
  private openedPage: Page | null = null;
  private onSuggestedName: ((name: string) => void) | null = null;
  private onDialogAnswered: (() => void) | null = null;

  constructor(main: ChildProcess, context: BrowserContext) {
    this.main = main;
    this.context = context;
    this.shown = new Promise((resolve, reject) => {
      main.on('message', (message: FromMain) => {
        if (message.type === 'show') resolve();
        void this.receive(message).catch(reject);
      });
      main.on('exit', (code) => reject(new Error(`The main process ended with code ${code}`)));
    });
    this.shown.catch(() => undefined);
  }

  get page(): Page {
    if (this.openedPage === null) throw new Error('The app has not opened its window');
    return this.openedPage;
  }

  untilWindowIsShown(): Promise<void> {
    return this.shown;
  }

  tell(message: Record<string, unknown>): void {
    if (this.main.connected) this.main.send(message);
  }

  async wouldNavigate(url: string): Promise<boolean> {
    const decided = await this.ask({ type: 'will-navigate', url });
    return decided.type === 'will-navigate-decided' && !decided.isPrevented;
  }

  /** Asks main's handler, which must refuse the window itself. */
  async openedOutside(url: string): Promise<readonly string[]> {
    this.openedLinks = [];
    const decided = await this.ask({ type: 'window-open', url });
    if (decided.type !== 'window-open-decided' || decided.action !== 'deny') {
      throw new Error(`Main allows a window for ${url}`);
    }
    return this.openedLinks;
  }

  nextSuggestedName(): Promise<string> {
    return new Promise((resolve) => {
      this.onSuggestedName = resolve;
    });
  }

  untilDialogsAnswered(): Promise<void> {
    if (this.dialogAnswers.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.onDialogAnswered = resolve;
    });
  }

  private ask(message: Record<string, unknown>): Promise<FromMain> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tell({ ...message, id });
    });
  }

  private async receive(message: FromMain): Promise<void> {
    switch (message.type) {
      case 'open-window':
        await this.openWindow(message);
        break;
      case 'send':
        await this.page
          .evaluate(([channel, args]) => window.__standIn.receive(channel, args), [
            message.channel,
            message.args,
          ] as const)
          // A page that is going away hears nothing any more, as in Electron.
          .catch(() => undefined);
        break;
      case 'open-external':
        this.openedLinks.push(message.url);
        break;
      case 'invoked':
      case 'window-open-decided':
      case 'will-navigate-decided':
        this.waiting.get(message.id)?.(message);
        this.waiting.delete(message.id);
        break;
      case 'dialog':
        this.answerDialog(message);
        break;
      case 'menu':
        this.menu = message.items;
        break;
      case 'reload':
        await this.page.reload();
        break;
      case 'show':
      case 'focus':
        break;
    }
  }

  private answerDialog(message: FromMain & { readonly type: 'dialog' }): void {
    const cancelled = { canceled: true, filePaths: [], filePath: '' };
    const answer = this.dialogAnswers.shift() ?? cancelled;
    const { options } = message as unknown as { options: { defaultPath?: string } };
    const suggested = options.defaultPath ?? '';
    const { filePath = '' } = answer as { filePath?: string };
    const isSaved = message.kind === 'save' && filePath !== '';
    // Whoever saves leaves the extension as it is suggested.
    const value = isSaved ? { ...answer, filePath: filePath + path.extname(suggested) } : answer;
    if (message.kind === 'save') this.onSuggestedName?.(suggested);
    this.tell({ type: 'answer', id: message.id, value });
    if (this.dialogAnswers.length === 0) this.onDialogAnswered?.();
  }

  private async openWindow(message: OpenWindowMessage): Promise<void> {
    this.webPreferences = message.webPreferences;
    const page = await this.context.newPage();
    this.openedPage = page;
    await page.exposeBinding('__standInInvoke', ({ frame }, channel: string, args: unknown[]) =>
      this.invoke(frame, channel, args),
    );
    await page.addInitScript({ content: preloadScript(message.preload) });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.tell({ type: 'navigated', url: frame.url() });
    });
    page.on('load', () => this.tell({ type: 'loaded' }));
    await page.goto(message.url);
  }

  async invoke(frame: Frame, channel: string, args: unknown[]): Promise<unknown> {
    const answer = await this.ask({
      type: 'invoke',
      channel,
      args,
      frameUrl: frame.url(),
      isMainFrame: frame === this.page.mainFrame(),
    });
    if (answer.type !== 'invoked') throw new Error(`Unexpected answer ${answer.type}`);
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  }
}

/** The frame around the preload script, and the script, as one classic script. */
function preloadScript(preloadFile: string): string {
  const frame = readFileSync(path.join(STAND_IN, 'preload-frame.mjs'), 'utf8');
  const preload = readFileSync(preloadFile, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return `(() => {
${frame.replace('export function', 'function')}
installPreload((require) => {
const module = { exports: {} };
const exports = module.exports;
${preload}
}, (channel, args) => window.__standInInvoke(channel, args));
})();`;
}

async function untilReadable(file: string): Promise<Buffer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await readFile(file);
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
