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

/** How a tab is looked at, as links for the next start. */
export async function keptSteps({ history, names }: ReadyTab): Promise<KeptViews> {
  const { entries, at } = stepsAround(history);
  return { links: await names.kept(entries), at };
}

/** The same at once, for a page that goes away or an engine that is gone already. */
export function keptStepsAtOnce({ history, names }: ReadyTab): KeptViews | null {
  const { entries, at } = stepsAround(history);
  const written = names.keptAtOnce(entries);
  const links = written.filter((link) => link !== '');
  const lost = written.slice(0, at + 1).filter((link) => link === '').length;
  return links.length === 0 ? null : { links, at: Math.max(0, at - lost) };
}

function stepsAround({ entries, at }: History): Steps {
  const first = Math.max(0, at - STEPS_BACK);
  return { entries: entries.slice(first, at + STEPS_FORWARD + 1), at: at - first };
}
