import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { completeGraph } from '../../support/degenerate-graphs.ts';
import { sessionOf } from '../../support/session-of.ts';

describe('a drawing with more references than anybody can follow', () => {
  it('draws some of them, those of the cycle among them, and says how many are missing', {
    tags: 'slow',
  }, async () => {
    const session = sessionOf(completeGraph(60));
    const scene = startingScene([0], { direction: 'both', depth: 1, breadth: 100, grouped: false });
    const request = { scene, cuts: DEFAULT_CUTS };
    const { nodes, edges, description } = await session.query('scene', request, UNATTENDED_JOB);
    expect(nodes).toHaveLength(60);
    expect(edges).toHaveLength(1500);
    expect(edges.filter(({ inCycle }) => inCycle)).toHaveLength(2);
    expect(description).toContain('1,500 references. ');
    expect(description).toContain(
      `${(60 * 59 - 1500).toLocaleString('en')} more references between`,
    );
  });
});
