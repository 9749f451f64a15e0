/* --- shim for Electron 22: main process ------------------------------------------------------ */
(() => {
  const electron = require('electron');
  const { app, protocol } = electron;
  // Node 18: fetch's Response. As much of it as app-protocol.ts uses.
  globalThis.Response ??= class Response {
    constructor(body, { status = 200, headers = {} } = {}) {
      Object.assign(this, { body, status, headers });
    }
  };
  globalThis.structuredClone ??= (value) =>
    require('node:v8').deserialize(require('node:v8').serialize(value));
  // Electron 25: protocol.handle.
  if (protocol.handle === undefined) {
    Object.defineProperty(protocol, 'handle', {
      value(scheme, handler) {
        const isNew = protocol.registerBufferProtocol(scheme, (request, callback) => {
          const { url, method, headers } = request;
          Promise.resolve(handler({ url, method, headers })).then(
            ({ body, status, headers: own }) => {
              const { 'Content-Type': type, ...rest } = own;
              const [mimeType, charset] = type.split('; charset=');
              callback({
                statusCode: status,
                headers: { ...rest, 'Content-Type': type },
                mimeType,
                charset,
                data: Buffer.from(body),
              });
            },
            () => callback({ error: -2 }),
          );
        });
        if (!isNew) throw new Error(`${scheme} is handled already`);
      },
    });
  }
  // Electron 25: what an event is about is on the event; before, it was in further arguments.
  app.on('web-contents-created', (_, contents) => {
    for (const name of ['will-navigate', 'will-redirect', 'did-start-navigation']) {
      contents.on(name, (event, url, isSameDocument, isMainFrame) => {
        event.url ??= url;
        event.isSameDocument ??= isSameDocument;
        event.isMainFrame ??= isMainFrame;
      });
    }
  });
})();
