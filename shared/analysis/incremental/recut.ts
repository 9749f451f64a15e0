import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { CutEdges } from '../components/cuts.ts';
import { blockByHand, countsOf, USER } from '../components/cuts.ts';
import { NOT_INFRASTRUCTURE } from '../components/infrastructure.ts';
import { hasBit } from '../graph/bits.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { VerdictsWithout } from './verdicts-without.ts';

export interface Recut {
  readonly cuts: CutEdges;
  /** Infrastructure references that lead to what is garbage now, and are cut no more. */
  readonly uncut: Uint32Array;
}

/**
 * The references that no cycle may use once more are cut by hand: exactly what `computeCutEdges`
 * finds with the verdicts that follow.
 *
 * O(references to the classes and modules that nothing reaches any more), and 1 bit per reference
 * to copy. `referrers` is only asked for where there are such.
 */
export function recut(
  graph: HeapGraph,
  base: CutEdges,
  before: Verdicts,
  after: VerdictsWithout,
  edges: Uint32Array,
  referrers: () => Referrers,
  job: Job,
): Recut {
  const { rules } = base;
  const blocked = base.blocked.slice();
  const counts = base.counts.map(({ references }) => references);
  const uncut = new GrowableUint32(16);
  const isNowUnreachable = (node: number): boolean =>
    isUnreachable(after.verdicts.verdict[node]) && !isUnreachable(before.verdict[node]);
  const targets = after.changed.filter(
    (node) => (base.cutsPlainClasses || rules.isTarget(node)) && isNowUnreachable(node),
  );
  if (targets.length > 0) {
    const { firstReferrer, referrer } = referrers();
    let steps = 0;
    for (const target of targets) {
      for (let at = firstReferrer[target]; at < firstReferrer[target + 1]; at++) {
        const source = referrer[at];
        // Parallel references have their source several times in a row.
        if (at > firstReferrer[target] && referrer[at - 1] === source) continue;
        for (let edge = graph.firstEdge[source]; edge < graph.firstEdge[source + 1]; edge++) {
          if ((++steps & PACE_MASK) === 0) keepPace(job, 'Cutting infrastructure', 0, 0);
          if (graph.edgeTarget[edge] !== target || !hasBit(blocked, edge)) continue;
          if ((graph.edgeKind[edge] & EdgeMark.weak) !== 0) continue;
          const kind = rules.kindOf(source, edge);
          if (kind === NOT_INFRASTRUCTURE) continue;
          blocked[edge >>> 5] &= ~(1 << (edge & 31));
          counts[kind]--;
          uncut.push(edge);
        }
      }
    }
  }
  counts[USER] = blockByHand(blocked, edges);
  const cuts = { ...base, blocked, counts: countsOf(counts), byHand: edges };
  return { cuts, uncut: uncut.toArray().filter((edge) => !hasBit(blocked, edge)) };
}
