import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openFileSource } from '../electron/node/file-source.ts';
import { layoutThread } from '../electron/node/layout-thread.ts';
import { memoryLimitBytes } from '../electron/node/memory-limit.ts';
import { nativeCodecs } from '../electron/node/native-codecs.ts';
import { UNATTENDED_JOB } from '../shared/base/job.ts';
import type { NodeIndex } from '../shared/heap/heap-graph.ts';
import { startingScene } from '../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS, DEFAULT_EXPORT } from '../shared/protocol/schemas.ts';
import { layOutWithDot } from '../shared/scene/layout/dot-layout.ts';
import { Graphviz } from '../shared/scene/layout/dot-runner.ts';
import { DotThread } from '../shared/scene/layout/dot-thread.ts';
import type { Pace } from '../shared/scene/layout/layout.ts';
import type { LayoutCounts } from '../shared/scene/layout/layout-counts.ts';
import { countFaults } from '../shared/scene/layout/layout-counts.ts';
import type { LayoutInput } from '../shared/scene/layout/layout-graph.ts';
import type { Scene, SceneRequest } from '../shared/scene/model/scene.ts';
import { writeSvg } from '../shared/scene/writers/svg.ts';
import { HeapSession } from '../shared/session/heap-session.ts';
import { markdownTable } from './table.ts';

/** Boxes that a measured drawing has at least. */
const SIZES = [30, 100, 300];
const DOTS_OWN = { lines: 'routed', order: 'own', weighs: false } as const;
const MAX_EXCESS = 1.7;
const MAX_DEPTH = 9;
const BREADTHS = [10, 5, 20];
/** Drawings as large as this are had only where equal objects are drawn one by one. */
const UNGROUPED = 100;
const MAX_SUBJECTS = 60;

/** One drawing, and what dot makes of the same boxes and lines with its own settings. */
interface Drawn {
  readonly name: string;
  readonly scene: Scene;
  readonly milliseconds: number;
  readonly counts: LayoutCounts;
  readonly dot: LayoutCounts;
  readonly dotMilliseconds: number;
  /** Width by height. */
  readonly aspect: number;
  readonly dotAspect: number;
  /** Share of the pairs of boxes that change sides when one more object is opened; null where none can be. */
  readonly swapped: number | null;
  /** The same when the drawing is made one step deeper, or less deep; the larger of both. */
  readonly swappedByDepth: number;
}

/**
 * Measures drawings of real dumps beside dot's of the same boxes and lines. Whether ours are nowhere
 * worse: no more crossings, no line through a box, nothing that overlaps.
 */
export async function benchDrawings(
  files: readonly string[],
  svgFolder: string | null,
  print: (text: string) => void,
): Promise<boolean> {
  const rows: string[][] = [
    [
      'drawing',
      'boxes',
      'lines',
      'layout',
      'crossings',
      'through boxes',
      'overlaps',
      'labels covered',
      'aspect',
      'pairs swapped, opened',
      'by depth',
      'time',
    ],
  ];
  let isRight = true;
  const dot = new DotThread(layoutThread(import.meta.url));
  const graphviz = new Graphviz();
  for (const file of files) {
    const session = await open(file, dot);
    for (const size of SIZES) {
      const drawn = await measureDrawing(session, size, graphviz);
      if (drawn === null) continue;
      const { counts, dot: theirs, scene } = drawn;
      if (svgFolder !== null) {
        const name = `${session.name.replace(/\W+/g, '-')}-${size}.svg`;
        writeFileSync(path.join(svgFolder, name), writeSvg(scene, DEFAULT_EXPORT));
      }
      rows.push([
        drawn.name,
        String(scene.nodes.length),
        String(scene.edges.length),
        scene.layout,
        `${counts.crossings} / ${theirs.crossings}`,
        `${counts.throughBoxes} / ${theirs.throughBoxes}`,
        `${counts.overlaps} / ${theirs.overlaps}`,
        `${counts.coveredLabels} / ${theirs.coveredLabels}`,
        `${drawn.aspect.toFixed(1)} / ${drawn.dotAspect.toFixed(1)}`,
        drawn.swapped === null ? '–' : `${(100 * drawn.swapped).toFixed(1)} %`,
        `${(100 * drawn.swappedByDepth).toFixed(1)} %`,
        `${drawn.milliseconds.toFixed(0)} / ${drawn.dotMilliseconds.toFixed(0)} ms`,
      ]);
      isRight &&=
        counts.crossings <= theirs.crossings && counts.throughBoxes === 0 && counts.overlaps === 0;
    }
  }
  dot.end();
  print(markdownTable(rows));
  return isRight;
}

async function open(file: string, dot: DotThread): Promise<HeapSession> {
  const source = await openFileSource(file);
  try {
    const options = {
      job: UNATTENDED_JOB,
      codecs: nativeCodecs(),
      memoryLimitBytes: memoryLimitBytes(),
    };
    return await HeapSession.open(source, options, null, dot);
  } finally {
    await source.close();
  }
}

