import type { FileHandle } from './file-handles.ts';
import { isFileHandle } from './file-handles.ts';
import { HostError } from './host-api.ts';

/** A file, and the folder that it lies in as far as the page is told. */
export interface LocatedFile {
  readonly file: File;
  readonly folder: string;
}

/** One thing that was dropped: a file, or the files in a folder. */
interface DroppedItem {
  readonly name: string;
  readonly file: File | FileHandle | null;
  readonly inside: readonly LocatedFile[] | null;
}

const MAX_FILES = 10_000;
const MAX_DEPTH = 8;

/** Chromium's own picker, whose choice can be opened again another time. */
interface PickerWindow {
  showOpenFilePicker?(options: { readonly multiple: false }): Promise<readonly FileHandle[]>;
}

/** What Chromium can say of a dropped item; not in the DOM's types. */
interface HandleItem {
  getAsFileSystemHandle?(): Promise<unknown>;
}

/** Asks for one file with the browser's own picker; null when it is closed without a choice. */
export async function chooseFile(): Promise<File | FileHandle | null> {
  const { showOpenFilePicker } = window as PickerWindow;
  if (showOpenFilePicker === undefined) return chooseByInput();
  try {
    const [chosen] = await showOpenFilePicker.call(window, { multiple: false });
    return chosen ?? null;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
    // Forbidden here, for instance within a frame; the input still works there.
    return chooseByInput();
  }
}

async function chooseByInput(): Promise<File | null> {
  return (await askInput({}))[0] ?? null;
}

/** Asks for several files; none when it is closed without a choice. */
export async function chooseFiles(): Promise<readonly LocatedFile[]> {
  return (await askInput({ multiple: true })).map((file) => ({ file, folder: '' }));
}

/** Asks for a folder, and looks into it; none when it is closed without a choice. */
export async function chooseFolder(): Promise<readonly LocatedFile[]> {
  const files = await askInput({ webkitdirectory: true });
  const shown = files.filter((file) => !/(^|\/)\./.test(file.webkitRelativePath));
  shown.sort((a, b) => (a.webkitRelativePath < b.webkitRelativePath ? -1 : 1));
  return bounded(shown.map((file) => ({ file, folder: folderOf(file.webkitRelativePath) })));
}

function askInput(
  how: Partial<Pick<HTMLInputElement, 'multiple' | 'webkitdirectory'>>,
): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'file', hidden: true, ...how });
    document.body.append(input);
    const finish = (files: readonly File[]) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => finish([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => finish([]), { once: true });
    input.click();
  });
}

/** The files and folders of a drop; must be called while it is being handled. */
export function droppedFiles(dropped: DataTransfer): Promise<readonly DroppedItem[]> {
  const asked = [...dropped.items].flatMap((item): Promise<DroppedItem>[] => {
    if (item.kind !== 'file') return [];
    const file = item.getAsFile();
    const name = file?.name ?? '';
    const entry = item.webkitGetAsEntry();
    if (entry !== null && isFolder(entry)) {
      return [filesIn(entry).then((inside) => ({ name: entry.name, file: null, inside }))];
    }
    const handle = (item as HandleItem).getAsFileSystemHandle?.() ?? Promise.resolve(null);
    return [
      handle.then(
        (found) => ({ name, file: isFileHandle(found) ? found : file, inside: null }),
        () => ({ name, file, inside: null }),
      ),
    ];
  });
  return Promise.all(asked);
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** All files in a folder, by name, without hidden ones. */
async function filesIn(top: FileSystemDirectoryEntry): Promise<readonly LocatedFile[]> {
  const found: LocatedFile[] = [];
  const walk = async (folder: FileSystemDirectoryEntry, depth: number): Promise<void> => {
    const entries = await entriesOf(folder);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      if (!isFolder(entry)) {
        const file = await fileOfEntry(entry as FileSystemFileEntry);
        if (file !== null) found.push({ file, folder: folderOf(entry.fullPath.slice(1)) });
        bounded(found);
      } else if (depth < MAX_DEPTH) {
        await walk(entry, depth + 1);
      }
    }
  };
  await walk(top, 1);
  return found;
}

/** They come some at a time, until none come. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || all.length > MAX_FILES) return all;
    all.push(...some);
  }
}

function fileOfEntry(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}

function bounded(files: readonly LocatedFile[]): readonly LocatedFile[] {
  if (files.length <= MAX_FILES) return files;
  throw new HostError({
    code: 'bad-request',
    message: `These are more than ${MAX_FILES} files.`,
  });
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Offers something as a download. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Revoking in the same task cancels the download in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
