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
  /** Only the checks that need no cookie: for the exchange itself. */
  originRefusal(request: IncomingMessage): string | null;
}

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

  return {
    linkPath,
    originRefusal,
    refusal(request) {
      const refused = originRefusal(request);
      if (refused !== null) return refused;
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none') {
        return 'This server answers only its own page.';
      }
      const cookie = readCookie(request.headers.cookie ?? '', cookieName);
      if (cookie === null || !isEqual(cookie, secret)) {
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

function readCookie(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
