import { clip, showable } from '../../base/text.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Connected, SideCount } from '../content/connect.ts';
import type { Route } from '../content/route.ts';
import { gapsOf } from '../content/route.ts';
import { vertexId } from '../content/vertex.ts';
import type { Grown } from '../content/vertex-set.ts';
import type { Side } from '../folding/neighbours.ts';
import { drawnTypeName } from '../text/describe-node.ts';
import { boxNode } from '../text/node-box.ts';
import type { PlannedEdge, PlannedNode } from './planned.ts';

/** A node that stands for what is not drawn, and the edges that join it to what is. */
export interface Stub {
  readonly omitted: NonNullable<PlannedNode['omitted']>;
  readonly node: PlannedNode;
  readonly edges: readonly PlannedEdge[];
}

/** Types a stub names before it says "…". */
const MAX_NAMED_TYPES = 2;

/** One stub per opened side with undrawn neighbours, in drawing order. */
export function sideStubs(graph: HeapGraph, grown: Grown, connected: Connected): readonly Stub[] {
  const stubs: Stub[] = [];
  for (const vertex of grown.vertices) {
    for (const side of SIDES) {
      const count = connected.counts.get(vertex)?.[side];
      if (count === undefined || !grown.open[side].has(vertex) || count.missing === 0) continue;
      stubs.push(sideStub(graph, vertexId(grown, vertex), side, count));
    }
  }
  return stubs;
}

const SIDES: readonly Side[] = ['referrers', 'referents'];

function sideStub(graph: HeapGraph, of: string, side: Side, count: SideCount): Stub {
  const { missing, missingTypes, drawn } = count;
  const omitted = { count: missing, drawn, of, direction: side };
  const id = `more-${side}-${of}`;
  const noun = side === 'referrers' ? 'more referrer' : 'more referent';
  const named = [...missingTypes.values()].reduce((sum, times) => sum + times, 0);
  const node = stubNode(
    id,
    `+ ${formatQuantity(missing, noun)}`,
    typesLine(graph, missingTypes, named < missing),
    omitted,
  );
  const [source, target] = side === 'referrers' ? [id, of] : [of, id];
  return { omitted, node, edges: [stubEdge(`${id}-edge`, source, target, false, false)] };
}

/** Stubs for the stretches of a long cycle or path that are not drawn. */
export function gapStubs(way: Route | null, grown: Grown, kind: 'cycle' | 'path'): readonly Stub[] {
  if (way === null) return [];
  const isCycle = kind === 'cycle';
  const idOf = (node: NodeIndex): string => vertexId(grown, grown.vertexOf(node) ?? node);
  const isDrawn = (node: NodeIndex): boolean => grown.vertexOf(node) !== undefined;
  return gapsOf(way, isDrawn, isCycle).map((gap): Stub => {
    const id = `more-${kind}-${gap.from}`;
    const of = idOf(gap.from);
    const omitted = { count: gap.count, drawn: 1, of, direction: 'referents' as const };
    const title = `+ ${formatCount(gap.count)} more on the ${kind}`;
    return {
      omitted,
      node: { ...stubNode(id, title, '', omitted), inCycle: isCycle, onPath: !isCycle },
      edges: [
        stubEdge(`${id}-in`, of, id, isCycle, !isCycle),
        stubEdge(`${id}-out`, id, idOf(gap.to), isCycle, !isCycle),
      ],
    };
  });
}

function typesLine(graph: HeapGraph, types: ReadonlyMap<number, number>, areMore: boolean): string {
  const sorted = [...types].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const named = sorted.slice(0, MAX_NAMED_TYPES).map(([type, count]) => {
    const name = graph.strings.get(graph.typeNames[type]);
    return `${formatCount(count)} × ${clip(drawnTypeName(showable(clip(name, 200))), 18)}`;
  });
  if (areMore || sorted.length > MAX_NAMED_TYPES) named.push('…');
  return named.join(', ');
}

function stubNode(id: string, title: string, line: string, omitted: Stub['omitted']): PlannedNode {
  const lines = line === '' ? [] : [line];
  return {
    id,
    role: 'stub',
    node: null,
    address: '',
    type: '',
    ...boxNode({ title, lines, redactedLines: lines, rootLabel: '', record: null }, false),
    verdict: 'unknown',
    isFocus: false,
    inCycle: false,
    onPath: false,
    inFamily: false,
    isPinned: false,
    canUnfold: false,
    undrawn: { referrers: 0, referents: 0 },
    group: null,
    omitted,
  };
}

function stubEdge(
  id: string,
  source: string,
  target: string,
  inCycle: boolean,
  onPath: boolean,
): PlannedEdge {
  return {
    id,
    source,
    target,
    label: '',
    fullLabel: '',
    redactedLabel: '',
    count: 1,
    folded: [],
    inCycle,
    onPath,
    inFamily: false,
    isWeak: false,
    isHidden: false,
    isCut: false,
    isCutByHand: false,
    references: [],
    bears: 0,
    isStub: true,
    labelWidth: 0,
    labelHeight: 0,
  };
}
