import path from 'node:path';
import { app, type BrowserWindow, Menu, type WebContents } from 'electron';
import { OuroborosError } from '../../shared/base/errors.ts';
import { showable } from '../../shared/base/text.ts';
import { DUMP_CHANNELS } from '../../shared/protocol/channels.ts';
import type { AppFiles } from '../node/app-files.ts';
import { writeFileAtomically } from '../node/atomic-write.ts';
import { openFileSource } from '../node/file-source.ts';
import { askForDump, askWhereToSave } from './dialogs.ts';
import { FileTokens, type NamedToken } from './file-tokens.ts';
import { type ShellHandlers, tellWindow } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { OpenDumps } from './open-dumps.ts';
import { RecentFiles } from './recent-files.ts';
import { createWindow } from './window.ts';

/** What the running app knows: its window, the files the user named, and the open dumps. */
export class DesktopApp {
  private readonly files: AppFiles;
  private readonly tokens = new FileTokens();
  private readonly recent: RecentFiles;
  private readonly dumps: OpenDumps;
  private readonly startupPaths: string[];
  private window: BrowserWindow | null = null;

  constructor(files: AppFiles, startupPaths: readonly string[]) {
    this.files = files;
    this.startupPaths = [...startupPaths];
    this.recent = new RecentFiles(path.join(app.getPath('userData'), 'recent-dumps.json'));
    this.dumps = new OpenDumps(files.workerFile, {
      progress: (requestId, progress) =>
        tellWindow(this.webContents(), 'progress', { requestId, ...progress }),
      lost: (dumpId, { message }) =>
        tellWindow(this.webContents(), 'dumpLost', { dumpId, message }),
    });
  }

  webContents(): WebContents | null {
    return this.window?.webContents ?? null;
  }

  /** Shows the window, a new one if it was closed. */
  show(): void {
    if (this.window !== null) {
      if (this.window.isMinimized()) this.window.restore();
      this.window.focus();
      return;
    }
    const window = createWindow(this.files.preloadFile);
    this.window = window;
    // Dumps belong to the page that opened them.
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) void this.dumps.closeAll();
    });
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason !== 'clean-exit') window.reload();
    });
    window.on('closed', () => {
      this.window = null;
      void this.dumps.closeAll();
    });
    void this.updateMenu();
  }

  /** A file asked for from outside the window: a second start, the Finder, the recent menu. */
  requestOpen(filePath: string): void {
    const contents = this.webContents();
    if (contents === null || contents.isLoading()) this.startupPaths.push(filePath);
    else tellWindow(contents, 'openRequested', this.tokens.tokenFor(filePath));
  }

  closeDumps(): Promise<void> {
    return this.dumps.closeAll();
  }

  readonly handlers: ShellHandlers = {
    chooseDump: async () => {
      const chosen = await askForDump(this.openWindow());
      return chosen === null ? null : this.tokens.tokenFor(chosen);
    },
    exampleDump: () => this.tokenIfReadable(this.files.exampleFile),
    registerDroppedFile: ({ path: dropped }) =>
      path.isAbsolute(dropped) ? this.tokens.tokenFor(dropped) : null,
    openDump: async ({ fileToken, requestId }) => {
      const filePath = this.tokens.pathOf(fileToken);
      const dumpId = await this.dumps.open(filePath, requestId);
      if (filePath !== this.files.exampleFile) await this.remember(filePath);
      return { dumpId, name: path.basename(filePath) };
    },
    closeDump: async ({ dumpId }) => {
      await this.dumps.close(dumpId);
      return {};
    },
    lendDump: async (request) => ({ baseline: await this.dumps.lend(request) }),
    giveBackDump: async ({ dumpId, baseline }) => {
      await this.dumps.giveBack(dumpId, baseline);
      return {};
    },
    cancel: ({ requestId }) => {
      this.dumps.cancel(requestId);
      return {};
    },
    recentDumps: async () =>
      (await this.recent.list()).map((filePath) => ({
        ...this.tokens.tokenFor(filePath),
        folder: path.dirname(filePath),
      })),
    startupDumps: () => this.startupPaths.map((filePath) => this.tokens.tokenFor(filePath)),
    saveText: async ({ suggestedName, mediaType, text }) => {
      const target = await askWhereToSave(this.openWindow(), suggestedName, mediaType);
      if (target === null) return null;
      await writeFileAtomically(target, text);
      return { path: target };
    },
    askDump: ({ dumpId, requestId, channel, request }) => {
      const parsed = DUMP_CHANNELS[channel].request.safeParse(request);
      if (!parsed.success) {
        throw new OuroborosError(
          'bad-request',
          `The question "${channel}" is not well-formed.`,
          parsed.error.message,
        );
      }
      return this.dumps.ask(dumpId, channel, parsed.data, requestId);
    },
  };

  private openWindow(): BrowserWindow {
    if (this.window === null) throw new OuroborosError('internal', 'There is no window.');
    return this.window;
  }

  private async tokenIfReadable(filePath: string): Promise<NamedToken | null> {
    try {
      await (await openFileSource(filePath)).close();
      return this.tokens.tokenFor(filePath);
    } catch {
      return null;
    }
  }

  private async remember(filePath: string): Promise<void> {
    app.addRecentDocument(filePath);
    await this.recent.add(filePath);
    await this.updateMenu();
  }

  private async updateMenu(): Promise<void> {
    const paths = await this.recent.list();
    const template = menuTemplate({
      isMac: process.platform === 'darwin',
      recent: paths.map((filePath) => ({
        label: showable(path.basename(filePath)),
        open: () => this.requestOpen(filePath),
      })),
      run: (command) => tellWindow(this.webContents(), 'menuCommand', { command }),
      clearRecent: () => {
        app.clearRecentDocuments();
        void this.recent.clear().then(() => this.updateMenu());
      },
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
}
