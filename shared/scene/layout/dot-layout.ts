import type { Viz } from '@viz-js/viz';
import type { LaidOutEdge, LayoutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

/** One way to ask dot: what it comes to differs a great deal from one to the next. */
export interface DotForm {
  /** Straight lines go through boxes, and are there in half of the time. */
  readonly lines: 'routed' | 'straight';
  /**
   * `given`, `reversed`: the order in which dot hears of the boxes, which it then tries to improve
   * for as long as their number allows. `own`: just as dot does it by itself.
   */
  readonly order: 'given' | 'reversed' | 'own';
  /** Whether references of the cycle and the path are kept short and straight. */
  readonly weighs: boolean;
  /** Where the boxes stand already: only the lines around them are wanted. */
  readonly places?: LayoutResult['nodes'] | undefined;
}

const POINTS_PER_INCH = 72;
const MARGIN = 14;

/**
 * What dot has to do, roughly: references beyond those of a tree cross ranks, and each costs many
 * times what a branch does. On trees with random references across, which are harder than heaps,
 * 1,000 takes 0.2 s of processor time to place and 2 s to route.
 */
export function layoutCost({ nodes, edges }: LayoutInput): number {
  return edges.length + 6 * Math.max(0, edges.length - nodes.length);
}

/**
 * Layout by Graphviz dot: 1 point is 1 scene unit.
 *
 * The DOT source holds numbers only: nodes are boxes of fixed size, labels empty tables of fixed
 * size, so that nothing from a dump can be read as DOT or HTML. Throws when Graphviz fails.
 */
export function layOutWithDot(viz: Viz, input: LayoutInput, form: DotForm): LayoutResult {
  const rendered = viz.render(dotSource(input, form), {
    format: 'json0',
    engine: form.places === undefined ? 'dot' : 'nop2',
    yInvert: true,
  });
  if (rendered.status !== 'success') {
    throw new Error(rendered.errors.map((error) => error.message).join('; '));
  }
  return readLayout(rendered.output, input, form);
}

function dotSource(input: LayoutInput, { lines, order, weighs, places }: DotForm): string {
  const nodes = input.nodes.map((node, at) => {
    const place = places?.[at];
    const pos = place === undefined ? '' : `, pos="${round(place.x)},${round(-place.y)}"`;
    return `${at} [width=${inches(node.width)}, height=${inches(node.height)}${pos}];`;
  });
  const edges = input.edges.map((edge, at) => {
    const label =
      edge.labelWidth > 0 ? `, label=<${emptyTable(edge.labelWidth, edge.labelHeight)}>` : '';
    const weight = weighs ? edge.weight : 1;
    return `${edge.source} -> ${edge.target} [id="${at}", weight=${weight}${portOf(edge)}${label}];`;
  });
  const isReversed = order === 'reversed';
  return [
    'digraph {',
    `graph [pad=0, margin=0, splines=${lines === 'routed' ? 'true' : 'line'}];`,
    // Straightening lines of a dense drawing to the last would take dot minutes, for nothing seen.
    'graph [nslimit=2, nslimit1=2];',
    order === 'own' ? '' : `graph [nodesep=0.3, ranksep=0.32, mclimit=${effortFor(input, lines)}];`,
    'node [shape=box, fixedsize=true, label="", margin=0];',
    'edge [arrowhead=none];',
    ...(isReversed ? nodes.reverse() : nodes),
    ...(isReversed ? edges.reverse() : edges),
    '}',
  ].join('\n');
}

/** How many times as long as by itself dot is to look for an order with fewer crossings. */
function effortFor(input: LayoutInput, lines: DotForm['lines']): number {
  const cost = layoutCost(input);
  if (lines === 'straight') return cost > 1500 ? 0.3 : 1;
  return cost > 2500 ? 0.3 : cost > 1200 ? 1 : cost > 500 ? 3 : 10;
}

function portOf({ meetsMiddle }: LayoutEdge): string {
  if (meetsMiddle === undefined) return '';
  return meetsMiddle === 'source' ? ', tailport=s' : ', headport=n';
}

function emptyTable(width: number, height: number): string {
  return (
    `<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE" ` +
    `WIDTH="${width}" HEIGHT="${height}"><TR><TD></TD></TR></TABLE>`
  );
}

const inches = (points: number): string => (points / POINTS_PER_INCH).toFixed(5);

/** The part of Graphviz's JSON output that is read. */
interface DotOutput {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

function readLayout(json: string, input: LayoutInput, form: DotForm): LayoutResult {
  const output = JSON.parse(json) as DotOutput;
  const [left = 0, low = 0, right = 0, high = 0] = numbers(output.bb);
  const [outX = 0, outY = 0] = numbers(output.objects?.[0]?.pos ?? '');
  const kept = form.places?.[Number(output.objects?.[0]?.name)];
  const dx = kept === undefined ? MARGIN - Math.min(left, right) : kept.x - outX;
  const dy = kept === undefined ? MARGIN - Math.min(low, high) : kept.y - outY;
  const nodes = input.nodes.map(() => ({ x: 0, y: 0 }));
  for (const object of output.objects ?? []) {
    const [x = 0, y = 0] = numbers(object.pos);
    nodes[Number(object.name)] = { x: round(x + dx), y: round(y + dy) };
  }
  const edges: LaidOutEdge[] = input.edges.map(() => ({ curve: [], labelX: 0, labelY: 0 }));
  for (const edge of output.edges ?? []) {
    const curve = numbers(edge.pos).map((value, at) => round(value + (at % 2 === 0 ? dx : dy)));
    const [labelX = 0, labelY = 0] = numbers(edge.lp ?? '0,0');
    edges[Number(edge.id)] = { curve, labelX: round(labelX + dx), labelY: round(labelY + dy) };
  }
  if (edges.some((edge) => edge.curve.length < 8)) throw new Error('dot left an edge undrawn');
  return {
    layout: form.lines === 'routed' ? 'dot' : 'dot-fast',
    width: Math.ceil(Math.abs(right - left) + 2 * MARGIN),
    height: Math.ceil(Math.abs(high - low) + 2 * MARGIN),
    nodes,
    edges,
  };
}

function numbers(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
}

const round = (value: number): number => Math.round(value * 100) / 100;
