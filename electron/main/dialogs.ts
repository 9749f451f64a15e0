import path from 'node:path';
import { type BrowserWindow, dialog } from 'electron';

/** Asks for a dump; null when the user thought better of it. */
export async function askForDump(window: BrowserWindow): Promise<string | null> {
  const chosen = await dialog.showOpenDialog(window, {
    title: 'Open a dump',
    properties: ['openFile'],
    filters: [
      { name: 'All files', extensions: ['*'] },
      { name: 'Object-graph dumps', extensions: ['ouro', 'json', 'jsonl', 'gz', 'zst'] },
      { name: 'Timelines of mprof', extensions: ['dat'] },
    ],
  });
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

const FILTERS: Readonly<Record<string, { readonly name: string; readonly extension: string }>> = {
  'image/svg+xml': { name: 'SVG drawing', extension: 'svg' },
  'image/png': { name: 'PNG picture', extension: 'png' },
  'text/html': { name: 'HTML report', extension: 'html' },
  'text/vnd.graphviz': { name: 'Graphviz graph', extension: 'dot' },
  'application/json': { name: 'JSON', extension: 'json' },
  'text/x-python': { name: 'Python', extension: 'py' },
};

/** Asks where to save; null when the user thought better of it. */
export async function askWhereToSave(
  window: BrowserWindow,
  suggestedName: string,
  mediaType: string,
): Promise<string | null> {
  const filter = FILTERS[mediaType.split(';', 1)[0]?.trim() ?? ''];
  const chosen = await dialog.showSaveDialog(window, {
    // Only a name: the window has no say in the folder.
    defaultPath: path.basename(suggestedName),
    filters: [
      ...(filter === undefined ? [] : [{ name: filter.name, extensions: [filter.extension] }]),
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
}
