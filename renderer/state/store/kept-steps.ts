import type { KeptViews } from '../../../shared/protocol/kept.ts';
import type { History, HistoryEntry } from '../view/history.ts';
import type { ReadyTab } from './tab.ts';

/** Steps back and forward that outlive the window. */
const STEPS_BACK = 15;
const STEPS_FORWARD = 5;

interface Steps {
  readonly entries: readonly HistoryEntry[];
  readonly at: number;
}

/**
 * How a tab is looked at, as links for the next start; null for nothing. What is `undrawn` (ids of
 * steps) failed to draw and is left out: nobody must be led there again by a start.
 */
export async function keptSteps(
  { history, names }: ReadyTab,
  undrawn: readonly number[] = [],
): Promise<KeptViews | null> {
  const { entries, at } = stepsAround(history, undrawn);
  return entries.length === 0 ? null : { links: await names.kept(entries), at };
}

/** Steps of a tab without asking the engine, for a page that goes away or an engine that is gone. */
export function keptStepsAtOnce(
  { history, names }: ReadyTab,
  undrawn: readonly number[] = [],
): KeptViews | null {
  const { entries, at } = stepsAround(history, undrawn);
  const written = names.keptAtOnce(entries);
  const links = written.filter((link) => link !== '');
  const lost = written.slice(0, at + 1).filter((link) => link === '').length;
  return links.length === 0 ? null : { links, at: Math.max(0, at - lost) };
}

function stepsAround({ entries, at }: History, undrawn: readonly number[]): Steps {
  const first = Math.max(0, at - STEPS_BACK);
  const around = entries.slice(first, at + STEPS_FORWARD + 1);
  const kept = around.filter(({ id }) => !undrawn.includes(id));
  const before = around.slice(0, at - first + 1).filter(({ id }) => !undrawn.includes(id));
  return { entries: kept, at: Math.max(0, before.length - 1) };
}
