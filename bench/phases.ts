import { BreakJudge } from '../shared/analysis/breaks/break-cost.ts';
import { BreakAdviser } from '../shared/analysis/breaks/break-proposals.ts';
import { computeComponents } from '../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../shared/analysis/components/cuts.ts';
import { findCyclesThrough } from '../shared/analysis/components/cycle-search.ts';
import { matchObjects } from '../shared/analysis/diff/match-objects.ts';
import { digestObjects } from '../shared/analysis/diff/object-digest.ts';
import { computeDominators } from '../shared/analysis/dominators/dominators.ts';
import { computeFamilyRetained } from '../shared/analysis/dominators/retained.ts';
import { computeFamilies } from '../shared/analysis/families/families.ts';
import { computeDistances } from '../shared/analysis/paths/distances.ts';
import { findRootPath } from '../shared/analysis/paths/paths.ts';
import { computeVerdicts } from '../shared/analysis/verdicts/garbage.ts';
import { ReferenceRelease } from '../shared/analysis/verdicts/release.ts';
import { UNATTENDED_JOB } from '../shared/base/job.ts';
import { formatCount } from '../shared/base/units.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { buildReferrers } from '../shared/heap/referrers.ts';
import { cutOneByOne, cutsOf } from './cuts.ts';
import type { Measurement } from './measure.ts';
import { measure } from './measure.ts';

const PATHS = 20;

/** What a run found, so that a fast wrong answer shows. */
export interface Findings {
  readonly measurements: readonly Measurement[];
  readonly facts: readonly string[];
}

/** Every analysis on one graph, phase by phase. */
export function runPhases(graph: HeapGraph, runs: number): Findings {
  const measurements: Measurement[] = [];
  const phase = <T>(name: string, work: () => T): T => {
    const { measurement, result } = measure(name, runs, work);
    measurements.push(measurement);
    return result;
  };
  const job = UNATTENDED_JOB;
  const referrers = phase('reverse', () => buildReferrers(graph, job));
  const verdicts = phase('verdicts', () => computeVerdicts(graph, job));
  const cuts = phase('cuts', () => computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts));
  const components = phase('components', () => computeComponents(graph, cuts, job));
  const families = phase('families', () => computeFamilies(graph, cuts, components, verdicts, job));
  const dominators = phase('dominators and retained', () =>
    computeDominators(graph, verdicts, job),
  );
  const retained = phase('retained by families', () =>
    computeFamilyRetained(graph, components, families, verdicts, job),
  );
  phase('the same, dominators known', () =>
    computeFamilyRetained(graph, components, families, verdicts, job, dominators),
  );
  phase('distances', () => computeDistances(graph, verdicts, job));
  const asked = Array.from({ length: PATHS }, (_, at) =>
    Math.trunc((graph.nodeCount / PATHS) * (at + 0.5)),
  );
  phase(`${PATHS} paths from a root`, () =>
    asked.map((node) => findRootPath(graph, referrers, verdicts, node, job)),
  );
  phase(`${PATHS} shortest cycles`, () =>
    asked.map((node) => findCyclesThrough(graph, cuts, components, node, 1, job)),
  );
  const release = phase('what counting frees', () => new ReferenceRelease(graph, verdicts, job));
  const base = { cuts, components, families, verdicts };
  const cutting = cutOneByOne(graph, base, release, referrers);
  const updater = phase('before the first cut', cutting.prepare);
  phase(`${cutsOf(graph, components).length} cuts, one by one`, () => cutting.cut(updater).length);
  const [worst] = families.families;
  if (worst !== undefined) {
    const adviser = new BreakAdviser(graph, base, verdicts, job, {
      judge: new BreakJudge(graph),
      release,
    });
    phase('what to break for a family', () => adviser.forFamily(worst, job));
  }
  const typeNumbers = Uint32Array.from(graph.typeNames, (_, type) => type);
  const digest = phase('digest for a comparison', () =>
    digestObjects(graph, typeNumbers, job),
  ).digest;
  const match = phase('comparison with itself', () =>
    matchObjects(
      {
        earlier: digest,
        later: digest,
        earlierType: typeNumbers,
        laterType: typeNumbers,
        isFrozen: new Uint8Array(typeNumbers.length),
        rule: 'address',
      },
      job,
    ),
  );
  const { garbage, held } = verdicts.totals;
  const top = families.families[0];
  return {
    measurements,
    facts: [
      `${formatCount(held.objects)} objects held, ${formatCount(garbage.objects)} garbage`,
      `${formatCount(components.count)} components with ${formatCount(components.member.length)} members`,
      `${families.families.length} families of ${formatCount(families.cycles)} cycles` +
        (families.partial ? ', partial' : ''),
      `the first: ${formatCount(top?.count ?? 0)} × ${(top?.signature ?? []).map((step) => `${step.type} .${step.label}`).join(' → ')}, ${formatCount(retained[0] ?? 0)} bytes`,
      `${formatCount(match.kept)} objects known again`,
      `largest retained size ${formatCount(dominators.retainedSize.reduce((most, size) => Math.max(most, size), 0))} bytes`,
    ],
  };
}
