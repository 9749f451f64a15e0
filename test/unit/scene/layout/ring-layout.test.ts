import { expect, it } from 'vitest';
import { sampleCurve, touches } from '../../../../shared/scene/layout/curve-samples.ts';
import type { LayoutInput, LayoutResult } from '../../../../shared/scene/layout/layout-graph.ts';
import { layOutRing } from '../../../../shared/scene/layout/ring-layout.ts';
import { boxAround, overlap } from '../../../../shared/scene/model/boxes.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { drawnNames, nodeNamed, sceneOf } from '../scene-fixture.ts';

/** A ring of boxes of various sizes, each reference labelled. */
function ringOf(count: number): LayoutInput {
  return {
    nodes: Array.from({ length: count }, (_, at) => ({
      width: 70 + ((at * 53) % 130),
      height: 32 + ((at * 17) % 40),
    })),
    edges: Array.from({ length: count }, (_, at) => ({
      source: at,
      target: (at + 1) % count,
      labelWidth: 24 + ((at * 37) % 100),
      labelHeight: 16,
      weight: 4,
    })),
  };
}

const all = ({ edges }: LayoutInput) => edges.map(() => true);

/** The ring with nothing cut. */
const ring = (input: LayoutInput, onCycle: readonly boolean[]) =>
  layOutRing(input, onCycle, [], { checkpoint() {} });

function drawn(input: LayoutInput): LayoutResult {
  const result = ring(input, all(input));
  if (result === null) throw new Error('no ring');
  return result;
}

it.each([2, 3, 7, 21, 40, 600])('lays %d members out with nothing on anything else', (count) => {
  const input = ringOf(count);
  const { nodes, edges, width, height } = drawn(input);
  const boxes = input.nodes.map((box, at) =>
    boxAround(nodes[at]?.x ?? 0, nodes[at]?.y ?? 0, box.width, box.height),
  );
  const labels = input.edges.map(({ labelWidth, labelHeight }, at) =>
    boxAround(edges[at]?.labelX ?? 0, edges[at]?.labelY ?? 0, labelWidth, labelHeight),
  );
  const everything = [...boxes, ...labels];
  const overlaps = everything.flatMap((box, at) =>
    everything.slice(at + 1).filter((other) => overlap(box, other)),
  );
  expect(overlaps).toEqual([]);
  const lines = edges.map(({ curve }) => sampleCurve(curve, 20));
  const through = boxes.flatMap(({ left, right, top, bottom }) =>
    lines.filter((points) =>
      points.some((x, at) => {
        const y = points[at + 1] ?? 0;
        const isWithin = x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1;
        return at % 2 === 0 && isWithin;
      }),
    ),
  );
  expect(through).toEqual([]);
  expect(Math.min(...everything.map(({ left }) => left))).toBeGreaterThanOrEqual(0);
  expect(Math.min(...everything.map(({ top }) => top))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...everything.map(({ right }) => right))).toBeLessThanOrEqual(width);
  expect(Math.max(...everything.map(({ bottom }) => bottom))).toBeLessThanOrEqual(height);
});

it('is no ring where none is large enough for its boxes', () => {
  const large = ringOf(600);
  const nodes = large.nodes.map((box) => ({ ...box, width: 2000 }));
  expect(ring({ ...large, nodes }, all(large))).toBeNull();
});

it('goes round clockwise from the first member at the top', () => {
  const { nodes } = drawn(ringOf(8));
  const middle = { x: 0, y: 0 };
  for (const { x, y } of nodes) {
    middle.x += x / nodes.length;
    middle.y += y / nodes.length;
  }
  expect(nodes[0]?.y).toBe(Math.min(...nodes.map(({ y }) => y)));
  const turns = nodes.map(({ x, y }, at) => {
    const next = nodes[(at + 1) % nodes.length] ?? middle;
    return (x - middle.x) * (next.y - middle.y) - (y - middle.y) * (next.x - middle.x);
  });
  // With y downwards, a turn to the right is positive.
  expect(turns.filter((turn) => turn <= 0)).toEqual([]);
});

