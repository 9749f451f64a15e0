import { CancelledError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import type { DotForm } from './dot-layout.ts';
import { layoutCost } from './dot-layout.ts';
import type { DotRunner } from './dot-runner.ts';
import { layOutInLayers } from './layered-layout.ts';
import type { LayoutInput, LayoutResult } from './layout-graph.ts';
import { packParts, splitParts } from './pack.ts';

/** Above these dot is not run in full: it would take longer than a reader waits. */
const FULL_NODES = 200;
const FULL_COST = 600;
/** Above this even the short form takes many seconds. */
const MAX_COST = 4000;
/** Milliseconds for dot in full, and for all of a drawing. */
const MAX_FULL_MS = 1000;
const MAX_WHOLE_MS = 2500;

/**
 * Lays out a scene: deterministic, dot's look wherever possible.
 *
 * Parts that do not hang together are laid out one by one and packed, since dot would put them all
 * in one endless row. Throws `CancelledError` when the job is cancelled.
 */
export async function layOut(
  input: LayoutInput,
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
): Promise<LayoutResult> {
  const parts = splitParts(input);
  const until = performance.now() + MAX_WHOLE_MS;
  const results: LayoutResult[] = [];
  for (const part of parts) results.push(await layOutPart(part.input, dot, job, until));
  return packParts(input, parts, results);
}

/**
 * dot in full, or else in its short form; and where it is missing, takes too long or fails on a
 * hostile shape, plain layers.
 */
async function layOutPart(
  input: LayoutInput,
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
  until: number,
): Promise<LayoutResult> {
  if (input.nodes.length === 1 && input.edges.length === 0) {
    return { ...layOutInLayers(input), layout: 'dot' };
  }
  try {
    for (const form of formsFor(input)) {
      const left = until - performance.now();
      const limit = form === 'dot' ? Math.min(MAX_FULL_MS, left) : left;
      const result = limit > 0 ? await dot.run(input, form, limit, job) : null;
      if (result !== null) return result;
    }
  } catch (error) {
    if (error instanceof CancelledError) throw error;
  }
  return layOutInLayers(input);
}

function formsFor(input: LayoutInput): readonly DotForm[] {
  const cost = layoutCost(input);
  if (cost > MAX_COST) return [];
  return input.nodes.length > FULL_NODES || cost > FULL_COST ? ['dot-fast'] : ['dot', 'dot-fast'];
}
