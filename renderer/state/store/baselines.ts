import { isFingerprint } from '../../../shared/protocol/kept.ts';
import { dumpOfLink } from '../links/view-link.ts';
import type { History } from '../view/history.ts';
import type { Tab } from './tab.ts';

/**
 * The dumps a comparison is with, as its place names them: by what they contain, which outlives
 * tabs and windows; by their tab until that is known.
 */

/** The tab a baseline stands for; none while its dump is not open, or was never opened here. */
export function baselineTab(baseline: string, ownTab: string, tabs: readonly Tab[]): Tab | null {
  const others = tabs.filter(({ id }) => id !== ownTab);
  return (
    others.find(({ id }) => id === baseline) ??
    (isFingerprint(baseline)
      ? (others.find((tab) => fingerprintOf(tab) === baseline) ?? null)
      : null)
  );
}

/** What names a tab's dump in a comparison from now on. */
export function baselineOf(tab: Tab): string {
  const known = fingerprintOf(tab);
  return isFingerprint(known) ? known : tab.id;
}

/** Names every baseline of the tabs by its dump, where that dump is known by now. */
export function withKnownBaselines(tabs: readonly Tab[]): readonly Tab[] {
  const names = new Map(
    tabs.flatMap((tab) => (tab.status === 'ready' ? [[tab.id, baselineOf(tab)] as const] : [])),
  );
  const renamed = tabs.map((tab) => {
    if (tab.status !== 'ready') return tab;
    const history = renameIn(tab.history, names);
    return history === tab.history ? tab : { ...tab, history };
  });
  return renamed.every((tab, at) => tab === tabs[at]) ? tabs : renamed;
}

function renameIn(history: History, names: ReadonlyMap<string, string>): History {
  const isOld = (baseline: string) => (names.get(baseline) ?? baseline) !== baseline;
  const entries = history.entries.map((entry) => {
    const { place } = entry;
    if (place.view !== 'compare' || !place.baselines.some(isOld)) return entry;
    const baselines = place.baselines.map((baseline) => names.get(baseline) ?? baseline);
    return { ...entry, place: { ...place, baselines } };
  });
  return entries.every((entry, at) => entry === history.entries[at])
    ? history
    : { ...history, entries };
}

/** What a tab holds or held, by its content; '' where that is not known. */
export function fingerprintOf(tab: Tab): string {
  if (tab.status === 'ready') return tab.names.fingerprint;
  const { kept } = tab;
  return kept === null ? '' : dumpOfLink(kept.links[kept.at] ?? '');
}
