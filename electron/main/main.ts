import { app } from 'electron';
import { appFiles } from '../node/app-files.ts';
import { declareAppProtocol, serveAppProtocol } from './app-protocol.ts';
import { DesktopApp } from './desktop-app.ts';
import { answerWindow } from './ipc.ts';
import { filesFromCommandLine } from './startup-files.ts';

/** The life of the desktop app: one instance, one window. */
function main(): void {
  declareAppProtocol();
  if (!app.requestSingleInstanceLock()) {
    // The first instance is told our command line, and opens the files.
    app.quit();
    return;
  }
  const files = appFiles(import.meta.url);
  const named = (argv: readonly string[], folder: string): readonly string[] =>
    filesFromCommandLine(argv, folder, app.getAppPath());
  const desktop = new DesktopApp(files, named(process.argv, process.cwd()));

  app.on('second-instance', (_, argv, folder) => {
    desktop.show();
    for (const file of named(argv, folder)) desktop.requestOpen(file);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (app.isReady()) desktop.show();
    desktop.requestOpen(file);
  });
  app.on('activate', () => desktop.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', () => void desktop.closeDumps());

  void app.whenReady().then(() => {
    serveAppProtocol(files.rendererFolder);
    answerWindow(() => desktop.webContents(), desktop.handlers);
    void desktop.start();
  });
}

main();
