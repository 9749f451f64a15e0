import { isKeptFile } from './browser-dumps.ts';
import { forgetFile } from './file-handles.ts';
import { readKept } from './page-store.ts';

/** Under which names the recent list and the sessions of window and browser are kept. */
export const RECENT = 'recent';
export const SESSION = 'session';

/**
 * Forgets those of these files that neither the recent list nor a session names any more. One
 * handle serves both: what leaves the list may still be what a tab is opened from next time.
 */
export async function forgetUnused(ids: Iterable<string>): Promise<void> {
  const used = new Set([...fileIdsIn(readKept(RECENT)), ...sessionFileIds()]);
  await Promise.all([...ids].filter((id) => !used.has(id)).map(forgetFile));
}

/** The files that this window's session and the browser's name. */
export function sessionFileIds(): readonly string[] {
  return (['window', 'browser'] as const).flatMap((where) => {
    const written = readKept(SESSION, where);
    if (typeof written !== 'object' || written === null || !('tabs' in written)) return [];
    const { tabs } = written;
    const files = Array.isArray(tabs)
      ? tabs.map((tab: unknown) =>
          typeof tab === 'object' && tab !== null && 'file' in tab ? tab.file : null,
        )
      : [];
    return fileIdsIn(files);
  });
}

function fileIdsIn(files: unknown): readonly string[] {
  return Array.isArray(files) ? files.filter(isKeptFile).map(({ id }) => id) : [];
}
