import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';

/**
 * That objects have more referrers in the dump than their reference count, why, and whether it
 * matters; '' where there are none.
 *
 * Such a count says nothing of references from outside, so none are assumed. Where something else
 * holds the object that changes nothing; where nothing does, it is called garbage without proof.
 */
export function inconsistentCountsText(
  graph: HeapGraph,
  { inconsistentCounts, inconsistentUnreached }: Verdicts,
): string {
  if (inconsistentCounts === 0) return '';
  const [have, their] = inconsistentCounts === 1 ? ['has', 'its'] : ['have', 'their'];
  const why =
    graph.process.atomic === false
      ? 'other threads ran while the dump was taken'
      : 'some references are not counted, as in classes of C extensions, or the dump is not of one instant';
  const what =
    inconsistentUnreached === 0
      ? 'No verdict depends on this: each is also held by something else.'
      : `${formatCount(inconsistentUnreached)} of them ${inconsistentUnreached === 1 ? 'is' : 'are'} called garbage, which may be wrong, for references from outside the dump cannot be told.`;
  return `${formatQuantity(inconsistentCounts, 'object')} ${have} more referrers in the dump than ${their} reference count: ${why}. ${what}`;
}
