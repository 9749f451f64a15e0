/**
 * Runs the built main process (`dist/main/main.js`) in plain Node, with the module `electron`
 * resolved to the stand-in beside this file. Started by `desktop-host.ts`.
 */
import { register, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import workerThreads from 'node:worker_threads';

register('./resolve-electron.mjs', import.meta.url);

// So that a spec can have a dump's engine die, which nothing in the app itself does on purpose.
const workers = [];
const { Worker } = workerThreads;
workerThreads.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    workers.push(this);
  }
};
syncBuiltinESMExports();
process.on('message', ({ type }) => {
  if (type === 'kill-engines') for (const worker of workers.splice(0)) void worker.terminate();
});

const { appRoot } = JSON.parse(process.env.STAND_IN_OPTIONS);
// As Electron passes them: the executable, the app's folder, the files.
process.argv = ['electron', appRoot, ...process.argv.slice(2)];
await import(pathToFileURL(path.join(appRoot, 'dist', 'main', 'main.js')).href);
