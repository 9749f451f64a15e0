import path from 'node:path';
import { app, type BrowserWindow, Menu, nativeTheme, shell, type WebContents } from 'electron';
import { OuroborosError } from '../../shared/base/errors.ts';
import { clip, showable } from '../../shared/base/text.ts';
import type { FoundFile, ShellResponse } from '../../shared/protocol/channels.ts';
import type { AppFiles } from '../node/app-files.ts';
import { writeFileAtomically } from '../node/atomic-write.ts';
import { filesIn } from '../node/dump-files.ts';
import { openFileSource } from '../node/file-source.ts';
import { listPythonProcesses } from '../node/process/python-processes.ts';
import {
  askAboutCommand,
  askForDump,
  askForFleet,
  askForSourceFolder,
  askWhereToSave,
} from './dialogs.ts';
import { offerFieldMenu } from './field-menu.ts';
import { FileTokens, type NamedToken } from './file-tokens.ts';
import { type ShellHandlers, tellWindow } from './ipc.ts';
import { LastSession } from './last-session.ts';
import { MarksStore } from './marks-store.ts';
import { MENU_COMMANDS, menuTemplate } from './menu.ts';
import { OpenDumps } from './open-dumps.ts';
import { guardPage } from './page-guard.ts';
import { PlaceStore } from './place-store.ts';
import { RecentFiles } from './recent-files.ts';
import { SourceDesk } from './source-desk.ts';
import { createWindow } from './window.ts';

/** Of a process's arguments, what is shown. */
const MAX_COMMAND = 300;

/** What the running app knows: its window, the files the user named, and the open dumps. */
export class DesktopApp {
  private readonly files: AppFiles;
  private readonly tokens = new FileTokens();
  private readonly recent: RecentFiles;
  private readonly session: LastSession;
  private readonly marks: MarksStore;
  private readonly dumps: OpenDumps;
  private readonly place: PlaceStore;
  private readonly source: SourceDesk;
  /** Files asked for while no page can be told of them. */
  private readonly waitingPaths: string[];
  /** The page has taken what was waiting, and hears of anything later. */
  private pageListens = false;
  /** The window's commands that can be run now. */
  private enabled: ReadonlySet<string> = new Set();
  private isPrepared = false;
  /** Where something was saved last in this run. */
  private saveFolder: string | null = null;
  private window: BrowserWindow | null = null;

