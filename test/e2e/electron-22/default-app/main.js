/**
 * What Electron's own default_app.asar does with `electron FOLDER [arguments]`; electron-builder
 * took the original out of the runtime we have.
 */
const { app } = require('electron');
const Module = require('node:module');
const path = require('node:path');
const fs = require('node:fs');

// Electron's own takes the first argument that is no switch; `-r MODULE` is loaded before the app.
const argv = process.argv.slice(1);
let folder = null;
const preloads = [];
for (let at = 0; at < argv.length; at++) {
  if (argv[at] === '-r' || argv[at] === '--require') preloads.push(argv[++at]);
  else if (argv[at] === '--version' || argv[at] === '-v') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (!argv[at].startsWith('-')) {
    folder = path.resolve(argv[at]);
    break;
  }
}
if (folder === null) {
  console.error('Usage: electron FOLDER [arguments]');
  process.exit(1);
}
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
if (manifest.version) app.setVersion(manifest.version);
app.setName(manifest.productName || manifest.name);
app.setAppPath(folder);
if (!app.commandLine.hasSwitch('user-data-dir')) {
  app.setPath('userData', path.join(app.getPath('appData'), app.name));
}
for (const name of preloads)
  Module._load(require.resolve(name, { paths: [process.cwd()] }), Module, false);
Module._load(folder, Module, true);
