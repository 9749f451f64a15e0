import type { MenuItemConstructorOptions } from 'electron';

export interface RecentItem {
  readonly label: string;
  open(): void;
}

export interface MenuModel {
  readonly isMac: boolean;
  readonly recent: readonly RecentItem[];
  /** Runs a command of the window by its name. */
  run(command: string): void;
  clearRecent(): void;
  about(): void;
}

/** The roles have one key each: Shift is needed for "+" on most keyboards, and there is a number pad. */
const MORE_ZOOM_KEYS = [
  ['zoomIn', 'CmdOrCtrl+='],
  ['zoomIn', 'CmdOrCtrl+numadd'],
  ['zoomOut', 'CmdOrCtrl+numsub'],
  ['resetZoom', 'CmdOrCtrl+num0'],
] as const;

/** The menu bar. Every item that is not the system's own is a command of the window. */
export function menuTemplate(model: MenuModel): MenuItemConstructorOptions[] {
  const item = (
    label: string,
    command: string,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    id: command,
    label,
    click: () => model.run(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const { isMac } = model;
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('&Open…', 'open', 'CmdOrCtrl+O'),
        item('Open &Many…', 'open-fleet'),
        item('Open a &Folder…', 'open-fleet-folder'),
        { label: 'Open &Recent', submenu: recentItems(model) },
        item('Open the &Example', 'open-example'),
        separator,
        item('&Export…', 'export', 'CmdOrCtrl+E'),
        item('Re&port…', 'report', 'CmdOrCtrl+Shift+E'),
        separator,
        item('&Close Dump', 'close-dump', 'CmdOrCtrl+W'),
        ...(isMac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('&Overview', 'show-overview', 'CmdOrCtrl+1'),
        item('O&bjects', 'show-objects', 'CmdOrCtrl+2'),
        item('&Graph', 'show-graph', 'CmdOrCtrl+3'),
        item('&Cycles', 'show-cycles', 'CmdOrCtrl+4'),
        item('&Dominators', 'show-dominators', 'CmdOrCtrl+5'),
        item('&Waste', 'show-waste', 'CmdOrCtrl+6'),
        item('T&hreads', 'show-threads', 'CmdOrCtrl+Shift+H'),
        item('Co&mpare', 'show-compare', 'CmdOrCtrl+7'),
        item('&Timeline', 'show-timeline', 'CmdOrCtrl+8'),
        item('Boo&kmarks', 'show-bookmarks', 'CmdOrCtrl+Shift+B'),
        separator,
        item('&Fit the Drawing', 'fit-graph', 'CmdOrCtrl+9'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        ...MORE_ZOOM_KEYS.map(([role, accelerator]) => ({ role, accelerator, visible: false })),
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: '&Go',
      submenu: [
        item('&Back', 'back', isMac ? 'Cmd+[' : 'Alt+Left'),
        item('&Forward', 'forward', isMac ? 'Cmd+]' : 'Alt+Right'),
        separator,
        item('&Search or Run…', 'palette', 'CmdOrCtrl+K'),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [
        item('&Take the Tour', 'tour'),
        item('&Glossary', 'glossary'),
        separator,
        item('&Keyboard Shortcuts', 'shortcuts', 'F1'),
        ...(isMac ? [] : [separator, { label: '&About Ouroboros', click: () => model.about() }]),
      ],
    },
  ];
}

function recentItems(model: MenuModel): MenuItemConstructorOptions[] {
  if (model.recent.length === 0) return [{ label: 'None yet', enabled: false }];
  return [
    ...model.recent.map(({ label, open }) => ({
      // An ampersand in a file name would underline the next letter.
      label: label.replaceAll('&', '&&'),
      click: open,
    })),
    { type: 'separator' },
    { label: '&Clear List', click: () => model.clearRecent() },
  ];
}

/** The commands of the window that have an item. */
export const MENU_COMMANDS: readonly string[] = menuTemplate({
  ...{ isMac: false, recent: [], run() {}, clearRecent() {}, about() {} },
})
  .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  .flatMap(({ id }) => id ?? []);