async function draw(
  session: HeapSession,
  scene: SceneRequest,
  pace: Pace = 'whole',
): Promise<Scene> {
  return session.query('scene', { scene, cuts: DEFAULT_CUTS, pace }, UNATTENDED_JOB);
}

/** Of the growing drawings around one object, the first that has as many boxes as asked for. */
async function measureDrawing(
  session: HeapSession,
  size: number,
  graphviz: Graphviz,
): Promise<Drawn | null> {
  for (const focus of subjects(session)) {
    for (const breadth of BREADTHS) {
      let before = 0;
      for (let depth = 2; depth <= MAX_DEPTH; depth++) {
        const change = { direction: 'both', depth, breadth, grouped: size < UNGROUPED } as const;
        const request = startingScene([focus], change);
        const { nodes } = await draw(session, request, 'quick');
        // Everything around it is drawn, or too much is.
        if (nodes.length === before || nodes.length > MAX_EXCESS * size) break;
        before = nodes.length;
        if (nodes.length < size) continue;
        return measured(session, request, await draw(session, request), graphviz);
      }
    }
  }
  return null;
}

/** The first object of each of the most frequent types that is not a plain value. */
function subjects({ graph }: HeapSession): readonly NodeIndex[] {
  const first = new Map<number, { node: NodeIndex; count: number }>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const known = first.get(graph.type[node]);
    if (known !== undefined) known.count++;
    else if (graph.firstEdge[node + 1] > graph.firstEdge[node]) {
      first.set(graph.type[node], { node, count: 1 });
    }
  }
  return [...first.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_SUBJECTS)
    .map(({ node }) => node);
}

async function measured(
  session: HeapSession,
  request: SceneRequest,
  scene: Scene,
  graphviz: Graphviz,
): Promise<Drawn> {
  const input = inputOf(scene);
  const began = performance.now();
  // Another origin of the same drawing would be remembered: one more line of text makes it new.
  await draw(session, { ...request, facts: ['address'] });
  const milliseconds = performance.now() - began;
  const dotBegan = performance.now();
  const plain = layOutWithDot(await graphviz.load(), input, DOTS_OWN);
  const dotMilliseconds = performance.now() - dotBegan;
  return {
    name: `${session.name}, ${scene.title.replace(/ 0x.*/, '')}`,
    scene,
    milliseconds,
    counts: countFaults(input, { nodes: scene.nodes, edges: scene.edges }),
    dot: countFaults(input, plain),
    dotMilliseconds,
    aspect: scene.width / scene.height,
    dotAspect: plain.width / plain.height,
    swapped: await swappedByOpening(session, request, scene),
    swappedByDepth: Math.max(
      await swappedAtDepth(session, request, scene, request.depth - 1),
      await swappedAtDepth(session, request, scene, request.depth + 1),
    ),
  };
}

function inputOf(scene: Scene): LayoutInput {
  const at = new Map(scene.nodes.map(({ id }, index) => [id, index]));
  return {
    nodes: scene.nodes.map(({ width, height }) => ({ width, height })),
    edges: scene.edges.map(({ source, target, labelWidth, labelHeight }) => ({
      source: at.get(source) ?? 0,
      target: at.get(target) ?? 0,
      labelWidth,
      labelHeight,
      weight: 1,
    })),
  };
}

/** Opens what is behind an object that has undrawn neighbours, and counts who changed sides. */
async function swappedByOpening(
  session: HeapSession,
  request: SceneRequest,
  before: Scene,
): Promise<number | null> {
  const closed = before.nodes.find(({ node, undrawn }) => node !== null && undrawn.referrers > 0);
  if (closed?.node == null) return null;
  const after = await draw(session, {
    ...request,
    expanded: [{ node: closed.node, direction: 'referrers', count: 8 }],
  });
  return swappedPairs(before, after);
}

async function swappedAtDepth(
  session: HeapSession,
  request: SceneRequest,
  before: Scene,
  depth: number,
): Promise<number> {
  if (depth > MAX_DEPTH) return 0;
  const after = await draw(session, { ...request, depth, tidiedDepth: request.depth });
  return swappedPairs(before, after) ?? 0;
}

/** Share of the pairs of boxes in both drawings that have changed sides; null for no pairs. */
function swappedPairs(before: Scene, after: Scene): number | null {
  const places = new Map(after.nodes.map((node) => [node.id, node]));
  const both = before.nodes.flatMap((node) => {
    const then = places.get(node.id);
    return then === undefined ? [] : [{ from: node.x, to: then.x }];
  });
  let pairs = 0;
  let swapped = 0;
  both.forEach((a, at) => {
    for (const b of both.slice(at + 1)) {
      if (Math.abs(a.from - b.from) < 1) continue;
      pairs++;
      if (a.from < b.from !== a.to < b.to) swapped++;
    }
  });
  return pairs === 0 ? null : swapped / pairs;
}
