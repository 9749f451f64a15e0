import { contextBridge, webUtils } from 'electron';
import { BRIDGE_NAME, type OuroborosBridge } from '../../shared/protocol/bridge.ts';
import { ask, subscribe } from './ipc-renderer.ts';

/**
 * The only door between the window and the main process: one function per channel. The window
 * never names a channel or a path itself.
 */
const bridge: OuroborosBridge = {
  chooseDump: (request) => ask('chooseDump', request),
  chooseFleet: (request) => ask('chooseFleet', request),
  filesIn: (request) => ask('filesIn', request),
  exampleDump: (request) => ask('exampleDump', request),
  openDump: (request) => ask('openDump', request),
  watchProcess: (request) => ask('watchProcess', request),
  closeDump: (request) => ask('closeDump', request),
  lendDump: (request) => ask('lendDump', request),
  giveBackDump: (request) => ask('giveBackDump', request),
  cancel: (request) => ask('cancel', request),
  recentDumps: (request) => ask('recentDumps', request),
  pythonProcesses: (request) => ask('pythonProcesses', request),
  startupDumps: (request) => ask('startupDumps', request),
  clearRecentDumps: (request) => ask('clearRecentDumps', request),
  keepSession: (request) => ask('keepSession', request),
  lastSession: (request) => ask('lastSession', request),
  loadMarks: (request) => ask('loadMarks', request),
  saveMarks: (request) => ask('saveMarks', request),
  sourceSettings: (request) => ask('sourceSettings', request),
  setEditor: (request) => ask('setEditor', request),
  addMapping: (request) => ask('addMapping', request),
  removeMapping: (request) => ask('removeMapping', request),
  readSource: (request) => ask('readSource', request),
  // The page cannot make up what this side sees: an editor opens after a click or a key alone.
  openInEditor: (request) =>
    navigator.userActivation.isActive
      ? ask('openInEditor', request)
      : Promise.resolve({
          ok: false,
          error: { code: 'bad-request', message: 'An editor opens only after a click.' },
        }),
  isUnchanged: (request) => ask('isUnchanged', request),
  setTheme: (request) => ask('setTheme', request),
  setMenu: (request) => ask('setMenu', request),
  saveText: (request) => ask('saveText', request),
  saveBytes: (request) => ask('saveBytes', request),
  askDump: (request) => ask('askDump', request),

  onProgress: (listener) => subscribe('progress', listener),
  onDumpLost: (listener) => subscribe('dumpLost', listener),
  onOpenRequested: (listener) => subscribe('openRequested', listener),
  onMenuCommand: (listener) => subscribe('menuCommand', listener),

  async tokenForFile(file) {
    // A `File` made by a script has no path: only what the user dropped or chose can be opened.
    const path = file instanceof File ? webUtils.getPathForFile(file) : '';
    if (path === '') return null;
    const registered = await ask('registerDroppedFile', { path });
    return registered.ok ? (registered.value?.fileToken ?? null) : null;
  },
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
