import { describe, expect, it } from 'vitest';
import { openableLink } from '../../../electron/main/external-links.ts';
import { PATTERNS } from '../../../shared/analysis/patterns/catalogue.ts';

describe('links out of the app', () => {
  it.each(PATTERNS.map(({ id, link }) => [id, link.url]))('of %s may be opened', (_, url) => {
    expect(openableLink(url)).toBe(url);
  });

  it.each([
    'http://docs.python.org/3/',
    'https://docs.python.org.evil.example/3/',
    'https://evil.example/docs.python.org',
    'https://docs.python.org:8443/3/',
    'https://user@docs.python.org/3/',
    'https://user:secret@docs.python.org/3/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://docs.python.org/share',
    'app://ouroboros/index.html',
    'docs.python.org',
    '',
  ])('to %s may not', (url) => {
    expect(openableLink(url)).toBeNull();
  });
});
