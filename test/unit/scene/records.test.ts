import { describe, expect, it } from 'vitest';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { DEFAULT_EXPORT } from '../../../shared/protocol/schemas.ts';
import { buildScene } from '../../../shared/scene/build-scene.ts';
import type { Scene, SceneRequest } from '../../../shared/scene/model/scene.ts';
import { layOutText } from '../../../shared/scene/text/node-box.ts';
import { writeDot } from '../../../shared/scene/writers/dot.ts';
import { writeJson } from '../../../shared/scene/writers/json.ts';
import { writeSvg } from '../../../shared/scene/writers/svg.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { contextOf, drawnNames, nodeNamed, PLAIN_REQUEST, withStrings } from './scene-fixture.ts';

const DRAWN = graphFromText(`
  a: app.Record user; b: app.Record user; s: str; none: NoneType; empty: list; big: str size=5000
  full: list; n: int
  a -.name> s; a -.parent> none; a -.items> empty; a -.next> b; a -.text> big; a -.full> full
  b -.name> s; b -.parent> none; full -[2]> n; full -[0]> s
`);

/** The drawn graph with what its values print as, and how long its containers are. */
const GRAPH: HeapGraph = {
  ...withStrings(
    DRAWN.graph,
    (text) => text,
    new Map([
      [DRAWN.node('s'), 'Ada <b>'],
      [DRAWN.node('none'), 'None'],
      [DRAWN.node('n'), '7'],
    ]),
  ),
  length: Uint32Array.from(DRAWN.names, (name) => (name === 'empty' ? 0 : 3)),
};

function draw(change: Partial<SceneRequest> = {}): Promise<Scene> {
  return buildScene(GRAPH, contextOf(GRAPH), {
    ...PLAIN_REQUEST,
    focus: [DRAWN.node('a')],
    direction: 'referents',
    depth: 3,
    valuesInside: true,
    ...change,
  });
}

const rowsOf = (scene: Scene, name: string) =>
  nodeNamed(DRAWN, scene, name).record?.rows.map(({ label, value }) => `${label} ${value}`);

describe('values in the boxes of their owners', () => {
  it('are rows, shared ones in each of them; what takes memory or leads on keeps its box', async () => {
    const scene = await draw();
    expect([...drawnNames(DRAWN, scene)].sort()).toEqual(['a', 'b', 'big', 'full']);
    expect(rowsOf(scene, 'a')).toEqual([".name 'Ada <b>'", '.parent None', '.items []']);
    expect(rowsOf(scene, 'b')).toEqual([".name 'Ada <b>'", '.parent None']);
    // Items in the order of their positions, whatever the order of the dump.
    expect(rowsOf(scene, 'full')).toEqual(["[0] 'Ada <b>'", '[2] 7']);
    expect(scene.edges.map(({ label }) => label).sort()).toEqual(['.full', '.next', '.text']);
    expect(scene.description).toContain('8 objects and 10 references');
  });

  it('keep their boxes when they were asked for, pinned or opened, or their owner is unfolded', async () => {
    const s = DRAWN.node('s');
    const asked = await draw({ focus: [DRAWN.node('a'), s] });
    expect(drawnNames(DRAWN, asked)).toContain('s');
    const pinned = await draw({ pinned: [{ node: s, x: 0, y: 0 }] });
    expect(drawnNames(DRAWN, pinned)).toContain('s');
    const opened = await draw({ expanded: [{ node: s, direction: 'referrers', count: 3 }] });
    expect(drawnNames(DRAWN, opened)).toContain('s');
    const unfolded = await draw({ unfolded: [DRAWN.node('b')] });
    expect([...drawnNames(DRAWN, unfolded)].sort()).toEqual(['a', 'b', 'big', 'full', 'none', 's']);
    const apart = await draw({ valuesInside: false });
    expect(drawnNames(DRAWN, apart)).toHaveLength(DRAWN.names.length);
  });

  it('stand in five rows until the record is opened', async () => {
    const many = graphFromText(
      [
        'a: app.Record user',
        ...Array.from({ length: 9 }, (_, at) => `v${at}: int; a -.v${at}> v${at}`),
      ].join('\n'),
    );
    const ask = (opened: readonly number[]) =>
      buildScene(many.graph, contextOf(many.graph), {
        ...PLAIN_REQUEST,
        focus: [0],
        direction: 'referents',
        breadth: 20,
        valuesInside: true,
        opened,
      });
    const [closed] = (await ask([])).nodes;
    const [open] = (await ask([0])).nodes;
    expect(closed?.record).toMatchObject({ total: 9, isOpen: false });
    expect(closed?.record?.rows).toHaveLength(5);
    expect(open?.record?.rows).toHaveLength(9);
    expect((open?.height ?? 0) - (closed?.height ?? 0)).toBe(3 * 14);
    const texts =
      closed === undefined ? [] : layOutText(closed, false).rows.map(({ text }) => text);
    expect(texts.at(-1)).toBe('+ 4 more values');
  });

  it('lie within the box, below the line', async () => {
    for (const node of (await draw()).nodes) {
      const { rows, rule } = layOutText(node, false);
      if (node.record === null) {
        expect(rule).toBe(null);
        continue;
      }
      for (const { kind, x, baseline } of rows) {
        expect(baseline).toBeLessThan(node.y + node.height / 2);
        expect(x).toBeGreaterThan(node.x - node.width / 2);
        if (kind === 'label') expect(baseline).toBeGreaterThan(rule?.y ?? 0);
      }
    }
  });

  it('are in every file, and redacted where that is asked for', async () => {
    const scene = await draw();
    const svg = writeSvg(scene, DEFAULT_EXPORT);
    expect(svg).toContain('&#39;Ada &lt;b&gt;&#39;');
    expect(svg).not.toContain('<b>');
    expect(writeDot(scene, { theme: 'light', edgeLabels: true, redact: false })).toContain(
      ".name 'Ada <b>'",
    );
    const json = JSON.parse(writeJson(scene, { redact: false }));
    expect(json.nodes[0].record.rows[0]).toEqual({
      label: '.name',
      value: "'Ada <b>'",
      node: DRAWN.node('s'),
    });
    for (const text of [
      writeSvg(scene, { ...DEFAULT_EXPORT, redact: true }),
      writeDot(scene, { theme: 'light', edgeLabels: true, redact: true }),
      writeJson(scene, { redact: true }),
    ]) {
      expect(text).not.toContain('Ada');
      expect(text).toContain('3 chars');
    }
  });
});
