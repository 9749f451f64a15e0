import { clip, showable } from '../base/text.ts';
import { formatCount, formatQuantity } from '../base/units.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import type { Connected, SideCount } from './connect.ts';
import { shortTypeName } from './describe-node.ts';
import type { Grown } from './grow.ts';
import type { Side } from './neighbours.ts';
import { boxNode } from './node-box.ts';
import type { PlannedEdge, PlannedNode } from './plan-scene.ts';
import type { Way } from './way.ts';
import { gapsOf } from './way.ts';

/** A node that stands for what is not drawn, and the edges that join it to what is. */
export interface Stub {
  readonly omitted: NonNullable<PlannedNode['omitted']>;
  readonly node: PlannedNode;
  readonly edges: readonly PlannedEdge[];
}

/** Types a stub names before it says "…". */
const NAMED_TYPES = 2;

/** One stub per opened side with undrawn neighbours, in drawing order. */
export function sideStubs(graph: HeapGraph, grown: Grown, connected: Connected): readonly Stub[] {
  const stubs: Stub[] = [];
  for (const node of grown.drawn) {
    for (const side of SIDES) {
      const count = connected.counts.get(node)?.[side];
      if (count === undefined || !grown.open[side].has(node) || count.total <= count.drawn)
        continue;
      stubs.push(sideStub(graph, node, side, count));
    }
  }
  return stubs;
}

const SIDES: readonly Side[] = ['referrers', 'referents'];

function sideStub(graph: HeapGraph, of: NodeIndex, side: Side, count: SideCount): Stub {
  const omitted = { count: count.total - count.drawn, drawn: count.drawn, of, direction: side };
  const id = `more-${side}-${of}`;
  const noun = side === 'referrers' ? 'more referrer' : 'more referent';
  const named = [...count.missingTypes.values()].reduce((sum, times) => sum + times, 0);
  const isGroup = count.missingTypes.size === 1 && named === omitted.count;
  const node = stubNode(
    id,
    isGroup ? 'group' : 'stub',
    `+ ${formatQuantity(omitted.count, noun)}`,
    typesLine(graph, count.missingTypes, named < omitted.count),
    omitted,
  );
  const [source, target] = side === 'referrers' ? [id, `n${of}`] : [`n${of}`, id];
  return { omitted, node, edges: [stubEdge(`${id}-edge`, source, target, false, false)] };
}

/** Stubs for the stretches of a long cycle or path that are not drawn. */
export function gapStubs(
  ways: readonly Way[],
  drawn: ReadonlySet<NodeIndex>,
  kind: 'cycle' | 'path',
): readonly Stub[] {
  const isCycle = kind === 'cycle';
  return ways.flatMap((way) =>
    gapsOf(way, drawn, isCycle).map((gap): Stub => {
      const id = `more-${kind}-${gap.from}`;
      const omitted = {
        count: gap.count,
        drawn: 1,
        of: gap.from,
        direction: 'referents' as const,
      };
      const title = `+ ${formatCount(gap.count)} more on the ${kind}`;
      return {
        omitted,
        node: { ...stubNode(id, 'stub', title, '', omitted), inCycle: isCycle, onPath: !isCycle },
        edges: [
          stubEdge(`${id}-in`, `n${gap.from}`, id, isCycle, !isCycle),
          stubEdge(`${id}-out`, id, `n${gap.to}`, isCycle, !isCycle),
        ],
      };
    }),
  );
}

function typesLine(graph: HeapGraph, types: ReadonlyMap<number, number>, areMore: boolean): string {
  const sorted = [...types].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const named = sorted.slice(0, NAMED_TYPES).map(([type, count]) => {
    const name = graph.strings.get(graph.typeNames[type]);
    return `${formatCount(count)} × ${clip(shortTypeName(showable(clip(name, 200))), 18)}`;
  });
  if (areMore || sorted.length > NAMED_TYPES) named.push('…');
  return named.join(', ');
}

function stubNode(
  id: string,
  role: 'stub' | 'group',
  title: string,
  line: string,
  omitted: Stub['omitted'],
): PlannedNode {
  const lines = line === '' ? [] : [line];
  return {
    id,
    role,
    node: null,
    address: '',
    ...boxNode({ title, lines, redactedLines: lines, rootLabel: '' }, false),
    verdict: 'unknown',
    isFocus: false,
    inCycle: false,
    onPath: false,
    canUnfold: false,
    undrawn: { referrers: 0, referents: 0 },
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
    isWeak: false,
    isHidden: false,
    isCut: false,
    isCutByHand: false,
    references: [],
    isStub: true,
    labelWidth: 0,
    labelHeight: 0,
  };
}
