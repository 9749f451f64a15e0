/**
 * The part of Electron's main-process API that the app uses, for running it without Electron.
 *
 * Windows are pages of a real Chromium, hosted by the parent process, which is told what to do by
 * messages (`desktop-host.ts` is the other end). What crosses is cloned as Electron clones it.
 * Anything the app does not use is not here: importing it fails at once.
 */
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';

const OPTIONS = JSON.parse(process.env.STAND_IN_OPTIONS);

/** Asks the parent something, or tells it. */
const parent = {
  waiting: new Map(),
  nextId: 1,
  tell(message) {
    if (process.connected) process.send(structuredClone(message));
  },
  ask(message) {
    const id = parent.nextId++;
    parent.tell({ ...message, id });
    return new Promise((resolve) => parent.waiting.set(id, resolve));
  },
};

// --- app ---------------------------------------------------------------------------------------

class App extends EventEmitter {
  isPackaged = false;
  #ready = new Promise((resolve) => {
    // ESM main: Electron is not ready before the entry has run.
    setImmediate(() => {
      this.#isReady = true;
      resolve();
      this.emit('ready');
    });
  });
  #isReady = false;

  whenReady() {
    return this.#ready;
  }
  isReady() {
    return this.#isReady;
  }
  getAppPath() {
    return OPTIONS.appRoot;
  }
  getPath(name) {
    if (name === 'documents') return OPTIONS.userData;
    if (name !== 'userData') throw new Error(`The stand-in has no path "${name}"`);
    return OPTIONS.userData;
  }
  requestSingleInstanceLock() {
    return true;
  }
  addRecentDocument() {}
  clearRecentDocuments() {}
  showAboutPanel() {}
  quit() {
    this.emit('before-quit', { preventDefault() {} });
    this.emit('will-quit', { preventDefault() {} });
    setImmediate(() => process.exit(0));
  }
}
export const app = new App();

// --- protocol ----------------------------------------------------------------------------------

const schemes = new Map();
const handlers = new Map();
let server = null;

export const protocol = {
  registerSchemesAsPrivileged(list) {
    if (app.isReady()) throw new Error('Schemes are registered before the app is ready');
    for (const { scheme, privileges } of list) schemes.set(scheme, privileges);
  },
  handle(scheme, handler) {
    if (!app.isReady()) throw new Error('A protocol is handled after the app is ready');
    if (!schemes.get(scheme)?.standard) throw new Error(`${scheme}: is not a standard scheme`);
    handlers.set(scheme, handler);
  },
};

/**
 * Chromium does not know the app's scheme, so its pages are served on a loopback port by the
 * handler the app registered; `toPageUrl` and `toAppUrl` translate.
 */