  constructor(files: AppFiles, startupPaths: readonly string[]) {
    this.files = files;
    this.waitingPaths = [...startupPaths];
    const kept = app.getPath('userData');
    this.recent = new RecentFiles(path.join(kept, 'recent-dumps.json'));
    this.session = new LastSession(path.join(kept, 'last-session.json'));
    this.marks = new MarksStore(path.join(kept, 'marks'));
    this.place = new PlaceStore(path.join(kept, 'window.json'));
    this.source = new SourceDesk(path.join(kept, 'source.json'), {
      chooseFolder: () => askForSourceFolder(this.openWindow()),
      confirmCommand: (command) => askAboutCommand(this.openWindow(), command),
      openLink: (url) => shell.openExternal(url),
    });
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

  /** To be called once, when the app is ready: shows the first window. */
  async start(): Promise<void> {
    await this.place.load();
    this.isPrepared = true;
    this.show();
  }

  /** Shows the window, a new one if it was closed. */
  show(): void {
    if (!this.isPrepared) return;
    if (this.window !== null) {
      if (this.window.isMinimized()) this.window.restore();
      this.window.focus();
      return;
    }
    const window = createWindow(this.files.preloadFile, this.place.place());
    this.window = window;
    this.place.follow(window);
    guardPage(window, () => this.pageGone());
    offerFieldMenu(window);
    window.on('closed', () => {
      this.window = null;
      this.pageGone();
    });
    void this.updateMenu();
  }

  /** Dumps belong to the page that opened them. */
  private pageGone(): void {
    this.pageListens = false;
    this.enabled = new Set();
    void this.dumps.closeAll();
  }

  /** A file asked for from outside the window: a second start, the Finder, the recent menu. */
  requestOpen(filePath: string): void {
    if (!this.pageListens) this.waitingPaths.push(filePath);
    else tellWindow(this.webContents(), 'openRequested', this.tokens.tokenFor(filePath));
  }

  closeDumps(): Promise<void> {
    return this.dumps.closeAll();
  }

  readonly handlers: ShellHandlers = {
    chooseDump: async () => {
      const chosen = await askForDump(this.openWindow());
      return chosen === null ? null : this.tokens.tokenFor(chosen);
    },
    chooseFleet: async ({ from }) => {
      const chosen = await askForFleet(this.openWindow(), from);
      return chosen === null ? null : this.foundIn(chosen);
    },
    filesIn: ({ fileTokens }) =>
      this.foundIn(fileTokens.map((fileToken) => this.tokens.pathOf(fileToken))),
    exampleDump: () => this.tokenIfReadable(this.files.exampleFile),
    registerDroppedFile: ({ path: dropped }) =>
      path.isAbsolute(dropped) ? this.tokens.tokenFor(dropped) : null,
    pythonProcesses: () => this.pythonProcesses(),
    openDump: async ({ fileToken, requestId, units, memoryShare }) => {
      const read = this.tokens.processOf(fileToken);
      if (read !== null) return this.dumps.openProcess(read, requestId, units);
      const filePath = this.tokens.pathOf(fileToken);
      const opened = await this.dumps.open(filePath, requestId, units, memoryShare);
      const isMember = memoryShare !== undefined;
      if (!isMember && filePath !== this.files.exampleFile) await this.remember(filePath);
      return { ...opened, name: path.basename(filePath) };
    },
    watchProcess: ({ fileToken, dumpId, requestId, units }) => {
      const watched = this.tokens.processOf(fileToken);
      if (watched === null) throw new OuroborosError('bad-request', 'Only a process is watched.');
      return this.dumps.watchProcess(watched, dumpId, requestId, units);
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
    // Once: when the page loads again, its session says what was open.
    startupDumps: () => {
      this.pageListens = true;
      return this.waitingPaths.splice(0).map((filePath) => this.tokens.tokenFor(filePath));
    },
    keepSession: async ({ tabs, active }) => {
      // A process is not what it was when the app starts again: its readings go with the window.
      const isFile = ({ fileToken }: { readonly fileToken: string }) =>
        this.tokens.processOf(fileToken) === null;
      const inView = active === null ? undefined : tabs[active];
      const files = tabs.filter(isFile);
      await this.session.keep({
        tabs: files.map(({ fileToken, links, at }) => {
          const filePath = this.tokens.pathOf(fileToken);
          return { path: filePath === this.files.exampleFile ? null : filePath, links, at };
        }),
        active: inView !== undefined && isFile(inView) ? files.indexOf(inView) : null,
      });
      return {};
    },
    lastSession: async () => {
      const { tabs, active } = await this.session.load();
      return {
        tabs: tabs.map(({ path: filePath, links, at }) => {
          const { fileToken, name } = this.tokens.tokenFor(filePath ?? this.files.exampleFile);
          return {
            fileToken,
            name,
            folder: filePath === null ? '' : path.dirname(filePath),
            links,
            at,
          };
        }),
        active,
      };
    },
    loadMarks: ({ fingerprint }) => this.marks.load(fingerprint),
    saveMarks: async ({ fingerprint, marks }) => {
      await this.marks.save(fingerprint, marks);
      return {};
    },
    clearRecentDumps: async () => {
      await this.clearRecent();
      return {};
    },
    sourceSettings: () => this.source.settings(),
    setEditor: (choice) => this.source.setEditor(choice),
    addMapping: ({ from }) => this.source.addMapping(from),
    removeMapping: ({ from }) => this.source.removeMapping(from),
    openInEditor: (place) => this.source.open(place),
    readSource: (place) => this.source.read(place),
    isUnchanged: ({ dumpId }) => this.dumps.isUnchanged(dumpId),
    setTheme: ({ theme }) => {
      // Title bar, menu and dialogs, and what is seen before the first paint.
      nativeTheme.themeSource = theme;
      return {};
    },
    setMenu: ({ enabled }) => {
      this.enabled = new Set(enabled);
      this.enableItems();
      return {};
    },
    saveText: async ({ suggestedName, mediaType, text }) => {
      const target = await this.askWhereToSave(suggestedName, mediaType);
      if (target === null) return null;
      await writeFileAtomically(target, text);
      return { path: target };
    },
    saveBytes: async ({ suggestedName, mediaType, bytes }) => {
      const target = await this.askWhereToSave(suggestedName, mediaType);
      if (target === null) return null;
      await writeFileAtomically(target, bytes);
      return { path: target };
    },
    // Handed on unopened: the engine, which both hosts have, parses what it is asked.
    askDump: ({ dumpId, requestId, channel, request }) =>
      this.dumps.ask(dumpId, channel, request, requestId),
  };

  private async foundIn(paths: readonly string[]): Promise<readonly FoundFile[]> {
    const found = await filesIn(paths);
    return found.map(({ file, isFound }) => ({
      ...this.tokens.tokenFor(file),
      folder: path.dirname(file),
      isFound,
    }));
  }

  private async askWhereToSave(suggestedName: string, mediaType: string): Promise<string | null> {
    const [latest] = await this.recent.list();
    const target = await askWhereToSave(this.openWindow(), {
      folders: [
        ...(this.saveFolder === null ? [] : [this.saveFolder]),
        ...(latest === undefined ? [] : [path.dirname(latest)]),
        app.getPath('documents'),
      ],
      ...{ suggestedName, mediaType },
    });
    if (target !== null) this.saveFolder = path.dirname(target);
    return target;
  }

  private async pythonProcesses(): Promise<ShellResponse<'pythonProcesses'>> {
    if (process.platform !== 'linux') return null;
    const now = Date.now();
    const found = await listPythonProcesses();
    return found.map(({ pid, startTime, before, residentBytes, ...facts }) => ({
      ...this.tokens.tokenForProcess({ pid, startTime }),
      pid,
      residentBytes,
      grownBytes: before === null ? null : residentBytes - before.residentBytes,
      grownSeconds: before === null ? null : (now - Date.parse(before.at)) / 1000,
      version: facts.version,
      user: showable(facts.user),
      commandLine: clip(showable(facts.commandLine), MAX_COMMAND),
      isReadable: facts.isReadable,
    }));
  }

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

  private async clearRecent(): Promise<void> {
    app.clearRecentDocuments();
    await this.recent.clear();
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
      clearRecent: () => void this.clearRecent(),
      about: () => app.showAboutPanel(),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    this.enableItems();
  }

  /** An item that can do nothing now is grey, and takes no key. */
  private enableItems(): void {
    const menu = Menu.getApplicationMenu();
    for (const command of MENU_COMMANDS) {
      const item = menu?.getMenuItemById(command);
      if (item) item.enabled = this.enabled.has(command);
    }
  }
}
