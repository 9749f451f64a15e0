import type { Viz } from '@viz-js/viz';
import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';
import { staggerLeaves } from './stagger.ts';

/** How much of dot is run: `dot-fast` cuts its network simplex short and draws straight lines. */
export type DotForm = 'dot' | 'dot-fast';

const POINTS_PER_INCH = 72;
const MARGIN = 14;

/**
 * What dot has to do, roughly: references beyond those of a tree cross ranks, and each costs many
 * times what a branch does. Measured on trees with random references across: 600 is 0.3 s in full,
 * 2,600 is a second in short form and 4,700 four.
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
    engine: 'dot',
    yInvert: true,
  });
  if (rendered.status !== 'success') {
    throw new Error(rendered.errors.map((error) => error.message).join('; '));
  }
  return readLayout(rendered.output, input, form);
}

function dotSource(input: LayoutInput, form: DotForm): string {
  const lines = [
    'digraph {',
    `graph [rankdir=TB, nodesep=0.3, ranksep=0.32, pad=0, margin=0${
      form === 'dot-fast'
        ? ', splines=line, nslimit=0.1, nslimit1=0.1, mclimit=0.1'
        : ', splines=true'
    }];`,
    'node [shape=box, fixedsize=true, label="", margin=0];',
    'edge [arrowhead=none];',
  ];
  input.nodes.forEach((node, at) => {
    lines.push(`${at} [width=${inches(node.width)}, height=${inches(node.height)}];`);
  });
  const spans = staggerLeaves(input);
  input.edges.forEach((edge, at) => {
    const label =
      edge.labelWidth > 0 ? `, label=<${emptyTable(edge.labelWidth, edge.labelHeight)}>` : '';
    lines.push(
      `${edge.source} -> ${edge.target} [id="${at}", weight=${edge.weight}, minlen=${spans[at] ?? 1}${label}];`,
    );
  });
  lines.push('}');
  return lines.join('\n');
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
  const dx = MARGIN - Math.min(left, right);
  const dy = MARGIN - Math.min(low, high);
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
    layout: form,
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
