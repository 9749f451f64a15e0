import { protocol } from 'electron';
import { readWebAsset, SECURITY_HEADERS } from '../node/web-assets.ts';

const SCHEME = 'app';
const HOST = 'ouroboros';

/** The window's address; `app://` gives it an origin of its own, which `file://` would not. */
export const APP_URL = `${SCHEME}://${HOST}/index.html`;

/** Whether a URL is the window's page; other files of ours are no place to be led to. */
export function isAppPage(url: string): boolean {
  return url.split(/[?#]/, 1)[0] === APP_URL;
}

/** Must be called before the app is ready. */
export function declareAppProtocol(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        corsEnabled: true,
        codeCache: true,
      },
    },
  ]);
}

/** Serves the built window, and nothing else of the disk. */
export function serveAppProtocol(rendererFolder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const asset =
      url.host === HOST && request.method === 'GET'
        ? await readWebAsset(rendererFolder, url.pathname)
        : null;
    if (asset === null) {
      const headers = { ...SECURITY_HEADERS, 'Content-Type': 'text/plain' };
      return new Response('There is nothing of that name.', { status: 404, headers });
    }
    const headers = { ...SECURITY_HEADERS, 'Content-Type': asset.mediaType };
    return new Response(asset.bytes, { headers });
  });
}
