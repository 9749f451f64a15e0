import type { KeptFile } from './browser-dumps.ts';
import { isKeptFile, isSameDump, recalledHandle, tokenOf } from './browser-dumps.ts';
import { forgetFile } from './file-handles.ts';
import type { DumpHandle } from './host-api.ts';
import { readKept, writeKept } from './page-store.ts';

const NAME = 'recent';
const LIMIT = 12;

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
  const kept = readKept(NAME);
  return Array.isArray(kept) ? kept.filter(isKeptFile).slice(0, LIMIT) : [];
}

async function keep(files: readonly KeptFile[]): Promise<void> {
  const before = load();
  const after = files.slice(0, LIMIT);
  writeKept(NAME, after);
  const gone = before.filter(({ id }) => !after.some((file) => file.id === id));
  await Promise.all(gone.map(({ id }) => forgetFile(id)));
}
