import type { EdgeIndex, NodeIndex } from '../heap/heap-graph.ts';
import type { Grown } from './grow.ts';
import { MAX_SCAN } from './grow.ts';
import type { Neighbours, Side } from './neighbours.ts';
import type { FoldedStep } from './step.ts';
import { stepKey, stepOf } from './step.ts';

/** What lies on one side of a drawn object. */
export interface SideCount {
  /** Distinct neighbours, drawn ones included, hidden ones not. */
  readonly total: number;
  readonly drawn: number;
  /** Types of those that are not drawn, as far as they were looked at. */
  readonly missingTypes: ReadonlyMap<number, number>;
}

export interface Connected {
  readonly steps: readonly FoldedStep[];
  readonly counts: ReadonlyMap<NodeIndex, Readonly<Record<Side, SideCount>>>;
}

/** References looked at on sides that were not asked for: only to say whether there is more. */
const GLANCE = 1000;

/**
 * Every followed step between drawn objects, and how many neighbours of each are not drawn.
 *
 * All references among drawn objects are drawn, also those the search did not come along:
 * an edge that is missing between two objects in view would be read as "no reference".
 */
export function connect(
  neighbours: Neighbours,
  grown: Grown,
  hidden: ReadonlySet<NodeIndex>,
  typeOf: (node: NodeIndex) => number,
  forced: Iterable<FoldedStep>,
): Connected {
  const { drawn, open } = grown;
  const steps = new Map<EdgeIndex, FoldedStep>();
  const glances = new Map<NodeIndex, Record<Side, Glance>>();
  for (const node of drawn) {
    const look = (side: Side): Glance => {
      const isOpen = open[side].has(node);
      const glance: Glance = {
        found: new Set(),
        missing: new Set(),
        missingTypes: new Map(),
        rest: 0,
      };
      glance.rest = neighbours.scan(
        node,
        side,
        isOpen ? MAX_SCAN : GLANCE,
        (neighbour, holder, edge, chain) => {
          if (drawn.has(neighbour)) {
            glance.found.add(neighbour);
            const target = side === 'referents' ? neighbour : node;
            if (!steps.has(edge)) steps.set(edge, stepOf(chain, holder, edge, target));
          } else if (!hidden.has(neighbour) && !glance.missing.has(neighbour)) {
            glance.missing.add(neighbour);
            const type = typeOf(neighbour);
            glance.missingTypes.set(type, (glance.missingTypes.get(type) ?? 0) + 1);
          }
          return true;
        },
      );
      return glance;
    };
    glances.set(node, { referrers: look('referrers'), referents: look('referents') });
  }
  for (const step of forced) {
    if (drawn.has(step.source) && drawn.has(step.target)) steps.set(stepKey(step), step);
  }
  return { steps: [...steps.values()], counts: countSides(glances, steps.values()) };
}

interface Glance {
  /** Drawn neighbours that were seen. */
  readonly found: Set<NodeIndex>;
  /** Neighbours that were seen and are not drawn. */
  readonly missing: Set<NodeIndex>;
  readonly missingTypes: Map<number, number>;
  /** References that were not looked at. */
  rest: number;
}

/**
 * Drawn neighbours are counted from the steps, because one that a glance did not get to may have
 * been found from its other end; it is then no longer among the references not looked at.
 */
function countSides(
  glances: ReadonlyMap<NodeIndex, Record<Side, Glance>>,
  steps: Iterable<FoldedStep>,
): ReadonlyMap<NodeIndex, Record<Side, SideCount>> {
  const drawnOn = {
    referrers: new Map<NodeIndex, Set<NodeIndex>>(),
    referents: new Map<NodeIndex, Set<NodeIndex>>(),
  };
  for (const { source, target } of steps) {
    addTo(drawnOn.referents, source, target);
    addTo(drawnOn.referrers, target, source);
  }
  const counts = new Map<NodeIndex, Record<Side, SideCount>>();
  for (const [node, glance] of glances) {
    const count = (side: Side): SideCount => {
      const drawn = drawnOn[side].get(node)?.size ?? 0;
      const unseen = glance[side].rest - (drawn - glance[side].found.size);
      const missing = glance[side].missing.size + Math.max(0, unseen);
      return { total: drawn + missing, drawn, missingTypes: glance[side].missingTypes };
    };
    counts.set(node, { referrers: count('referrers'), referents: count('referents') });
  }
  return counts;
}

function addTo(map: Map<NodeIndex, Set<NodeIndex>>, key: NodeIndex, value: NodeIndex): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}
