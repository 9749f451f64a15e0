/** Where the documentation is that the window links to; nothing else is opened for it. */
const HOSTS: ReadonlySet<string> = new Set(['docs.python.org', 'pandas.pydata.org', 'numpy.org']);

/**
 * The address to open outside of the app, as the system's browser gets it; null for what it must
 * not get: another host or scheme, a port, a user name.
 */
export function openableLink(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const isPlain = url.port === '' && url.username === '' && url.password === '';
  return url.protocol === 'https:' && isPlain && HOSTS.has(url.hostname) ? url.href : null;
}
