import type { FileHandle } from './file-handles.ts';
import { isFileHandle } from './file-handles.ts';

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

function chooseByInput(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.hidden = true;
    document.body.append(input);
    const finish = (file: File | null) => {
      input.remove();
      resolve(file);
    };
    input.addEventListener('change', () => finish(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => finish(null), { once: true });
    input.click();
  });
}

/** The files of a drop; must be called while it is being handled. */
export function droppedFiles(dropped: DataTransfer): Promise<readonly (File | FileHandle)[]> {
  const asked = [...dropped.items].flatMap((item) => {
    if (item.kind !== 'file') return [];
    const file = item.getAsFile();
    const handle = (item as HandleItem).getAsFileSystemHandle?.() ?? Promise.resolve(null);
    return [
      handle.then(
        (found) => (isFileHandle(found) ? found : file),
        () => file,
      ),
    ];
  });
  return Promise.all(asked).then((files) =>
    files.filter((file): file is File | FileHandle => file !== null),
  );
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
