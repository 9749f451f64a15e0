/** The little of IndexedDB that is used here: one store of values by key, told of asynchronously. */
export function fakeIndexedDb(): IDBFactory {
  const values = new Map<string, unknown>();
  const store = {
    put: (value: unknown, key: string) => request(() => values.set(key, value)),
    get: (key: string) => request(() => values.get(key)),
    delete: (key: string) => request(() => values.delete(key)),
  };
  const database = {
    createObjectStore: () => store,
    close: () => undefined,
    transaction() {
      const transaction = { objectStore: () => store, oncomplete: null as (() => void) | null };
      queueMicrotask(() => transaction.oncomplete?.());
      return transaction;
    },
  };
  return {
    open() {
      const opening = {
        result: database,
        onupgradeneeded: null as (() => void) | null,
        onsuccess: null as (() => void) | null,
      };
      queueMicrotask(() => {
        opening.onupgradeneeded?.();
        opening.onsuccess?.();
      });
      return opening;
    },
  } as unknown as IDBFactory;
}

function request<T>(run: () => T): { readonly result: T } {
  return { result: run() };
}

export function fakeStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    key: (index) => [...values.keys()][index] ?? null,
    removeItem: (key) => void values.delete(key),
    setItem: (key, value) => void values.set(key, value),
  };
}
