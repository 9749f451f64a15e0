import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Neighbours, Side } from '../folding/neighbours.ts';
import type { FoldedStep, StepKey } from '../folding/step.ts';
import { keyOfStep, stepKey, stepOf } from '../folding/step.ts';
import { MAX_SCAN } from './grow.ts';
import type { Vertex } from './vertex.ts';
import { isGroup, scanVertex } from './vertex.ts';
import type { Grown } from './vertex-set.ts';

/** What lies on one side of a drawn object or group. */
export interface SideCount {
  /** Distinct neighbours that nothing in the drawing stands for; hidden ones are not counted. */
  readonly missing: number;
  /** Types of those, as far as they were looked at. */
  readonly missingTypes: ReadonlyMap<number, number>;
  /** Objects and groups drawn on this side. */
  readonly drawn: number;
}

export interface Connected {
  readonly steps: readonly FoldedStep[];
  readonly counts: ReadonlyMap<Vertex, Readonly<Record<Side, SideCount>>>;
}

/** References looked at on sides that were not asked for: only to say whether there is more. */
const GLANCE = 1000;
/** References looked at in the whole drawing before every side gets no more than a glance. */
const MAX_SCANNED = 400_000;

/**
 * Every followed step between drawn objects, and how many neighbours of each are not drawn.
 *
 * All references among drawn objects are drawn, also those the search did not come along:
 * an edge that is missing between two objects in view would be read as "no reference".
 */
export function connect(
  neighbours: Neighbours,
  grown: Grown,
  typeOf: (node: NodeIndex) => number,
  forced: Iterable<FoldedStep>,
): Connected {
  const { vertices, groups, open, vertexOf } = grown;
  const steps = new Map<StepKey, FoldedStep>();
  const glances = new Map<Vertex, Record<Side, Glance>>();
  let scanned = 0;
  for (const vertex of vertices) {
    const members = groups.get(vertex)?.rest ?? [vertex];
    const look = (side: Side): Glance => {
      const found = new Set<NodeIndex>();
      const missing = new Set<NodeIndex>();
      const missingTypes = new Map<number, number>();
      const isWhole = open[side].has(vertex) && scanned < MAX_SCANNED;
      const limit = isWhole ? MAX_SCAN : GLANCE;
      const rest = scanVertex(
        neighbours,
        members,
        side,
        limit,
        (member, node, holder, by, chain) => {
          scanned++;
          if (vertexOf(node) !== undefined) {
            found.add(node);
            const target = side === 'referents' ? node : member;
            const key = keyOfStep(chain?.owner ?? holder, by, chain?.isPassing === true);
            if (!steps.has(key)) steps.set(key, stepOf(chain, holder, by, target));
          } else if (!grown.isHidden(node) && !missing.has(node)) {
            missing.add(node);
            missingTypes.set(typeOf(node), (missingTypes.get(typeOf(node)) ?? 0) + 1);
          }
        },
      );
      return { found, missing, missingTypes, rest };
    };
    glances.set(vertex, { referrers: look('referrers'), referents: look('referents') });
  }
  for (const step of forced) {
    const isDrawn = vertexOf(step.source) !== undefined && vertexOf(step.target) !== undefined;
    if (isDrawn) steps.set(stepKey(step), step);
  }
  return { steps: [...steps.values()], counts: countSides(grown, glances, steps.values()) };
}

interface Glance {
  /** Neighbours that were seen and that something drawn stands for. */
  readonly found: ReadonlySet<NodeIndex>;
  /** Neighbours that were seen and are not drawn. */
  readonly missing: ReadonlySet<NodeIndex>;
  readonly missingTypes: ReadonlyMap<number, number>;
  /** References that were not looked at. */
  readonly rest: number;
}

/**
 * Drawn neighbours are counted from the steps, because one that a glance did not get to may have
 * been found from its other end; it is then no longer among the references not looked at.
 */
function countSides(
  { vertexOf }: Grown,
  glances: ReadonlyMap<Vertex, Record<Side, Glance>>,
  steps: Iterable<FoldedStep>,
): ReadonlyMap<Vertex, Record<Side, SideCount>> {
  const ends = {
    referrers: new Map<Vertex, Ends>(),
    referents: new Map<Vertex, Ends>(),
  };
  for (const { source, target } of steps) {
    const from = vertexOf(source);
    const to = vertexOf(target);
    if (from === undefined || to === undefined) continue;
    addEnd(ends.referents, from, target, to);
    addEnd(ends.referrers, to, source, from);
  }
  const counts = new Map<Vertex, Record<Side, SideCount>>();
  for (const [vertex, glance] of glances) {
    const count = (side: Side): SideCount => {
      const drawn = ends[side].get(vertex);
      const { found, missing, missingTypes, rest } = glance[side];
      // Members of a group share neighbours: what was not looked at cannot be told apart there.
      const fromOtherEnd = isGroup(vertex) ? 0 : (drawn?.nodes.size ?? 0) - found.size;
      return {
        missing: missing.size + Math.max(0, rest - fromOtherEnd),
        missingTypes,
        drawn: drawn?.vertices.size ?? 0,
      };
    };
    counts.set(vertex, { referrers: count('referrers'), referents: count('referents') });
  }
  return counts;
}

/** What the drawn references on one side lead to, as objects and as what stands for them. */
interface Ends {
  readonly nodes: Set<NodeIndex>;
  readonly vertices: Set<Vertex>;
}

function addEnd(ends: Map<Vertex, Ends>, of: Vertex, node: NodeIndex, vertex: Vertex): void {
  const known = ends.get(of);
  if (known === undefined) ends.set(of, { nodes: new Set([node]), vertices: new Set([vertex]) });
  else {
    known.nodes.add(node);
    known.vertices.add(vertex);
  }
}