async function startServer() {
  if (server !== null) return server;
  const http = createServer((request, response) => {
    void answer(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  http.unref();
  server = { origin: `http://127.0.0.1:${http.address().port}`, appOrigin: '' };
  return server;
}

async function answer(request, response) {
  const appUrl = new URL(request.url, server.appOrigin);
  const handler = handlers.get(appUrl.protocol.slice(0, -1));
  const answered = await handler(new Request(appUrl.href, { method: request.method }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

const originOf = (url) => /^[a-z]+:\/\/[^/]+/.exec(url)?.[0] ?? '';
const toPageUrl = (url) => url.replace(server.appOrigin, server.origin);
const toAppUrl = (url) =>
  url.startsWith(`${server.origin}/`) ? url.replace(server.origin, server.appOrigin) : url;

// --- windows -----------------------------------------------------------------------------------

class Session {
  setPermissionRequestHandler(handler) {
    this.permissionRequestHandler = handler;
  }
  setPermissionCheckHandler(handler) {
    this.permissionCheckHandler = handler;
  }
  setDevicePermissionHandler(handler) {
    this.devicePermissionHandler = handler;
  }
  setSpellCheckerLanguages() {}
}

class WebContents extends EventEmitter {
  session = new Session();
  mainFrame = { url: '' };
  windowOpenHandler = null;
  #isLoading = true;
  #isDestroyed = false;

  isLoading() {
    return this.#isLoading;
  }
  isDestroyed() {
    return this.#isDestroyed;
  }
  setWebRTCIPHandlingPolicy() {}
  setWindowOpenHandler(handler) {
    this.windowOpenHandler = handler;
  }
  send(channel, ...args) {
    parent.tell({ type: 'send', channel, args });
  }
  navigated(url) {
    this.#isLoading = true;
    this.mainFrame = { url: toAppUrl(url) };
    this.emit('did-navigate', {}, toAppUrl(url));
  }
  loaded() {
    this.#isLoading = false;
    this.emit('did-finish-load');
  }
  destroyed() {
    this.#isDestroyed = true;
  }
}

let openWindow = null;

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents();
  #options;

  constructor(options) {
    super();
    if (openWindow !== null) throw new Error('The stand-in has one window at a time');
    openWindow = this;
    this.#options = options;
  }

  async loadURL(url) {
    await startServer();
    server.appOrigin = originOf(url);
    const { preload, ...webPreferences } = this.#options.webPreferences;
    parent.tell({ type: 'open-window', url: toPageUrl(url), preload, webPreferences });
  }
  show() {
    parent.tell({ type: 'show' });
  }
  focus() {
    parent.tell({ type: 'focus' });
  }
  isMinimized() {
    return false;
  }
  isMaximized() {
    return false;
  }
  isFullScreen() {
    return false;
  }
  isDestroyed() {
    return openWindow !== this;
  }
  getNormalBounds() {
    const { width, height } = this.#options;
    return { x: 0, y: 0, width, height };
  }
  restore() {}
  reload() {
    parent.tell({ type: 'reload' });
  }
  closed() {
    this.webContents.destroyed();
    openWindow = null;
    this.emit('closed');
    app.emit('window-all-closed');
  }
}

// --- ipc ---------------------------------------------------------------------------------------

const ipcHandlers = new Map();

export const ipcMain = {
  handle(channel, handler) {
    if (ipcHandlers.has(channel)) throw new Error(`Attempted to register ${channel} twice`);
    ipcHandlers.set(channel, handler);
  },
};

async function invoke({ id, channel, args, frameUrl, isMainFrame }) {
  const contents = openWindow.webContents;
  const url = toAppUrl(frameUrl);
  contents.mainFrame.url = isMainFrame ? url : contents.mainFrame.url;
  const senderFrame = isMainFrame ? contents.mainFrame : { url };
  try {
    const handler = ipcHandlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const value = await handler({ sender: contents, senderFrame }, ...args);
    parent.tell({ type: 'invoked', id, ok: true, value });
  } catch (error) {
    // Electron keeps the message and loses the rest.
    const message = `Error invoking remote method '${channel}': ${error}`;
    parent.tell({ type: 'invoked', id, ok: false, message });
  }
}

// --- dialogs, menus, theme ---------------------------------------------------------------------

export const dialog = {
  showOpenDialog: (_window, options) => parent.ask({ type: 'dialog', kind: 'open', options }),
  showMessageBox: (_window, options) => parent.ask({ type: 'dialog', kind: 'message', options }),
  showSaveDialog: (_window, options) => parent.ask({ type: 'dialog', kind: 'save', options }),
};

const SCREEN = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getAllDisplays: () => [SCREEN] };

let applicationMenu = null;

export const Menu = {
  buildFromTemplate: (template) => ({
    template,
    getMenuItemById: (id) => allItems(template).find((item) => item.id === id) ?? null,
  }),
  getApplicationMenu: () => applicationMenu,
  setApplicationMenu(menu) {
    applicationMenu = menu;
    parent.tell({ type: 'menu', items: describeMenu(menu.template) });
  },
};

function allItems(template) {
  return template.flatMap((item) => [item, ...allItems(item.submenu ?? [])]);
}

function describeMenu(template) {
  return template.map(({ id, label, role, type, accelerator, submenu }) => ({
    ...{ id, label, role, type, accelerator },
    submenu: submenu === undefined ? undefined : describeMenu(submenu),
  }));
}

/** Waits for an item to be enabled, as whoever wants to click it would. */
function clickMenu(path, triesLeft = 200) {
  let item = { submenu: applicationMenu.template };
  for (const label of path) {
    item = item.submenu.find((entry) => plainLabel(entry.label) === label);
    if (item === undefined) throw new Error(`There is no menu item ${path.join(' → ')}`);
  }
  if (item.enabled !== false) item.click();
  else if (triesLeft > 0) setTimeout(clickMenu, 50, path, triesLeft - 1);
  else throw new Error(`The menu item ${path.join(' → ')} is disabled`);
}

/** Without the mark of the access key; `&&` stands for an ampersand. */
const plainLabel = (label = '') => label.replace(/&(.)/g, '$1');

export const shell = {
  async openExternal(url) {
    parent.tell({ type: 'open-external', url });
  },
};

export const nativeTheme = { shouldUseDarkColors: OPTIONS.isDark === true, themeSource: 'system' };

// --- the parent's side of the conversation -----------------------------------------------------

process.on('message', (message) => {
  switch (message.type) {
    case 'answer':
      parent.waiting.get(message.id)?.(message.value);
      parent.waiting.delete(message.id);
      break;
    case 'invoke':
      void invoke(message);
      break;
    case 'navigated':
      openWindow?.webContents.navigated(message.url);
      break;
    case 'loaded':
      openWindow?.webContents.loaded();
      openWindow?.emit('ready-to-show');
      break;
    case 'click-menu':
      clickMenu(message.path);
      break;
    case 'second-instance':
      app.emit(
        'second-instance',
        {},
        ['electron', OPTIONS.appRoot, ...message.files],
        process.cwd(),
      );
      break;
    case 'will-navigate': {
      let isPrevented = false;
      const event = { url: toAppUrl(message.url), preventDefault: () => (isPrevented = true) };
      openWindow?.webContents.emit('will-navigate', event);
      parent.tell({ type: 'will-navigate-decided', id: message.id, isPrevented });
      break;
    }
    case 'window-open': {
      const decided = openWindow?.webContents.windowOpenHandler?.({ url: message.url });
      parent.tell({ type: 'window-open-decided', id: message.id, action: decided?.action });
      break;
    }
    case 'kill-engines': // start.mjs
      break;
    case 'close-window':
      openWindow?.closed();
      break;
    default:
      throw new Error(`The stand-in does not know the message ${message.type}`);
  }
});
process.on('disconnect', () => process.exit(0));
