import type { FileHandle } from './file-handles.ts';
import { accessTo, fileOf, isFileHandle, recallFile, rememberFile } from './file-handles.ts';
import type { DumpHandle } from './host-api.ts';
import { HostError } from './host-api.ts';

/** A dump the loopback server offers. */
export interface ServedDump {
  readonly name: string;
  readonly url: string;
  readonly size: number;
  /** Milliseconds since 1970: one that was written anew is another dump. */
  readonly modified: number;
}

/** What tells a dump of the server's from its others. */
export type ServedPlace = Pick<ServedDump, 'name' | 'url'>;

/** A file of the user's, as it is written down: what it was, and what its handle is kept under. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970: tells a file from another of its name and size. */
  readonly modified: number;
}

/** What the browser host knows of a dump. A file that cannot be found again has no source. */
export type BrowserToken =
  | { readonly kind: 'http'; readonly served: ServedDump }
  | { readonly kind: 'file'; readonly kept: KeptFile; readonly from: File | FileHandle | null };

export function tokenOf(dump: DumpHandle): BrowserToken {
  return dump.token as BrowserToken;
}

export function servedHandle(served: ServedDump): DumpHandle {
  const token: BrowserToken = { kind: 'http', served };
  return { name: served.name, folder: '', token };
}

/** A file just chosen or dropped; its handle is remembered where the browser gives one. */
export async function fileHandle(from: File | FileHandle): Promise<DumpHandle> {
  const file = isFileHandle(from) ? await from.getFile() : from;
  const { name, size, lastModified } = file;
  const kept: KeptFile = { id: crypto.randomUUID(), name, size, modified: lastModified };
  if (isFileHandle(from)) await rememberFile(kept.id, from);
  const token: BrowserToken = { kind: 'file', kept, from };
  return { name, folder: '', token };
}

/** A file of last time, with what it takes to open it again. */
export async function recalledHandle(kept: KeptFile): Promise<DumpHandle> {
  const from = await recallFile(kept.id);
  const access = from === null ? 'none' : await accessTo(from).catch(() => 'none' as const);
  const token: BrowserToken = { kind: 'file', kept, from: access === 'none' ? null : from };
  return {
    name: kept.name,
    folder: '',
    token,
    ...(access === 'none' && { needs: 'file' }),
    ...(access === 'click' && { needs: 'click' }),
  };
}

/** What the worker reads; `headers` go with requests to the loopback server. Rejects with `file-unreadable` for a file that cannot be found again. */
export async function sourceOf(
  dump: DumpHandle,
  headers: Readonly<Record<string, string>>,
): Promise<BrowserSource> {
  const token = tokenOf(dump);
  if (token.kind === 'http') {
    const { name, url, size } = token.served;
    // The worker resolves relative addresses against its own script, not against this page.
    return { kind: 'http', name, url: new URL(url, document.baseURI).href, size, headers };
  }
  const file = isFileHandle(token.from) ? await fileOf(token.from) : token.from;
  if (file === null) {
    throw new HostError({
      code: 'file-unreadable',
      message: `The browser does not let this page read “${dump.name}” again. Drop it here once more, or choose it.`,
    });
  }
  return { kind: 'file', file };
}

export function isSameDump(a: DumpHandle, b: DumpHandle): boolean {
  const [one, other] = [tokenOf(a), tokenOf(b)];
  if (one.kind === 'http' && other.kind === 'http') return isSameServed(one.served, other.served);
  if (one.kind !== 'file' || other.kind !== 'file') return false;
  const { name, size, modified } = one.kept;
  return name === other.kept.name && size === other.kept.size && modified === other.kept.modified;
}

/** By its place: one that was written anew is the same, as a file of the user's is. */
export function isSameServed(a: ServedPlace, b: ServedPlace): boolean {
  return a.url === b.url && a.name === b.name;
}

export function isServedDump(value: unknown): value is ServedDump {
  if (typeof value !== 'object' || value === null) return false;
  const { name, url, size, modified } = value as Partial<Record<keyof ServedDump, unknown>>;
  return (
    typeof name === 'string' &&
    typeof url === 'string' &&
    typeof size === 'number' &&
    typeof modified === 'number'
  );
}

export function isKeptFile(value: unknown): value is KeptFile {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, size, modified } = value as Partial<Record<keyof KeptFile, unknown>>;
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof size === 'number' &&
    typeof modified === 'number'
  );
}

/** What the browser host sends to its worker as the source of a dump. */
export type BrowserSource =
  | { readonly kind: 'file'; readonly file: File }
  | {
      readonly kind: 'http';
      readonly name: string;
      readonly url: string;
      readonly size: number;
      /** Sent with every request. */
      readonly headers: Readonly<Record<string, string>>;
    };
