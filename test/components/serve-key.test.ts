import { describe, expect, it } from 'vitest';
import { serveKeyHeaders } from '../../renderer/host/serve-key.ts';

const KEY = 'k'.repeat(43);

function pageAt(hash: string, stored: Record<string, string> = {}) {
  const page = {
    location: { hash, pathname: '/', search: '' },
    history: {
      state: null,
      replaceState: (_state: unknown, _title: string, url: string) => {
        page.location.hash = url.startsWith('#') ? url : '';
      },
    },
    localStorage: {
      getItem: (name: string) => stored[name] ?? null,
      setItem: (name: string, value: string) => {
        stored[name] = value;
      },
    },
  };
  return page;
}
const headersAt = (page: ReturnType<typeof pageAt>) =>
  serveKeyHeaders(page as unknown as Parameters<typeof serveKeyHeaders>[0]);

describe('the key of the loopback server', () => {
  it.each([
    [`#key=${KEY}`, ''],
    [`#view=objects&type=a&key=${KEY}`, '#view=objects&type=a'],
    [`#key=${KEY}&view=cycles`, '#view=cycles'],
  ])('is taken out of the address: %s', (hash, left) => {
    const stored = {};
    const page = pageAt(hash, stored);
    expect(headersAt(page)).toEqual({ 'X-Ouroboros-Key': KEY });
    expect(page.location.hash).toBe(left);
    // Another tab of the same address has no link.
    expect(headersAt(pageAt('#view=cycles', stored))).toEqual({ 'X-Ouroboros-Key': KEY });
  });

  it('is none where no server gave one', () => {
    const page = pageAt('#view=objects&where=key=5');
    expect(headersAt(page)).toEqual({});
    expect(page.location.hash).toBe('#view=objects&where=key=5');
  });
});
