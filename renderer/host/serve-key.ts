/** The header that goes with every question to the loopback server. */
const HEADER = 'X-Ouroboros-Key';
const PART = /(?:^|&)key=([\w-]{43})(?=&|$)/;
const STORED = 'ouroboros.key';

type Headers = Readonly<Record<string, string>>;

/**
 * What lets this page ask the loopback server, as headers; none where there is no such server.
 *
 * The link brings the key behind its `#`, from where it goes into the storage of this address:
 * other tabs find it there, and unlike a cookie it is sent to no other server of this machine.
 */
export function serveKeyHeaders(
  page: Pick<Window, 'location' | 'history' | 'localStorage'> = window,
): Headers {
  const brought = PART.exec(page.location.hash.slice(1))?.[1];
  if (brought !== undefined) {
    const link = page.location.hash.slice(1).replace(PART, '').replace(/^&/, '');
    const { pathname, search } = page.location;
    page.history.replaceState(page.history.state, '', link === '' ? pathname + search : `#${link}`);
    try {
      page.localStorage.setItem(STORED, brought);
    } catch {
      // A browser without storage: this tab has the key, another one needs the link anew.
    }
    return { [HEADER]: brought };
  }
  try {
    const stored = page.localStorage.getItem(STORED);
    return stored === null ? {} : { [HEADER]: stored };
  } catch {
    return {};
  }
}
