import { app, type BrowserWindow, dialog } from 'electron';
import { APP_URL, isAppPage } from './app-protocol.ts';
import { ReloadLimit } from './reload-limit.ts';
import { CRASH } from './strings.ts';

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
