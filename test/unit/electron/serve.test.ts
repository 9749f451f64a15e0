import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../../electron/cli/serve/server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const rendererFolder = path.join(folder, 'renderer');
mkdirSync(rendererFolder);
writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html>window');
const dump = path.join(folder, 'leak.ouro');
writeFileSync(dump, '0123456789');

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: RunningServer;
let cookie = '';
let key = '';

function ask(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
  base = server.url,
): Promise<Answer> {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    // `path` as written: fetch would tidy up `..` before it is sent.
    const sent = request(
      { host: url.hostname, port: url.port, path: target, method, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', reject).end();
  });
}

const asWindow = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(target, { cookie, 'x-ouroboros-key': key, ...headers }, method);

const linkPath = () => new URL(server.url).pathname + new URL(server.url).search;

beforeAll(async () => {
  server = await startServer({
    rendererFolder,
    files: [dump, path.join(folder, 'gone.ouro')],
    exampleFile: path.join(folder, 'no-example.ouro'),
    ports: [0],
    link: '',
  });
});
afterAll(() => server.close());

describe('before the link is opened', () => {
  it.each(['/', '/index.html', '/api/startup', '/api/dump/0', '/open', '/open?token=x'])(
    'nothing is answered at %s',
    async (target) => {
      const answer = await ask(target);
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('the link does not work from another host name or site', async () => {
    expect((await ask(linkPath(), { host: 'evil.example:80' })).status).toBe(403);
    expect((await ask(linkPath(), { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('looking at the link does not use it up', async () => {
    const looked = await ask(linkPath(), {}, 'HEAD');
    expect([looked.status, looked.headers['set-cookie']]).toEqual([405, undefined]);
  });

  it('what is no address is refused in a word', async () => {
    for (const target of ['//', '///', 'http://[']) {
      expect((await ask(target)).status).toBe(400);
    }
  });

  it('the link is exchanged for a cookie, once', async () => {
    const opened = await ask(linkPath());
    expect(opened.status).toBe(200);
    const [header = ''] = opened.headers['set-cookie'] ?? [];
    expect(header).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    cookie = header.split(';', 1)[0] ?? '';
    key = /url=\/#key=([\w-]{43})"/.exec(opened.body)?.[1] ?? '';
    expect(key).not.toBe('');
    const again = await ask(linkPath());
    expect([again.status, again.headers['set-cookie']]).toEqual([403, undefined]);
    expect(again.body).toContain('has been used');
  });
});

describe('with the cookie', () => {
  it('serves the window with every security header', async () => {
    const answer = await asWindow('/');
    expect([answer.status, answer.body]).toEqual([200, '<!doctype html>window']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    ['another host name', { host: 'evil.example' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port', { 'sec-fetch-site': 'same-site' }],
    ['a wrong cookie', { cookie: 'ouroboros-1=x' }],
  ])('refuses %s', async (_, headers) => {
    expect((await asWindow('/api/startup', headers)).status).toBe(403);
  });

  it('finds its cookie behind one of the same name that another server set', async () => {
    const [name = ''] = cookie.split('=', 1);
    expect((await asWindow('/', { cookie: `${name}=bad; ${cookie}` })).status).toBe(200);
  });

  it('says nothing of a dump to who has the cookie alone, as other servers do', async () => {
    for (const target of ['/api/startup', '/api/dump/0', '/api/example']) {
      expect((await ask(target, { cookie })).status).toBe(403);
      expect((await ask(target, { cookie, 'x-ouroboros-key': 'x'.repeat(43) })).status).toBe(403);
    }
    expect((await ask('/api/dump/0', { 'x-ouroboros-key': key })).status).toBe(403);
  });

  it('answers under the names of the loopback address, through any forwarded port', async () => {
    for (const host of ['localhost:8080', '127.0.0.1:9', '[::1]:5000']) {
      expect((await asWindow('/', { host })).status).toBe(200);
    }
  });

  it('lists the dumps', async () => {
    const { body } = await asWindow('/api/startup');
    expect(JSON.parse(body)).toEqual({
      run: expect.stringMatching(/^[0-9a-f-]{36}$/),
      dumps: [
        { name: 'leak.ouro', url: 'api/dump/0', size: 10, modified: expect.any(Number) },
        { name: 'gone.ouro', url: 'api/dump/1', size: 0, modified: 0 },
      ],
    });
  });

  it('serves a dump whole and in ranges', async () => {
    expect((await asWindow('/api/dump/0')).body).toBe('0123456789');
    const part = await asWindow('/api/dump/0', { range: 'bytes=2-4' });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([
      206,
      '234',
      'bytes 2-4/10',
    ]);
    const beyond = await asWindow('/api/dump/0', { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */10']);
    const head = await asWindow('/api/dump/0', {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '10', '']);
  });

  it.each([
    '/api/dump/1',
    '/api/dump/2',
    '/api/dump/-1',
    '/api/dump/0x0',
    '/api/example',
    '/api/',
    '/x',
  ])('has nothing at %s', async (target) => {
    expect((await asWindow(target)).status).toBe(404);
  });

  it.each(['/../leak.ouro', '/%2e%2e/leak.ouro', '/..%2fleak.ouro', '/api/dump/../../leak.ouro'])(
    'does not leave its folder for %s',
    async (target) => {
      const answer = await asWindow(target);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('0123456789');
    },
  );

  it('takes nothing', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await asWindow('/api/startup', {}, method)).status).toBe(405);
    }
  });

  it('hangs up on who goes on sending', async () => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ host: hostname, port, method: 'POST', path: '/' });
    sent.on('error', () => undefined);
    const closed = new Promise((resolve) => sent.on('close', resolve));
    sent.write('x'.repeat(1000));
    await closed;
    expect(sent.destroyed).toBe(true);
  });
});

describe('a link to a view', () => {
  it('is where the page is sent after the exchange, with no way out of its attribute', async () => {
    const own = await startServer({
      rendererFolder,
      files: [dump],
      exampleFile: path.join(folder, 'no-example.ouro'),
      ports: [0],
      link: 'view=objects&type=a%22b"><script>alert(1)</script>',
    });
    try {
      const { pathname, search } = new URL(own.url);
      const answer = await ask(pathname + search, {}, 'GET', own.url);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('url=/#view=objects&#38;type=a%22b&#34;&#62;&#60;script');
      expect(answer.body).not.toContain('<script');
    } finally {
      await own.close();
    }
  });
});
