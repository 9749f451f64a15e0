const MOST = 20;
/** As long as the engine takes them. */
const LONGEST = 4000;

/** The filters with one more in front, each once; blank ones are not worth remembering. */
export function withRecent(filters: readonly string[], filter: string): readonly string[] {
  const used = filter.trim();
  if (used === '' || used.length > LONGEST || filters[0] === used) return filters;
  return [used, ...filters.filter((other) => other !== used)].slice(0, MOST);
}

/** What was kept of them; anything that is none is left out. */
export function recentFiltersFrom(kept: unknown): readonly string[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((one) => typeof one === 'string' && one.length <= LONGEST).slice(0, MOST);
}
