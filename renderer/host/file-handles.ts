/**
 * Files the browser let the user choose or drop, remembered so that they can be opened again:
 * Chromium's file handles, which are references and not copies, in IndexedDB. Where there are no
 * such handles, or no storage, nothing is remembered.
 */

/** What is used of a `FileSystemFileHandle`; permissions are not in the DOM's types. */
export interface FileHandle {
  readonly kind: 'file';
  readonly name: string;
  getFile(): Promise<File>;
  queryPermission?(what: { readonly mode: 'read' }): Promise<PermissionState>;
  requestPermission?(what: { readonly mode: 'read' }): Promise<PermissionState>;
}

const DATABASE = 'ouroboros';
const STORE = 'files';

export async function rememberFile(id: string, handle: FileHandle): Promise<void> {
  await inStore('readwrite', (store) => store.put(handle, id));
}

export async function recallFile(id: string): Promise<FileHandle | null> {
  const found = await inStore('readonly', (store) => store.get(id));
  return isFileHandle(found) ? found : null;
}

export async function forgetFile(id: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(id));
}

/** Whether a remembered file can be read at once, after a click, or not at all any more. */
export async function accessTo(handle: FileHandle): Promise<'granted' | 'click' | 'none'> {
  const state = await (handle.queryPermission?.({ mode: 'read' }) ?? 'granted');
  return state === 'granted' ? 'granted' : state === 'prompt' ? 'click' : 'none';
}

/** The file, asking the user where the browser wants that; null when it is refused or gone. */
export async function fileOf(handle: FileHandle): Promise<File | null> {
  try {
    const state = await (handle.requestPermission?.({ mode: 'read' }) ?? 'granted');
    return state === 'granted' ? await handle.getFile() : null;
  } catch {
    return null;
  }
}

export function isFileHandle(value: unknown): value is FileHandle {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'file' &&
    'getFile' in value
  );
}

/** One request in a transaction of its own; undefined when storage refuses, for whatever reason. */
function inStore<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const refuse = () => resolve(undefined);
    try {
      const opening = indexedDB.open(DATABASE, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
      opening.onerror = refuse;
      opening.onblocked = refuse;
      opening.onsuccess = () => {
        const database = opening.result;
        try {
          const transaction = database.transaction(STORE, mode);
          const request = ask(transaction.objectStore(STORE));
          transaction.oncomplete = () => {
            database.close();
            resolve(request.result);
          };
          transaction.onabort = () => {
            database.close();
            refuse();
          };
        } catch {
          database.close();
          refuse();
        }
      };
    } catch {
      refuse();
    }
  });
}
