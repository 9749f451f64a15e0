import { instance } from '@viz-js/viz';
import { describe, expect, it } from 'vitest';
import { buildScene } from '../../../../shared/scene/build-scene.ts';
import { SCENE_THEMES } from '../../../../shared/scene/look/theme.ts';
import type { Scene } from '../../../../shared/scene/model/scene.ts';
import { writeDot } from '../../../../shared/scene/writers/dot.ts';
import { writeJson } from '../../../../shared/scene/writers/json.ts';
import type { SvgOptions } from '../../../../shared/scene/writers/svg.ts';
import { writeSvg } from '../../../../shared/scene/writers/svg.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { contextOf, PLAIN_REQUEST, sceneOf, withStrings } from '../scene-fixture.ts';
import { allElements, ownText, parseXml } from './xml-check.ts';

const STORY = graphFromText`
  main: module; main!; ns: dict namespace; main -@__dict__> ns; ns -global frames> lst
  lst: list; lst -[0]> df
  df: pandas.core.frame.DataFrame user; acc: app.Accessor user; df -.ww> acc
  acc -@__dict__> space; space: dict; space -['_dataframe']> df
  more -['north']> df; other -['south']> df; third -['west']> df
`;

const HOSTILE = [
  ']]>',
  '<script>alert(1)</script>',
  '"\'&amp;</svg>',
  'a\0b',
  '\u202egnp.exe\u202c',
  'x'.repeat(10_000),
  '\ud800 lone \udc00',
  '\\N \\l \\" \\',
  '<TABLE><TR><TD>x</TD></TR></TABLE>',
  'e\u0301'.repeat(5_000),
  '漢字😀\u200d👩',
  '\ufffe\uffff\u0085\u2028',
  ' \t\n\r ',
  '--> { } [ ] ; #',
] as const;

/** A scene with one hostile text as type, label and preview. */
function hostileScene(text: string): Promise<Scene> {
  const drawn = graphFromText`
    t: TYPE user; a: TYPE user; b: dict; a -.LABEL> t; b -[LABEL]> t; t -.LABEL> a; c -key LABEL> t
    d: TYPE user; d!; d -local LABEL> t; e -.LABEL> t
  `;
  const graph = withStrings(
    drawn.graph,
    (known) => (known === 'TYPE' || known === 'LABEL' ? text : known),
    new Map([[drawn.node('t'), text]]),
  );
  return buildScene(graph, contextOf(graph), {
    ...PLAIN_REQUEST,
    breadth: 3,
    focus: [drawn.node('t')],
    showCycle: true,
    showPath: true,
  });
}

const OPTIONS = {
  theme: 'light',
  legend: true,
  edgeLabels: true,
  size: { kind: 'drawn' },
  redact: false,
} as const satisfies SvgOptions;

describe('SVG', () => {
  it('is one well-formed document with title, description and text as text', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 4, showCycle: true, showPath: true });
    const root = parseXml(writeSvg(scene, OPTIONS));
    expect(root.name).toBe('svg');
    expect(root.attributes.get('role')).toBe('img');
    const elements = allElements(root);
    const textOf = (name: string): string[] =>
      elements.filter((element) => element.name === name).map(ownText);
    expect(textOf('title')).toContain(scene.title);
    expect(textOf('desc')).toEqual([scene.description]);
    expect(textOf('text')).toEqual(
      expect.arrayContaining(['DataFrame', '.ww', '._dataframe', '.frames', 'module', 'cycle']),
    );
  });

  it('uses no script, style sheet or outside reference', async () => {
    const scene = await sceneOf(STORY, ['df'], { showCycle: true });
    const text = writeSvg(scene, OPTIONS);
    const names = new Set(allElements(parseXml(text)).map((element) => element.name));
    expect([...names].sort()).toEqual(['desc', 'g', 'path', 'rect', 'svg', 'text', 'title']);
    expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|href|on\w+=/);
  });

  it('shows the cycle by colour and by thickness', async () => {
    const scene = await sceneOf(STORY, ['df'], { showCycle: true });
    const paths = allElements(parseXml(writeSvg(scene, OPTIONS))).filter(
      (element) => element.attributes.get('stroke') === SCENE_THEMES.light.cycle,
    );
    expect(paths.length).toBeGreaterThanOrEqual(4);
    for (const path of paths) {
      expect(Number(path.attributes.get('stroke-width'))).toBeGreaterThan(2.5);
    }
  });

  it('lists in its legend only what occurs', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 2, depth: 1 });
    const legend = (options: SvgOptions): string[] =>
      allElements(parseXml(writeSvg(scene, options)))
        .filter((element) => element.name === 'text')
        .map(ownText);
    expect(legend(OPTIONS)).toContain('instance');
    expect(legend(OPTIONS)).not.toContain('container');
    expect(legend(OPTIONS)).toContain('3 neighbours not drawn');
    expect(legend(OPTIONS)).not.toContain('weak reference');
    expect(legend(OPTIONS)).not.toContain('cycle');
    expect(legend({ ...OPTIONS, legend: false })).not.toContain('instance');
  });

  it('leaves labels to hints where they are not wanted', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 4, showCycle: true });
    const elements = (edgeLabels: boolean) =>
      allElements(parseXml(writeSvg(scene, { ...OPTIONS, edgeLabels })));
    const texts = (edgeLabels: boolean, name: string): string[] =>
      elements(edgeLabels)
        .filter((element) => element.name === name)
        .map(ownText);
    const labels = scene.edges.map(({ label }) => label).filter((label) => label !== '');
    expect(labels.length).toBeGreaterThan(3);
    expect(texts(true, 'text')).toEqual(expect.arrayContaining(labels));
    expect(texts(false, 'text').filter((text) => labels.includes(text))).toEqual([]);
    expect(texts(false, 'title')).toEqual(texts(true, 'title'));
  });

  it('is as wide as asked for, with everything in it', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 4 });
    const drawn = parseXml(writeSvg(scene, OPTIONS)).attributes;
    const wide = parseXml(
      writeSvg(scene, { ...OPTIONS, size: { kind: 'width', pixels: 1600 } }),
    ).attributes;
    expect(wide.get('viewBox')).toBe(drawn.get('viewBox'));
    expect(wide.get('width')).toBe('1600');
    const ratio = Number(drawn.get('height')) / Number(drawn.get('width'));
    expect(Number(wide.get('height'))).toBe(Math.round(1600 * ratio));
  });

  it('has a page to itself, with its background on all of it', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 4 });
    const root = parseXml(writeSvg(scene, { ...OPTIONS, theme: 'dark', size: { kind: 'page' } }));
    const [x, y, width, height] = root.attributes.get('viewBox')?.split(' ') ?? [];
    const back = allElements(root).find((element) => element.name === 'rect')?.attributes;
    expect(['x', 'y', 'width', 'height'].map((name) => back?.get(name))).toEqual([
      x,
      y,
      width,
      height,
    ]);
    expect(root.attributes.get('width')).toMatch(/^(210|297)mm$/);
  });

  it.each(HOSTILE)('survives %j from a dump', async (text) => {
    const scene = await hostileScene(text);
    for (const redact of [false, true]) {
      const svg = writeSvg(scene, { ...OPTIONS, redact });
      const names = new Set(allElements(parseXml(svg)).map((element) => element.name));
      expect(names.has('script')).toBe(false);
      expect(svg).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(svg.length).toBeLessThan(60_000);
    }
  });
});

