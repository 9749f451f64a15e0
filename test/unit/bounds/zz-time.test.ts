import { appendFileSync } from 'node:fs';
import { test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import {
  completeGraph,
  linkedList,
  longTexts,
  ring,
  star,
  torus,
} from '../../support/degenerate-graphs.ts';
import { questionsAbout } from '../../support/every-question.ts';
import { sessionOf } from '../../support/session-of.ts';

const S = {
  list: () => linkedList(200_000),
  ring: () => ring(200_000),
  star: () => star(200_000),
  complete: () => completeGraph(80),
  torus: () => torus(200),
  texts: () => longTexts(1_000_000),
};
test('t', async () => {
  for (const [name, of] of Object.entries(S)) {
    const g = of();
    const s = sessionOf(g);
    const c0 = process.cpuUsage().user;
    s.comparer.borrow('itself', s.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    const out: [number, string][] = [[process.cpuUsage().user - c0, 'digest']];
    for (const [ch, rs] of Object.entries(questionsAbout(g.nodeCount)))
      for (const [i, r] of (rs as unknown[]).entries()) {
        const a = process.cpuUsage().user;
        await s.ask(ch as never, r, UNATTENDED_JOB).catch(() => 0);
        out.push([process.cpuUsage().user - a, `${ch} ${i}`]);
      }
    const total = out.reduce((x, [y]) => x + y, 0);
    appendFileSync(
      '/tmp/rooms/times.txt',
      `${name} ${(total / 1e6).toFixed(1)} ${out
        .sort((a, b) => b[0] - a[0])
        .slice(0, 7)
        .map(([t, n]) => `${n} ${(t / 1e6).toFixed(2)}`)
        .join('; ')}\n`,
    );
  }
});
