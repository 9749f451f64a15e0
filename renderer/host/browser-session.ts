import type { KeptViews } from '../../shared/protocol/kept.ts';
import { keptActive, keptViews, MAX_SESSION_BYTES, MAX_TABS } from '../../shared/protocol/kept.ts';
import type { BrowserToken, KeptFile, ServedDump } from './browser-dumps.ts';
import {
  isKeptFile,
  isSameServed,
  isServedDump,
  recalledHandle,
  servedHandle,
  tokenOf,
} from './browser-dumps.ts';
import { forgetUnused, SESSION, sessionFileIds } from './browser-kept-files.ts';
import type { DumpHandle, KeptSession, KeptTab } from './host-api.ts';
import { readKept, writeKept } from './page-store.ts';

interface WrittenTab extends KeptViews {
  readonly served?: ServedDump;
  readonly file?: KeptFile;
}

/**
 * The tabs of last time: those of this window, or of whichever was changed last. Dumps that are
 * not on offer any more are left out.
 */
export async function readSession(
  where: 'window' | 'browser',
  offered: readonly ServedDump[],
): Promise<KeptSession> {
  const written = readKept(SESSION, where);
  if (typeof written !== 'object' || written === null) return { tabs: [], active: null };
  const { tabs, active } = written as { readonly tabs?: unknown; readonly active?: unknown };
  const front = keptActive.safeParse(active).data ?? null;
  const recalled = await Promise.all(
    (Array.isArray(tabs) ? tabs.slice(0, MAX_TABS) : []).map((tab) => recallTab(tab, offered)),
  );
  const found = recalled.filter((tab): tab is KeptTab => tab !== null);
  const inFront = front === null ? null : (recalled[front] ?? null);
  return { tabs: found, active: inFront === null ? null : found.indexOf(inFront) };
}

/** The start of the server that this window's session was written under; null without one. */
export function ownRun(): string | null {
  const written = readKept(SESSION, 'window');
  if (typeof written !== 'object' || written === null) return null;
  return 'run' in written && typeof written.run === 'string' ? written.run : null;
}

export function writeSession({ tabs, active }: KeptSession, run: string): void {
  const before = sessionFileIds();
  const written = tabs.map(writtenTab);
  const whole = { run, tabs: written, active };
  // Where everything is too much, how each was looked at last is what counts.
  const brief = {
    run,
    tabs: written.map((tab) => ({ ...tab, links: tab.links.slice(tab.at, tab.at + 1), at: 0 })),
    active,
  };
  const session = JSON.stringify(whole).length > MAX_SESSION_BYTES ? brief : whole;
  for (const where of ['window', 'browser'] as const) {
    if (!writeKept(SESSION, session, where)) writeKept(SESSION, brief, where);
  }
  void forgetUnused(before);
}

function writtenTab({ handle, links, at }: KeptTab): WrittenTab {
  const token: BrowserToken = tokenOf(handle);
  return token.kind === 'http'
    ? { served: token.served, links, at }
    : { file: token.kept, links, at };
}

async function recallTab(value: unknown, offered: readonly ServedDump[]): Promise<KeptTab | null> {
  if (typeof value !== 'object' || value === null) return null;
  const { served, file } = value as { readonly served?: unknown; readonly file?: unknown };
  const views = keptViews.safeParse(value);
  const handle = await recallHandle(served, file, offered);
  return handle === null ? null : { handle, ...(views.data ?? { links: [], at: 0 }) };
}

async function recallHandle(
  served: unknown,
  file: unknown,
  offered: readonly ServedDump[],
): Promise<DumpHandle | null> {
  if (isServedDump(served)) {
    const now = offered.find((dump) => isSameServed(dump, served));
    return now === undefined ? null : servedHandle(now);
  }
  return isKeptFile(file) ? recalledHandle(file) : null;
}