describe('DOT', () => {
  it.each(HOSTILE)('is read by Graphviz with %j in it', async (text) => {
    const viz = await instance();
    const scene = await hostileScene(text);
    const read = viz.render(writeDot(scene, OPTIONS), { format: 'json0' });
    // It warns of characters whose width it does not know.
    expect(read.errors.filter(({ level }) => level !== 'warning')).toEqual([]);
    expect(read.status).toBe('success');
    const output = JSON.parse(read.output ?? '{}') as { objects: unknown[]; edges: unknown[] };
    expect(output.objects).toHaveLength(scene.nodes.length);
    expect(output.edges).toHaveLength(scene.edges.length);
  });

  it('names objects and stubs as objgraph does', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 2, depth: 1 });
    const dot = writeDot(scene, OPTIONS);
    const address = BigInt(scene.nodes.find((node) => node.isFocus)?.address ?? 0);
    expect(dot).toContain('digraph ObjectGraph {');
    expect(dot).toContain(`too_many_o${address} -> o${address} `);
    expect(dot).toContain('label=".ww"');
  });
});

describe('DOT, as it is wanted', () => {
  it('has no labels on edges, or all', async () => {
    const scene = await sceneOf(STORY, ['df'], { breadth: 4 });
    const labelled = (edgeLabels: boolean): number =>
      writeDot(scene, { ...OPTIONS, edgeLabels })
        .split('\n')
        .filter((line) => line.includes(' -> ') && line.includes('[label=')).length;
    expect(labelled(true)).toBe(scene.edges.filter(({ label }) => label !== '').length);
    expect(labelled(false)).toBe(0);
  });

  it('brings its background along where it is dark', async () => {
    const scene = await sceneOf(STORY, ['df']);
    const { background } = SCENE_THEMES.dark;
    expect(writeDot(scene, { ...OPTIONS, theme: 'dark' })).toContain(`bgcolor="${background}"`);
    expect(writeDot(scene, OPTIONS)).not.toContain('bgcolor');
  });
});

describe('JSON', () => {
  it('gives back the scene', async () => {
    const scene = await sceneOf(STORY, ['df'], { showCycle: true });
    const read = JSON.parse(writeJson(scene, { redact: false })) as Scene;
    expect(read.nodes).toHaveLength(scene.nodes.length);
    expect(read.edges.map((edge) => edge.curve)).toEqual(scene.edges.map((edge) => edge.curve));
    expect(read.description).toBe(scene.description);
  });
});

describe('redaction', () => {
  it('keeps values and string keys out of every format, and names in', async () => {
    const drawn = graphFromText`
      t: str; holder: dict; holder -['customer-4711']> t; owner: app.Owner user; owner -.held> holder
    `;
    const graph = withStrings(
      drawn.graph,
      (text) => text,
      new Map([[drawn.node('t'), 'jane@example.org']]),
    );
    const scene = await buildScene(graph, contextOf(graph), {
      ...PLAIN_REQUEST,
      focus: [drawn.node('t')],
    });
    const written = (redact: boolean, other: Partial<SvgOptions> = {}): string[] => [
      writeSvg(scene, { ...OPTIONS, ...other, redact }),
      writeDot(scene, { ...OPTIONS, ...other, redact }),
      writeJson(scene, { redact }),
    ];
    for (const text of written(true)) {
      expect(text).not.toMatch(/jane|customer|4711/);
      expect(text).toContain('16 chars');
      expect(text).toContain('[str×13]');
      expect(text).toContain('.held');
    }
    for (const edgeLabels of [true, false]) {
      for (const size of [{ kind: 'page' }, { kind: 'width', pixels: 900 }] as const) {
        for (const text of written(true, { edgeLabels, size, legend: false, theme: 'dark' }))
          expect(text).not.toMatch(/jane|customer|4711/);
      }
    }
    for (const text of written(false))
      expect(text).toMatch(/jane[\s\S]*customer-4711|customer-4711[\s\S]*jane/);
  });
});
