import type { DotRunner } from './dot-runner.ts';
import type { LayoutResult } from './layout-graph.ts';

/**
 * Attempts at drawings of one dump, up to five for each: those that are gone back to, or drawn
 * again with another pin or as a file.
 */
const MAX_CACHED = 100;

/**
 * A runner that remembers the last layouts, so that equal input is laid out once: an exported
 * picture is the one on screen, and a pin or a colour costs no layout. Input that took too long is
 * remembered as well.
 */
export function cachingLayouts(dot: DotRunner): DotRunner {
  const kept = new Map<string, LayoutResult | null>();
  return {
    async run(input, form, limit, job) {
      const key = JSON.stringify([form, input]);
      const known = kept.get(key);
      const result = known === undefined ? await dot.run(input, form, limit, job) : known;
      // Moved to the end: the first is the one that was asked for longest ago.
      kept.delete(key);
      kept.set(key, result);
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_CACHED) break;
        kept.delete(oldest);
      }
      return result;
    },
  };
}
