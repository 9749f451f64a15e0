import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWebAsset } from '../../../electron/node/web-assets.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const root = path.join(folder, 'renderer');
mkdirSync(path.join(root, 'assets'), { recursive: true });
writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
writeFileSync(path.join(root, 'assets', 'dot.wasm'), 'wasm');
writeFileSync(path.join(root, 'assets', 'passwords'), 'secret');
writeFileSync(path.join(root, '.hidden.html'), 'secret');
writeFileSync(path.join(folder, 'outside.html'), 'secret');
symlinkSync(path.join(folder, 'outside.html'), path.join(root, 'link.html'));

describe('the files of the window', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/assets/dot.wasm', 'application/wasm'],
  ])('serves %s', async (urlPath, mediaType) => {
    expect(await readWebAsset(root, urlPath)).toMatchObject({ mediaType });
  });

  it.each([
    '/../outside.html',
    '/%2e%2e/outside.html',
    '/assets/..%2f..%2foutside.html',
    '/assets/..%5c..%5coutside.html',
    '/..\\outside.html',
    '/link.html',
    '/.hidden.html',
    '/assets/passwords',
    '/assets',
    '/assets/',
    '/index.html/',
    '/index.html%00',
    '/%',
    '/C:/outside.html',
    '//etc/passwd',
    '/missing.html',
  ])('refuses %s', async (urlPath) => {
    const asset = await readWebAsset(root, urlPath);
    // A trailing slash names the same file; nothing outside is ever read.
    expect(asset === null || Buffer.from(asset.bytes).toString() === '<!doctype html>').toBe(true);
    if (urlPath !== '/index.html/') expect(asset).toBeNull();
  });
});
