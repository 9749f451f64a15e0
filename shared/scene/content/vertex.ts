import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Neighbours, Side, StepVisitor } from '../folding/neighbours.ts';
import type { Gathering } from './transforms.ts';

/** What a drawing draws: an object, by its index, or a group of equal ones, by a negative number. */
export type Vertex = number;

/** Equal objects drawn as one. */
export interface Group {
  readonly vertex: Vertex;
  /** Stays from scene to scene, whatever else is drawn. */
  readonly id: string;
  /** All of them, in the order in which they would be drawn one by one. */
  readonly members: readonly NodeIndex[];
  /** The transform it comes from; null for equal neighbours of one object. */
  readonly gathering: Gathering | null;
}

export interface DrawnGroup extends Group {
  /** Those that are not drawn one by one beside it: what the group stands for. Two or more. */
  readonly rest: readonly NodeIndex[];
}

export function isGroup(vertex: Vertex): boolean {
  return vertex < 0;
}

/** The id of what is drawn, as a scene has it. */
export function vertexId(
  { groups }: { readonly groups: ReadonlyMap<Vertex, Group> },
  vertex: Vertex,
): string {
  return groups.get(vertex)?.id ?? `n${vertex}`;
}

/** A group's id, from the side of the object it was found on and what its members share. */
export function groupId(of: string, side: Side | 'focus', likeness: string): string {
  return `group-${hashText(`${of} ${side} ${likeness}`)}`;
}

/**
 * Calls `visit` with every followed, folded step on one side of an object or of the members of a
 * group, at most `limit` references; returns how many were left.
 */
export function scanVertex(
  neighbours: Neighbours,
  members: readonly NodeIndex[],
  side: Side,
  limit: number,
  visit: (member: NodeIndex, ...step: Parameters<StepVisitor>) => void,
): number {
  let budget = limit;
  let left = 0;
  for (const member of members) {
    left += neighbours.scan(member, side, Math.max(0, budget), (...step) => {
      visit(member, ...step);
      return true;
    });
    budget -= neighbours.count(member, side);
  }
  return left;
}

/** 64 bits of FNV-1a over UTF-16 code units, as two independent 32-bit halves. */
function hashText(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}
