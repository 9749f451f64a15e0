import type { LentDigest } from '../../shared/protocol/engine-messages.ts';
import { DEFAULT_CUTS } from '../../shared/protocol/schemas.ts';
import type { DumpDigest } from '../../shared/session/compare/dump-digest.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import { type CliContext, openAndWarn } from './context.ts';

export interface OpenedForComparison {
  /** The last dump. */
  readonly session: HeapSession;
  /** Names of the others in its questions, the earliest first. */
  readonly baselines: readonly string[];
  /** The files in the order of the dumps. */
  readonly files: readonly string[];
  /** The dumps are of one process and were given in another order. */
  readonly isReordered: boolean;
}

interface Opened {
  readonly file: string;
  readonly digest: LentDigest<DumpDigest>;
}

/**
 * Opens the dumps of a comparison: of each but the last only its digest is kept, so that no two
 * graphs are in memory at once. Dumps of one process are put in the order in which they were taken,
 * others stay in the order given.
 */
export async function openForComparison(
  context: CliContext,
  given: readonly string[],
): Promise<OpenedForComparison> {
  const lent: Opened[] = [];
  for (const file of given.slice(0, -1)) lent.push(await lendFrom(context, file));
  let last = given[given.length - 1] ?? '';
  let session = await openAndWarn(context, last);
  const latest = latestOf(lent, session);
  if (latest !== null) {
    // The one that was taken last has to be at hand; the dump that was is lent instead.
    const digest = session.comparer.lend(DEFAULT_CUTS, context.job);
    lent.splice(lent.indexOf(latest), 1, { file: last, digest });
    last = latest.file;
    session = await openAndWarn(context, last);
  }
  if (areOfOneProcess(lent, session)) lent.sort((a, b) => compareText(takenAt(a), takenAt(b)));
  const baselines = lent.map(({ digest }, at) => {
    session.comparer.borrow(String(at), digest);
    return String(at);
  });
  const files = [...lent.map(({ file }) => file), last];
  return { session, baselines, files, isReordered: files.some((file, at) => file !== given[at]) };
}

async function lendFrom(context: CliContext, file: string): Promise<Opened> {
  const { comparer } = await openAndWarn(context, file);
  return { file, digest: comparer.lend(DEFAULT_CUTS, context.job) };
}

/** The one of them that was taken last, if it was after the session's own dump, in its process. */
function latestOf(lent: readonly Opened[], session: HeapSession): Opened | null {
  if (!areOfOneProcess(lent, session)) return null;
  let latest: Opened | null = null;
  let time = session.graph.process.takenAt ?? '';
  for (const opened of lent) {
    if (takenAt(opened) <= time) continue;
    latest = opened;
    time = takenAt(opened);
  }
  return latest;
}

function areOfOneProcess(lent: readonly Opened[], { graph }: HeapSession): boolean {
  const { processKey } = graph.process;
  if (processKey === undefined) return false;
  return lent.every(({ digest }) => digest.digest.process.processKey === processKey);
}

/** ISO 8601 in UTC sorts as text. */
function takenAt({ digest }: Opened): string {
  return digest.digest.process.takenAt ?? '';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
