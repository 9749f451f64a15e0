import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the loopback server: the one browser that was given the link.
 *
 * The link carries a token that works once; it is exchanged for a cookie that scripts cannot read
 * and other sites cannot send. Other programs on this machine and pages of other sites (also by
 * DNS rebinding, hence the Host check) get nothing.
 */
export interface Access {
  /** The path and query of the link to print. */
  readonly linkPath: string;
  /** Why the request is refused, or null. For every request but the exchange. */
  refusal(request: IncomingMessage): string | null;
  /** The `Set-Cookie` value if `token` is the right one and unused; then it is dead. */
  exchange(token: string): string | null;
  /** What the page must send with every question about a dump: see `KEY_HEADER`. */
  readonly key: string;
  /** Why a question about a dump is refused, or null. After `refusal`. */
  keyRefusal(request: IncomingMessage): string | null;
  /** Only the checks that need no cookie: for the exchange itself. */
  originRefusal(request: IncomingMessage): string | null;
}

/**
 * Browsers send a cookie to every port of a host, so that servers of other users of this machine
 * may see ours. The key stays in the page that was opened by the link.
 */
export const KEY_HEADER = 'x-ouroboros-key';

export const EXCHANGE_PATH = '/open';

const LOOPBACK_HOSTS = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

export function createAccess(port: number): Access {
  let token: string | null = randomBytes(32).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  // Cookies are shared by all ports of a host: two servers must not overwrite each other's.
  const cookieName = `ouroboros-${port}`;
  const linkPath = `${EXCHANGE_PATH}?token=${token}`;

  const originRefusal = (request: IncomingMessage): string | null => {
    const host = request.headers.host ?? '';
    if (!LOOPBACK_HOSTS.test(host)) return 'This server answers only on the loopback address.';
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) {
      return 'This server answers only its own page.';
    }
    return null;
  };

  const key = randomBytes(32).toString('base64url');
  return {
    linkPath,
    key,
    keyRefusal(request) {
      const sent = request.headers[KEY_HEADER];
      return typeof sent === 'string' && isEqual(sent, key)
        ? null
        : 'Only the page that the link opened is answered here.';
    },
    originRefusal,
    refusal(request) {
      const refused = originRefusal(request);
      if (refused !== null) return refused;
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none') {
        return 'This server answers only its own page.';
      }
      // Another server of this machine may have set one of the same name.
      const cookies = readCookies(request.headers.cookie ?? '', cookieName);
      if (!cookies.some((cookie) => isEqual(cookie, secret))) {
        return 'Open the link that was printed in the terminal; it works once, in one browser.';
      }
      return null;
    },
    exchange(candidate) {
      if (token === null || !isEqual(candidate, token)) return null;
      token = null;
      return `${cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
  };
}

function readCookies(header: string, name: string): readonly string[] {
  return header.split(';').flatMap((part) => {
    const equals = part.indexOf('=');
    const isMeant = equals > 0 && part.slice(0, equals).trim() === name;
    return isMeant ? [part.slice(equals + 1).trim()] : [];
  });
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
