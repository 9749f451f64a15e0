import { expect, it } from 'vitest';
import { computeDominators } from '../../../shared/analysis/dominators/dominators.ts';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { buildScene } from '../../../shared/scene/build-scene.ts';
import { edgeStyle, SCENE_THEMES } from '../../../shared/scene/look/theme.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { contextOf, nodeNamed, PLAIN_REQUEST } from './scene-fixture.ts';

it('boxes say what objects retain, and lines are as thick as what hangs on them', async () => {
  const drawn = graphFromText(`
    m!; m -.cache> d; d: app.Cache user size=2000; d -.blob> b; b: bytes size=50000000
    m -.other> o; o: app.Other user size=1500; o -.cache> d
  `);
  const verdicts = computeVerdicts(drawn.graph, UNATTENDED_JOB);
  const { retainedSize } = computeDominators(drawn.graph, verdicts, UNATTENDED_JOB);
  const scene = await buildScene(
    drawn.graph,
    { ...contextOf(drawn.graph), retainedSize },
    { ...PLAIN_REQUEST, focus: [drawn.node('d')], direction: 'both', depth: 2 },
  );
  expect(nodeNamed(drawn, scene, 'd').lines).toContain('retains 50.0 MB');
  // What retains nothing but itself says its own size.
  expect(nodeNamed(drawn, scene, 'b').lines).toContain('50.0 MB');
  expect(nodeNamed(drawn, scene, 'o').lines).toContain('1.50 KB');
  const edge = (from: string, to: string) =>
    scene.edges.find(
      ({ source, target }) =>
        source === nodeNamed(drawn, scene, from).id && target === nodeNamed(drawn, scene, to).id,
    );
  expect(edge('m', 'd')?.bears).toBe(50_002_000);
  // It refers to the cache, and does not keep it.
  expect(edge('o', 'd')?.bears).toBe(0);
  const widthOf = (from: string, to: string): number => {
    const found = edge(from, to);
    return found === undefined ? 0 : edgeStyle(SCENE_THEMES.light, found).width;
  };
  expect(widthOf('m', 'd')).toBeGreaterThan(widthOf('o', 'd') + 1);
  expect(widthOf('o', 'd')).toBe(1.2);
});
