/**
 * Loaded before the app in a real Electron (`electron -r`): what a spec cannot reach from outside.
 */
const { app, session } = require('electron');
const module_ = require('node:module');
const path = require('node:path');
const workerThreads = require('node:worker_threads');

// The app must not take this file for a dump.
process.argv.splice(process.argv.indexOf('-r'), 2);

// So that a spec can have a dump's engine die, which nothing in the app itself does on purpose.
const workers = [];
globalThis.__workers = workers;
const { Worker } = workerThreads;
workerThreads.Worker = class extends Worker {
  constructor(file, options) {
    // An engine of the spec's own, once, with the limits that the app gives to its engines.
    super(globalThis.__engineFile ?? file, options);
    globalThis.__engineFile = null;
    workers.push(this);
  }
};
globalThis.__engineFile = null;
module_.syncBuiltinESMExports();

// A door past the bridge, for specs about what main makes of requests.
void app.whenReady().then(() => {
  const preload = path.join(__dirname, 'electron-hook-preload.cjs');
  if (session.defaultSession.registerPreloadScript) {
    session.defaultSession.registerPreloadScript({ type: 'frame', filePath: preload });
  } else session.defaultSession.setPreloads([preload]);
});
