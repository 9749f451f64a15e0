import { MAX_RECENT } from '../../shared/protocol/limits.ts';
import type { KeptFile } from './browser-dumps.ts';
import { isKeptFile, isSameDump, recalledHandle, tokenOf } from './browser-dumps.ts';
import { forgetUnused, RECENT } from './browser-kept-files.ts';
import type { DumpHandle } from './host-api.ts';
import { readKept, writeKept } from './page-store.ts';

/**
 * The files opened last in this browser, newest first. What a server offers is not among them: it
 * lists that itself.
 */
export function recentFiles(): Promise<DumpHandle[]> {
  return Promise.all(load().map(recalledHandle));
}

export async function addRecentFile(dump: DumpHandle): Promise<void> {
  const token = tokenOf(dump);
  if (token.kind !== 'file') return;
  const others = load().filter(
    (kept) => !isSameDump(dump, { ...dump, token: { kind: 'file', kept, from: null } }),
  );
  await keep([token.kept, ...others]);
}

export async function clearRecentFiles(): Promise<void> {
  await keep([]);
}

function load(): readonly KeptFile[] {
  const kept = readKept(RECENT);
  return Array.isArray(kept) ? kept.filter(isKeptFile).slice(0, MAX_RECENT) : [];
}

async function keep(files: readonly KeptFile[]): Promise<void> {
  const before = load();
  const after = files.slice(0, MAX_RECENT);
  writeKept(RECENT, after);
  await forgetUnused(before.map(({ id }) => id));
}
