import { OuroborosError } from '../../shared/base/errors.ts';
import type { ByteSource } from '../../shared/formats/bytes/byte-source.ts';
import type { BrowserSource } from '../host/browser-dumps.ts';

type HttpSource = Extract<BrowserSource, { readonly kind: 'http' }>;

/** A dump behind the loopback server, read by Range requests. */
export function httpByteSource({ name, url, size, headers }: HttpSource): ByteSource {
  return {
    name,
    size,
    async read(offset, length) {
      const end = Math.min(offset + length, size);
      if (end <= offset) return new Uint8Array(0);
      const response = await request({ name, url, headers }, offset, end);
      const bytes = new Uint8Array(await response.arrayBuffer());
      // A server that ignores Range answers 200 with everything.
      return response.status === 200 ? bytes.slice(offset, end) : bytes;
    },
  };
}

async function request(
  { name, url, headers }: Pick<HttpSource, 'name' | 'url' | 'headers'>,
  offset: number,
  end: number,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { ...headers, Range: `bytes=${offset}-${end - 1}` } });
  } catch (thrown) {
    throw unreadable(name, offset, String(thrown));
  }
  if (response.status === 206 || response.status === 200) return response;
  if (response.status === 404) {
    const message = `“${name}” is not there any more.`;
    throw new OuroborosError('file-unreadable', message, `at byte ${offset}`);
  }
  throw unreadable(name, offset, `HTTP ${response.status}`);
}

function unreadable(name: string, offset: number, detail: string): OuroborosError {
  return new OuroborosError(
    'file-unreadable',
    `“${name}” could not be read from the server that offered it. Is it still running?`,
    `at byte ${offset}; ${detail}`,
  );
}
