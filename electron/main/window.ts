import { BrowserWindow, nativeTheme, type Session, shell } from 'electron';
import { APP_URL, isAppPage } from './app-protocol.ts';
import { openableLink } from './external-links.ts';
import type { WindowPlace } from './window-place.ts';

/** The one window: sandboxed, isolated, and unable to leave its own page. */
export function createWindow(preloadFile: string, place: WindowPlace): BrowserWindow {
  const window = new BrowserWindow({
    ...place.bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Ouroboros',
    // What is seen before the first paint; the page's own background takes over.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#191c21' : '#f6f7f9',
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (place.isMaximized) window.maximize();
    window.show();
  });
  confine(window);
  void window.loadURL(APP_URL);
  return window;
}

function confine(window: BrowserWindow): void {
  const { webContents } = window;
  const stay = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isAppPage(event.url)) event.preventDefault();
  };
  webContents.on('will-navigate', stay);
  webContents.on('will-frame-navigate', stay);
  webContents.on('will-redirect', stay);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  // No second window, ever; documentation goes to the browser of the system.
  webContents.setWindowOpenHandler(({ url }) => {
    const link = openableLink(url);
    if (link !== null) void shell.openExternal(link);
    return { action: 'deny' };
  });
  // A content security policy does not bind WebRTC: without a proxy it sends nothing.
  webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  confineSession(webContents.session);
}

/** Nothing the window does needs a permission but copying text, or anything of the network. */
function confineSession(session: Session): void {
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_, permission, decide) => decide(isAllowed(permission)));
  session.setPermissionCheckHandler((_, permission) => isAllowed(permission));
  session.setDevicePermissionHandler(() => false);
  // Otherwise Chromium fetches a dictionary at every start, `spellcheck: false` or not.
  session.setSpellCheckerLanguages([]);
}
