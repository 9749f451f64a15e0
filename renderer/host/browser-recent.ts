import { MAX_RECENT } from '../../shared/protocol/limits.ts';
import type { KeptFile, ServedDump, ServedPlace } from './browser-dumps.ts';
import {
  isKeptFile,
  isSameDump,
  isSameServed,
  recalledHandle,
  servedHandle,
  tokenOf,
} from './browser-dumps.ts';
import { forgetUnused, RECENT } from './browser-kept-files.ts';
import type { DumpHandle } from './host-api.ts';
import { readKept, writeKept } from './page-store.ts';

type RecentDump = KeptFile | ServedPlace;

/**
 * The dumps opened last in this browser, newest first. Of a server's only those that it offers now:
 * what is written here chooses among them, and is no address to ask for.
 */
export async function recentFiles(offered: readonly ServedDump[]): Promise<DumpHandle[]> {
  const handles = load().map((recent): DumpHandle | Promise<DumpHandle> | null => {
    if (isKeptFile(recent)) return recalledHandle(recent);
    const now = offered.find((dump) => isSameServed(dump, recent));
    return now === undefined ? null : servedHandle(now);
  });
  return (await Promise.all(handles)).filter((handle) => handle !== null);
}

/** `offered`: what the server was started with; of what it has besides nothing is written down. */
export async function addRecentFile(
  dump: DumpHandle,
  offered: readonly ServedDump[],
): Promise<void> {
  const token = tokenOf(dump);
  if (token.kind === 'file') {
    const isOther = (recent: RecentDump): boolean =>
      !isKeptFile(recent) ||
      !isSameDump(dump, { ...dump, token: { kind: 'file', kept: recent, from: null } });
    await keep([token.kept, ...load().filter(isOther)]);
    return;
  }
  const { name, url } = token.served;
  if (!offered.some((other) => isSameServed(other, { name, url }))) return;
  const others = load().filter(
    (recent) => isKeptFile(recent) || !isSameServed(recent, { name, url }),
  );
  await keep([{ name, url }, ...others]);
}

export async function clearRecentFiles(): Promise<void> {
  await keep([]);
}

function isRecent(value: unknown): value is RecentDump {
  if (isKeptFile(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { name, url } = value as Partial<Record<keyof ServedPlace, unknown>>;
  return typeof name === 'string' && typeof url === 'string';
}

function load(): readonly RecentDump[] {
  const kept = readKept(RECENT);
  return Array.isArray(kept) ? kept.filter(isRecent).slice(0, MAX_RECENT) : [];
}

async function keep(dumps: readonly RecentDump[]): Promise<void> {
  const before = load();
  const after = dumps.slice(0, MAX_RECENT);
  writeKept(RECENT, after);
  await forgetUnused(before.filter(isKeptFile).map(({ id }) => id));
}
