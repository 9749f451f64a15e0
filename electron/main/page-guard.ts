import { app, type BrowserWindow, dialog } from 'electron';
import { APP_URL, isAppPage } from './app-protocol.ts';
import { ReloadLimit } from './reload-limit.ts';
import { CRASH, HANG } from './strings.ts';

/**
 * Keeps a page of ours in the window, whatever becomes of the present one. `onPageGone` is called
 * when a page has ended: not when a navigation begins, since most that begin are refused.
 */
export function guardPage(window: BrowserWindow, onPageGone: () => void): void {
  const { webContents } = window;
  const limit = new ReloadLimit();

  const loadAgain = (): void => {
    if (limit.allows(performance.now())) void window.loadURL(APP_URL).catch(() => undefined);
    else void askUser();
  };
  const askUser = async (): Promise<void> => {
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: CRASH.message,
      detail: CRASH.detail,
      buttons: [CRASH.again, CRASH.quit],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (window.isDestroyed()) return;
    if (response === 1) {
      app.quit();
      return;
    }
    limit.forgive();
    loadAgain();
  };

  const asking = new HangQuestion(window);
  window.on('unresponsive', () => void asking.ask());
  window.on('responsive', () => asking.withdraw());
  // The window is the user's to close, whatever a script in it says.
  webContents.on('will-prevent-unload', (event) => event.preventDefault());
  webContents.on('did-navigate', (_, url) => {
    onPageGone();
    // A script can lead to about:blank, for which nobody is asked.
    if (!isAppPage(url)) loadAgain();
  });
  webContents.on('render-process-gone', (_, { reason }) => {
    onPageGone();
    if (reason !== 'clean-exit') loadAgain();
  });
}

/** What is to become of a page that does not answer: asked once, until it answers again. */
class HangQuestion {
  private readonly window: BrowserWindow;
  private open: AbortController | null = null;

  constructor(window: BrowserWindow) {
    this.window = window;
  }

  async ask(): Promise<void> {
    if (this.open !== null) return;
    const open = new AbortController();
    this.open = open;
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'warning',
      message: HANG.message,
      detail: HANG.detail,
      buttons: [HANG.wait, HANG.again, HANG.quit],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal: open.signal,
    });
    this.open = null;
    if (this.window.isDestroyed()) return;
    // What is gone is loaded again, with its tabs.
    if (response === 1) this.window.webContents.forcefullyCrashRenderer();
    if (response !== 2) return;
    // It would be asked whether it may be closed, and answer nothing.
    this.window.destroy();
    app.quit();
  }

  withdraw(): void {
    this.open?.abort();
  }
}
