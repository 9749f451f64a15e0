import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * What the window may load and do, the same for `app://` and for the loopback server: only its own
 * files, no inline script, no evaluation but of WebAssembly, nothing from or to the network.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every response. The cross-origin headers make `SharedArrayBuffer` available. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface WebAsset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
}

/**
 * One file of the built window; null for what does not exist there, lies outside of `root` (after
 * links are followed), or is of a type the window has no use for.
 */
export async function readWebAsset(root: string, urlPath: string): Promise<WebAsset | null> {
  const relative = decodePath(urlPath === '/' ? '/index.html' : urlPath);
  if (relative === null) return null;
  const mediaType = MEDIA_TYPES[path.extname(relative).toLowerCase()];
  if (mediaType === undefined) return null;
  try {
    const realRoot = await realpath(root);
    const file = await realpath(path.join(realRoot, relative));
    if (!file.startsWith(realRoot + path.sep)) return null;
    return { bytes: new Uint8Array(await readFile(file)), mediaType };
  } catch {
    return null;
  }
}

/** The path with escapes resolved, or null if any segment could lead out of the folder. */
function decodePath(urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const segments = decoded.split('/').filter((segment) => segment !== '');
  const isPlain = segments.every((segment) => !segment.startsWith('.') && !segment.includes(':'));
  return isPlain ? segments.join('/') : null;
}
