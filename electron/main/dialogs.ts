import { existsSync } from 'node:fs';
import path from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import { withExtension } from './save-name.ts';

/** What dumps are usually called; any name opens, since the content decides. */
const DUMP_EXTENSIONS = [
  ...['ouro', 'json', 'jsonl', 'dot', 'gv', 'heapsnapshot', 'heaptimeline', 'dump'],
  ...['pyheap', 'hprof', 'gz', 'zst'],
] as const;

/** Of mprof, and of what records memory over time as tables or JSON. */
const TIMELINE_EXTENSIONS = ['dat', 'json', 'jsonl', 'csv', 'txt', 'log'] as const;

/** Asks for a dump; null when the user thought better of it. */
export async function askForDump(window: BrowserWindow): Promise<string | null> {
  const chosen = await dialog.showOpenDialog(window, {
    title: 'Open a dump',
    properties: ['openFile'],
    filters: [
      { name: 'All files', extensions: ['*'] },
      { name: 'Object-graph dumps', extensions: [...DUMP_EXTENSIONS] },
      { name: 'Timelines of memory', extensions: [...TIMELINE_EXTENSIONS] },
    ],
  });
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Asks for several dumps, or for folders of them; null when the user thought better of it. */
export async function askForFleet(
  window: BrowserWindow,
  from: 'files' | 'folder',
): Promise<readonly string[] | null> {
  const chosen = await dialog.showOpenDialog(window, {
    title: from === 'files' ? 'Open many dumps' : 'Open a folder of dumps',
    properties: [from === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
  });
  return chosen.canceled || chosen.filePaths.length === 0 ? null : chosen.filePaths;
}

const FILTERS: Readonly<Record<string, { readonly name: string; readonly extension: string }>> = {
  'image/svg+xml': { name: 'SVG drawing', extension: 'svg' },
  'image/png': { name: 'PNG picture', extension: 'png' },
  'text/html': { name: 'HTML report', extension: 'html' },
  'text/vnd.graphviz': { name: 'Graphviz graph', extension: 'dot' },
  'application/json': { name: 'JSON', extension: 'json' },
  'text/x-python': { name: 'Python', extension: 'py' },
};

export interface SaveQuestion {
  /** Where the dialog starts: the first of these that is there. */
  readonly folders: readonly string[];
  readonly suggestedName: string;
  readonly mediaType: string;
}

/** Asks where to save; null when the user thought better of it. */
export async function askWhereToSave(
  window: BrowserWindow,
  { folders, suggestedName, mediaType }: SaveQuestion,
): Promise<string | null> {
  const filter = FILTERS[mediaType.split(';', 1)[0]?.trim() ?? ''];
  // Only a name: the window has no say in the folder.
  const name = path.basename(suggestedName);
  const folder = folders.find((candidate) => existsSync(candidate));
  const chosen = await dialog.showSaveDialog(window, {
    defaultPath: folder === undefined ? name : path.join(folder, name),
    filters: [
      ...(filter === undefined ? [] : [{ name: filter.name, extensions: [filter.extension] }]),
      { name: 'All files', extensions: ['*'] },
    ],
  });
  if (chosen.canceled || chosen.filePath === '') return null;
  return filter === undefined ? chosen.filePath : withExtension(chosen.filePath, filter.extension);
}

/** Asks for the folder in which the program's source lies; null when the user thought better of it. */
export async function askForSourceFolder(window: BrowserWindow): Promise<string | null> {
  const chosen = await dialog.showOpenDialog(window, {
    title: 'Where the program’s source lies',
    properties: ['openDirectory'],
  });
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Asks whether a program may be run whenever a line of source is clicked. */
export async function askAboutCommand(
  window: BrowserWindow,
  command: readonly string[],
): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Run this program to open a line of source?',
    detail: command.map((part) => JSON.stringify(part)).join(' '),
    buttons: ['Use It', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}
