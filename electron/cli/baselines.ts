import { DEFAULT_CUTS } from '../../shared/protocol/schemas.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import { type CliContext, openAndWarn } from './context.ts';

export interface OpenedForComparison {
  /** The last dump. */
  readonly session: HeapSession;
  /** Names of the others in its questions, the earliest first. */
  readonly baselines: readonly string[];
}

/**
 * Opens the dumps of a comparison, the earliest first: of each but the last only its digest is kept,
 * so that no two graphs are in memory at once.
 */
export async function openForComparison(
  context: CliContext,
  files: readonly string[],
): Promise<OpenedForComparison> {
  const lent = [];
  for (const file of files.slice(0, -1)) {
    const { comparer } = await openAndWarn(context, file);
    lent.push(comparer.lend(DEFAULT_CUTS, context.job));
  }
  const session = await openAndWarn(context, files[files.length - 1]);
  const baselines = lent.map((digest, at) => {
    session.comparer.borrow(String(at), digest);
    return String(at);
  });
  return { session, baselines };
}
