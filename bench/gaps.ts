import { BreakAdviser, breakBasis } from '../shared/analysis/breaks/break-proposals.ts';
import { findCauses } from '../shared/analysis/causes/find-causes.ts';
import { computeComponents } from '../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET, NO_CUTS } from '../shared/analysis/components/cuts.ts';
import { findCyclesThrough } from '../shared/analysis/components/cycle-search.ts';
import { DominatorIndex } from '../shared/analysis/dominators/dominator-index.ts';
import { computeDominators } from '../shared/analysis/dominators/dominators.ts';
import { computeFamilyRetained } from '../shared/analysis/dominators/retained.ts';
import { retainedSizeOfSet } from '../shared/analysis/dominators/retained-set.ts';
import { computeFamilies } from '../shared/analysis/families/families.ts';
import { cyclesWithout } from '../shared/analysis/incremental/cycles-without.ts';
import { VerdictUpdater } from '../shared/analysis/incremental/verdicts-without.ts';
import { growNameForest } from '../shared/analysis/names/name-forest.ts';
import { Namer } from '../shared/analysis/names/namer.ts';
import { computeDistances } from '../shared/analysis/paths/distances.ts';
import { findEntries } from '../shared/analysis/paths/entries.ts';
import { findRootPath } from '../shared/analysis/paths/paths.ts';
import { computeVerdicts } from '../shared/analysis/verdicts/garbage.ts';
import { ReferenceRelease } from '../shared/analysis/verdicts/release.ts';
import type { Job, Progress } from '../shared/base/job.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { buildReferrers } from '../shared/heap/referrers.ts';
import { processorMilliseconds } from './measure.ts';

/** The longest time in which an analysis does not look whether it is still wanted. */
export interface Gap {
  readonly name: string;
  readonly milliseconds: number;
  /** What it had reported last. */
  readonly phase: string;
}

/** Measures the time between two looks at the job. */
class GapJob implements Job {
  worst = 0;
  worstPhase = '';
  private phase = '';
  private last = processorMilliseconds();

  report(progress: Progress): void {
    this.phase = progress.phase;
  }

  checkpoint(): void {
    const now = processorMilliseconds();
    if (now - this.last > this.worst) {
      this.worst = now - this.last;
      this.worstPhase = this.phase;
    }
    this.last = now;
  }
}

/** Every analysis on one graph; of several runs the best one, since compiling and collecting only add. */
export function measureGaps(graph: HeapGraph, runs: number): readonly Gap[] {
  const gaps: Gap[] = [];
  const run = <T>(name: string, work: (job: Job) => T): T => {
    let best: GapJob | null = null;
    let result: T | undefined;
    for (let at = 0; at < runs; at++) {
      result = undefined;
      const job = new GapJob();
      result = work(job);
      job.checkpoint();
      if (best === null || job.worst < best.worst) best = job;
    }
    gaps.push({ name, milliseconds: best?.worst ?? 0, phase: best?.worstPhase ?? '' });
    return result as T;
  };
  const referrers = run('reverse', (job) => buildReferrers(graph, job));
  const verdicts = run('verdicts', (job) => computeVerdicts(graph, job));
  const cuts = run('cuts', (job) => computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts));
  const components = run('components', (job) => computeComponents(graph, cuts, job));
  run('components, nothing cut', (job) =>
    computeComponents(graph, computeCutEdges(graph, NO_CUTS, job, verdicts), job),
  );
  const families = run('families', (job) =>
    computeFamilies(graph, cuts, components, verdicts, job),
  );
  const dominators = run('dominators', (job) => computeDominators(graph, verdicts, job));
  run('dominator index', (job) => new DominatorIndex(dominators, job));
  const entries = run('entries', (job) => findEntries(graph, verdicts, job));
  const forest = run('names', (job) => growNameForest(graph, verdicts, job, entries));
  const namer = new Namer(graph, forest, verdicts);
  run('causes', (job) =>
    findCauses(
      graph,
      { isPartial: false, verdicts, dominators, forest, namer, entries, freed: new Uint32Array(0) },
      job,
    ),
  );
  run('retained by families', (job) =>
    computeFamilyRetained(graph, components, families, verdicts, job),
  );
  run('retained by a set', (job) => retainedSizeOfSet(graph, [0, 1, 2], verdicts, job));
  run('distances', (job) => computeDistances(graph, verdicts, job));
  const last = graph.nodeCount - 1;
  run('path from a root', (job) => findRootPath(graph, referrers, verdicts, last, job));
  const member = components.member[components.member.length >>> 1] ?? 0;
  run('shortest cycles', (job) => findCyclesThrough(graph, cuts, components, member, 5, job));
  const release = run('release', (job) => new ReferenceRelease(graph, verdicts, job));
  const basis = run('basis of advice', (job) => breakBasis(graph, verdicts, job));
  const adviser = new BreakAdviser(
    graph,
    { cuts, components, families },
    verdicts,
    {
      report() {},
      checkpoint() {},
    },
    basis,
  );
  const [family] = families.families;
  if (family !== undefined) run('advice', (job) => adviser.forFamily(family, job));
  const updater = run(
    'what holds objects',
    (job) => new VerdictUpdater(graph, verdicts, release, false, job),
  );
  for (const [name, edge] of [
    ['a cut at the root', 0],
    ['a cut in a cycle', graph.firstEdge[member] ?? 0],
  ] as const) {
    run(name, (job) => {
      const edges = Uint32Array.of(edge);
      const after = updater.without(edges, job);
      const base = { cuts, components, families, verdicts };
      return cyclesWithout(graph, base, after, edges, () => referrers, job);
    });
  }
  return gaps.sort((a, b) => b.milliseconds - a.milliseconds);
}
