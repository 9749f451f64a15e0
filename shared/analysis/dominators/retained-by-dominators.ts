import type { Job } from '../../base/job.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import type { CycleFamily } from '../families/cycle-family.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { EntryVerdicts } from '../paths/entries.ts';
import { UNCOUNTED } from '../verdicts/garbage-by-counts.ts';
import type { Dominators } from './dominators.ts';
import { retainedSizeOfSet } from './retained-set.ts';

/** Components without a head whose retained size is found by removal, a pass over the graph each. */
const MAX_REMOVALS = 4;
/** Steps up the tree of dominators, per object of the graph. */
const MAX_CLIMBING = 2;
/** The component has no head. */
const NO_HEAD = NO_NODE;

/**
 * Bytes that go with each family's components, as `computeFamilyRetained`, from dominators of the
 * same graph; null where these do not say it and the other way is the shorter one.
 *
 * Where one member dominates all others, the component's head, whatever leads through any member
 * leads through it: the component retains what its head does, and is within another where the head
 * is dominated by that one's. Nearly all components of a heap have one.
 *
 * O(references of the members + what is climbed), with a bound; 4 bytes per object while it runs.
 */
export function retainedByDominators(
  graph: HeapGraph,
  components: Components,
  families: readonly CycleFamily[],
  dominators: Dominators,
  verdicts: EntryVerdicts | null,
  job: Job,
): Float64Array | null {
  if (hangsOnUncounted(graph, components, job)) return null;
  const heads = findHeads(components, dominators, job);
  const headless = heads.reduce((sum, head) => sum + (head === NO_HEAD ? 1 : 0), 0);
  if (headless > MAX_REMOVALS) return null;
  const climber = new Climber(dominators, MAX_CLIMBING * graph.nodeCount);
  const retained = new Float64Array(families.length);
  for (let at = 0; at < families.length; at++) {
    if ((at & 0xff) === 0) job.checkpoint();
    const own = families[at].components;
    const ownHeads = own.map((component) => heads[component]);
    if (!ownHeads.includes(NO_HEAD)) {
      const sum = climber.retainedBy(ownHeads, job);
      if (sum === null) return null;
      retained[at] = sum;
    } else if (own.length === 1) {
      const { firstMember, member } = components;
      const members = member.subarray(firstMember[own[0]], firstMember[own[0] + 1]);
      retained[at] = retainedSizeOfSet(graph, members, verdicts, job);
    } else {
      return null;
    }
  }
  return retained;
}

/**
 * Whether a component may hang together by references that hold nothing. Then members that a whole
 * would hold are not held by its head.
 */
function hangsOnUncounted(graph: HeapGraph, components: Components, job: Job): boolean {
  const { firstEdge, edgeTarget, edgeKind, refcount } = graph;
  const { component, member } = components;
  if (refcount === null) return false;
  for (let at = 0; at < member.length; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = member[at];
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & UNCOUNTED) !== EdgeMark.borrowed) continue;
      if (component[edgeTarget[edge]] === component[node]) return true;
    }
  }
  return false;
}

/** Per component the member that dominates all others: the only one dominated from elsewhere. */
function findHeads(
  { count, component, firstMember, member }: Components,
  { immediateDominator }: Dominators,
  job: Job,
): Uint32Array {
  const heads = new Uint32Array(count);
  for (let own = 0; own < count; own++) {
    let found = 0;
    for (let at = firstMember[own]; at < firstMember[own + 1]; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      const above = immediateDominator[member[at]];
      if (above !== NO_NODE && component[above] === own) continue;
      heads[own] = member[at];
      found++;
    }
    if (found !== 1) heads[own] = NO_HEAD;
  }
  return heads;
}

/** Adds up what objects retain, those apart that are dominated by another of the same list. */
class Climber {
  private readonly dominators: Dominators;
  /** Per object, in which list it was last met, times two; one more where it is inside of it. */
  private readonly met: Uint32Array;
  private list = 0;
  private stepsLeft: number;

  constructor(dominators: Dominators, steps: number) {
    this.dominators = dominators;
    this.met = new Uint32Array(dominators.immediateDominator.length);
    this.stepsLeft = steps;
  }

  /** Null when the steps run out. */
  retainedBy(heads: Uint32Array, job: Job): number | null {
    const { retainedSize, immediateDominator } = this.dominators;
    if (heads.length === 1) return retainedSize[heads[0]];
    const outside = 2 * ++this.list;
    const inside = outside + 1;
    for (const head of heads) this.met[head] = inside;
    let sum = 0;
    for (let at = 0; at < heads.length; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      const head = heads[at];
      // Each object is climbed through once per list: what was met says how it goes on.
      let end = immediateDominator[head];
      while (end !== NO_NODE && this.met[end] < outside && this.stepsLeft-- > 0) {
        if ((this.stepsLeft & PACE_MASK) === 0) job.checkpoint();
        end = immediateDominator[end];
      }
      if (this.stepsLeft < 0) return null;
      const place = end === NO_NODE ? outside : this.met[end];
      for (let node = immediateDominator[head]; node !== end; node = immediateDominator[node]) {
        this.met[node] = place;
      }
      if (place === outside) sum += retainedSize[head];
    }
    return sum;
  }
}
