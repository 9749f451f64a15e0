/* --- shim for Electron 22: threads (Node 16.17) ---------------------------------------------- */
(() => {
  // Node 19: the global. (17.6 has it by a flag.)
  globalThis.crypto ??= require('node:crypto').webcrypto;
  // Node 17.
  globalThis.structuredClone ??= (value) =>
    require('node:v8').deserialize(require('node:v8').serialize(value));
  // Node 18.15.
  const fs = require('node:fs/promises');
  fs.statfs ??= async () => ({ bavail: 2 ** 25, bsize: 4096 });
})();
