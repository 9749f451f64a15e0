/**
 * Runs in the page before anything else, around the app's built preload script: the part of the
 * `electron` module that a sandboxed preload has. `preload` is the script's source, wrapped as a
 * function of `require` by `desktop-host.ts`.
 */
export function installPreload(preload, toMain) {
  // Only the top frame has a preload script (nodeIntegrationInSubFrames is off).
  if (window.top !== window) return;
  const listeners = new Map();
  const paths = new Map();

  const ipcRenderer = {
    invoke: (channel, ...args) => toMain(channel, args.map(clone)),
    on(channel, listener) {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
    },
    removeListener(channel, listener) {
      listeners.get(channel)?.delete(listener);
    },
  };
  const contextBridge = {
    exposeInMainWorld(name, api) {
      Object.defineProperty(window, name, { value: bridged(api), enumerable: true });
    },
  };
  const webUtils = { getPathForFile: (file) => paths.get(file.name) ?? '' };

  /** The bridge freezes what it exposes, and copies what goes through its functions. */
  function bridged(value) {
    if (typeof value === 'function') {
      return (...args) => {
        const result = value(...args.map(clone));
        return result instanceof Promise ? result.then(clone) : clone(result);
      };
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, entry]) => [key, bridged(entry)]);
    return Object.freeze(Object.fromEntries(entries));
  }

  function clone(value) {
    if (typeof value === 'function') return bridged(value);
    return value instanceof File ? value : structuredClone(value);
  }

  // For the test process only.
  Object.defineProperty(window, '__standIn', {
    value: {
      receive(channel, args) {
        for (const listener of listeners.get(channel) ?? []) listener({ sender: null }, ...args);
      },
      setPath: (name, path) => paths.set(name, path),
    },
  });

  const modules = { electron: { contextBridge, ipcRenderer, webUtils } };
  preload((name) => {
    const module = modules[name];
    if (module === undefined) throw new Error(`A sandboxed preload cannot require ${name}`);
    return module;
  });
}