it('puts the label of a reference back on the inner side, off the ring', () => {
  const nine = ringOf(9);
  const back = { source: 3, target: 2, labelWidth: 40, labelHeight: 16, weight: 1 };
  const result = ring({ ...nine, edges: [...nine.edges, back] }, [...all(nine), false]);
  const { labelX = 0, labelY = 0 } = result?.edges.at(-1) ?? {};
  const label = boxAround(labelX, labelY, back.labelWidth, back.labelHeight);
  const onRing = (result?.edges.slice(0, -1) ?? []).filter(({ curve }) =>
    touches(sampleCurve(curve, 20), label),
  );
  expect(result?.edges).toHaveLength(10);
  expect(onRing).toEqual([]);
});

it('is no ring where members are on several cycles, or not on it at all', () => {
  const two = ringOf(4);
  const eight = {
    ...two,
    edges: [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 3],
      [3, 0],
    ].map(([source = 0, target = 0]) => ({
      source,
      target,
      labelWidth: 0,
      labelHeight: 0,
      weight: 4,
    })),
  };
  expect(ring(eight, all(eight))).toBeNull();
  expect(ring({ ...two, edges: two.edges.slice(1) }, [true, true, true])).toBeNull();
  expect(ring(two, [true, true, false, true])).toBeNull();
});

it('draws the cycle alone as a ring, and the rest of a drawing with it as ever', async () => {
  const graph = graphFromText('r! -> a\na -> b\nb -> c\nc -> a\nb -> d');
  const alone = await sceneOf(graph, ['a'], { showCycle: true, isolated: { kind: 'cycle' } });
  expect(alone.layout).toBe('ring');
  expect([...drawnNames(graph, alone)].sort()).toEqual(['a', 'b', 'c']);
  expect(nodeNamed(graph, alone, 'a').y).toBeLessThan(nodeNamed(graph, alone, 'b').y);
  const whole = await sceneOf(graph, ['a'], { showCycle: true });
  expect(whole.layout).toBe('dot');
});

it('leaves a gap in a ring of more members than are drawn', async () => {
  const lines = Array.from({ length: 200 }, (_, at) => `n${at} -> n${(at + 1) % 200}`);
  const graph = graphFromText(lines.join('\n'));
  const scene = await sceneOf(graph, ['n0'], { showCycle: true, isolated: { kind: 'cycle' } });
  expect(scene.layout).toBe('ring');
  const [stub] = scene.nodes.filter(({ role }) => role === 'stub');
  expect(stub?.title).toMatch(/^\+ \d+ more on the cycle$/);
});

it('stands open where a reference of it is cut', () => {
  const input = ringOf(6);
  const gap = ({ nodes }: LayoutResult): number => {
    const [first = { x: 0, y: 0 }, second = { x: 0, y: 0 }] = nodes;
    return Math.hypot(first.x - second.x, first.y - second.y) / Math.hypot(...sizeOf(nodes));
  };
  const sizeOf = (nodes: LayoutResult['nodes']): [number, number] => [
    Math.max(...nodes.map(({ x }) => x)) - Math.min(...nodes.map(({ x }) => x)),
    Math.max(...nodes.map(({ y }) => y)) - Math.min(...nodes.map(({ y }) => y)),
  ];
  const isOpen = input.edges.map((_, at) => at === 0);
  const open = layOutRing(input, all(input), isOpen, { checkpoint() {} });
  if (open === null) throw new Error('no ring');
  expect(gap(open)).toBeGreaterThan(1.3 * gap(drawn(input)));
});

it('is not looked for any longer than it is wanted', () => {
  const input = ringOf(600);
  let asked = 0;
  const checkpoint = (): void => {
    if (++asked > 3) throw new Error('cancelled');
  };
  expect(() => layOutRing(input, all(input), [], { checkpoint })).toThrow('cancelled');
});
