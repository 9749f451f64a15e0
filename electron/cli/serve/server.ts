import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { readWebAsset, SECURITY_HEADERS } from '../../node/web-assets.ts';
import { type Access, createAccess, EXCHANGE_PATH } from './access.ts';
import { parseByteRange } from './byte-range.ts';

export interface ServeOptions {
  readonly rendererFolder: string;
  /** Dumps the page opens at start. */
  readonly files: readonly string[];
  readonly exampleFile: string;
  /** Tried in this order; 0 is any free one. */
  readonly ports: readonly number[];
  /** The view to open (a link as the window makes them); '' for the first one. */
  readonly link: string;
}

interface RunOptions extends ServeOptions {
  /** Another one for every start: a page that was loaded again knows whether it goes on. */
  readonly run: string;
}

export interface RunningServer {
  /** The link to open; works once. */
  readonly url: string;
  close(): Promise<void>;
}

/** A dump as the page sees it; `url` is relative to the page. */
interface ServedDump {
  readonly name: string;
  readonly url: string;
  readonly size: number;
  /** Milliseconds since 1970: one that was written anew is another dump. */
  readonly modified: number;
}

/**
 * The window and the dumps it was started with, on the loopback address. The engine runs in the
 * page's own worker: this server only hands out bytes, and takes none.
 */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const server = createServer();
  const port = await listenOnFirst(server, options.ports);
  const access = createAccess(port);
  const run = randomUUID();
  server.on('request', (request, response) => {
    respond(request, response, { ...options, run }, access).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'The server could not answer.');
      else response.destroy();
    });
  });
  return {
    url: `http://127.0.0.1:${port}${access.linkPath}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: RunOptions,
  access: Access,
): Promise<void> {
  const url = requestedUrl(request.url ?? '/');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    // Nobody reads what else such a request would send.
    response.setHeader('Connection', 'close');
    response.on('finish', () => request.socket.destroySoon());
    refuse(response, 405, 'Only GET is answered here.');
    return;
  }
  if (url === null) {
    refuse(response, 400, 'This is no address of a page.');
    return;
  }
  if (url.pathname === EXCHANGE_PATH && access.refusal(request) !== null) {
    exchangeToken(request, response, url, options.link, access);
    return;
  }
  const refusal = access.refusal(request);
  if (refusal !== null) {
    refuse(response, 403, refusal);
    return;
  }
  if (url.pathname === EXCHANGE_PATH) sendToPage(response, options.link, access);
  else if (url.pathname.startsWith('/api/')) {
    const keyRefusal = access.keyRefusal(request);
    if (keyRefusal !== null) refuse(response, 403, keyRefusal);
    else await respondApi(request, response, options, url);
  } else await respondAsset(response, options.rendererFolder, url.pathname);
}

function requestedUrl(target: string): URL | null {
  return URL.canParse(target, 'http://127.0.0.1') ? new URL(target, 'http://127.0.0.1') : null;
}

// A redirect would still count as coming from the site that held the link, and a SameSite=Strict
// cookie would not be sent with it; a page of our own that moves on does not have that problem.
function sendToPage(response: ServerResponse, link: string, { key }: Access): void {
  const page = `/#${link === '' ? '' : `${link}&`}key=${key}`;
  const address = page.replace(/[^\w/#%=.,:@-]/g, (character) => `&#${character.codePointAt(0)};`);
  const html =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ouroboros</title>' +
    `<link rel="icon" href="data:,"><meta http-equiv="refresh" content="0; url=${address}"></head>` +
    `<body><p><a href="${address}">Open Ouroboros</a></p></body></html>`;
  send(response, 200, 'text/html; charset=utf-8', html);
}

function exchangeToken(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  link: string,
  access: Access,
): void {
  const refusal = access.originRefusal(request);
  if (refusal !== null) {
    refuse(response, 403, refusal);
    return;
  }
  // Whoever only looks at the link, for a preview, must not use it up.
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    refuse(response, 405, 'Only GET is answered here.');
    return;
  }
  const cookie = access.exchange(url.searchParams.get('token') ?? '');
  if (cookie === null) {
    refuse(response, 403, 'This link has been used; start ouroboros serve again for a new one.');
    return;
  }
  response.setHeader('Set-Cookie', cookie);
  sendToPage(response, link, access);
}

async function respondApi(
  request: IncomingMessage,
  response: ServerResponse,
  options: RunOptions,
  url: URL,
): Promise<void> {
  if (url.pathname === '/api/startup') {
    const dumps = await Promise.all(options.files.map((file, n) => offer(file, `api/dump/${n}`)));
    send(response, 200, 'application/json', JSON.stringify({ run: options.run, dumps }));
    return;
  }
  if (url.pathname === '/api/example') {
    const example = await offer(options.exampleFile, 'api/example/dump');
    if (example.size === 0) refuse(response, 404, 'There is no example here.');
    else send(response, 200, 'application/json', JSON.stringify(example));
    return;
  }
  if (url.pathname === '/api/example/dump') {
    await sendFile(request, response, options.exampleFile);
    return;
  }
  const match = /^\/api\/dump\/(\d{1,6})$/.exec(url.pathname);
  const file = match === null ? undefined : options.files[Number(match[1])];
  if (file === undefined) refuse(response, 404, 'There is nothing of that name.');
  else await sendFile(request, response, file);
}

async function offer(file: string, url: string): Promise<ServedDump> {
  const stats = await stat(file).catch(() => null);
  return { name: path.basename(file), url, size: stats?.size ?? 0, modified: stats?.mtimeMs ?? 0 };
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (stats === null || !stats.isFile()) {
    refuse(response, 404, `${path.basename(file)} is not there any more.`);
    return;
  }
  const range = parseByteRange(request.headers.range, stats.size);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${stats.size}`);
    refuse(response, 416, 'There are no such bytes in the file.');
    return;
  }
  const { start, end } = range ?? { start: 0, end: stats.size };
  const headers: Record<string, string | number> = {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start,
  };
  if (range !== null) headers['Content-Range'] = `bytes ${start}-${end - 1}/${stats.size}`;
  response.writeHead(range === null ? 200 : 206, headers);
  if (request.method === 'HEAD' || start === end) {
    response.end();
    return;
  }
  const stream = createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 20 });
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

async function respondAsset(
  response: ServerResponse,
  rendererFolder: string,
  urlPath: string,
): Promise<void> {
  const asset = await readWebAsset(rendererFolder, urlPath);
  if (asset === null) refuse(response, 404, 'There is nothing of that name.');
  else send(response, 200, asset.mediaType, asset.bytes);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${reason}\n`);
}

function send(
  response: ServerResponse,
  status: number,
  mediaType: string,
  body: string | Uint8Array,
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Content-Type': mediaType,
    'Content-Length': Buffer.byteLength(body),
  });
  // Node leaves the body out of an answer to HEAD.
  response.end(body);
}

async function listenOnFirst(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports.slice(0, -1)) {
    const taken = await listen(server, port).catch(() => null);
    if (taken !== null) return taken;
  }
  return listen(server, ports.at(-1) ?? 0);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use; choose another with --port, or leave it out.`
          : `Port ${port} cannot be used (${error.code ?? error.message}); leave --port out.`;
      reject(new OuroborosError('bad-request', reason));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}
