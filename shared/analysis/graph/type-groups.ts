import type { Job } from '../../base/job.ts';
import { keepPace, PACE_MASK } from './pace.ts';

/** Some objects put together by their type. Rows, by bytes retained, the most first. */
export interface TypeGroups {
  readonly type: Uint32Array;
  readonly count: Uint32Array;
  readonly retainedSize: Float64Array;
  readonly shallowSize: Float64Array;
  /** The verdict all of the group share, or `MIXED`. */
  readonly verdict: Uint8Array;
}

/** Objects of a group have different verdicts. */
export const MIXED = 255;

/**
 * Groups of objects by type. For children of one dominator retained sizes add up exactly: what two
 * of them hold only together belongs to neither but to the dominator.
 *
 * O(objects given + types).
 */
export function groupByType(
  nodes: Uint32Array,
  columns: {
    readonly type: Uint32Array;
    readonly typeCount: number;
    readonly retainedSize: Float64Array;
    readonly shallowSize: Float64Array;
    readonly verdict: Uint8Array;
  },
  job: Job,
): TypeGroups {
  const { typeCount } = columns;
  const count = new Uint32Array(typeCount);
  const retained = new Float64Array(typeCount);
  const shallow = new Float64Array(typeCount);
  const verdict = new Uint8Array(typeCount);
  for (let at = 0; at < nodes.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Grouping by type', at, nodes.length);
    const node = nodes[at];
    const type = columns.type[node];
    const own = columns.verdict[node];
    if (count[type]++ === 0) verdict[type] = own;
    else if (verdict[type] !== own) verdict[type] = MIXED;
    retained[type] += columns.retainedSize[node];
    shallow[type] += columns.shallowSize[node];
  }
  const present = new Uint32Array(typeCount)
    .map((_, type) => type)
    .filter((type) => count[type] > 0);
  present.sort((a, b) => retained[b] - retained[a] || a - b);
  return {
    type: present,
    count: present.map((type) => count[type]),
    retainedSize: Float64Array.from(present, (type) => retained[type]),
    shallowSize: Float64Array.from(present, (type) => shallow[type]),
    verdict: Uint8Array.from(present, (type) => verdict[type]),
  };
}
