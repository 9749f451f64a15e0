import { CancelledError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { sampleCurve } from './curve-samples.ts';
import type { DotForm } from './dot-layout.ts';
import { layoutCost } from './dot-layout.ts';
import type { DotRunner } from './dot-runner.ts';
import { layOutInLayers } from './layered-layout.ts';
import { countCrossings } from './layout-counts.ts';
import type { LayoutInput, LayoutResult } from './layout-graph.ts';
import { packParts, splitParts } from './pack.ts';
import { transposeInput, transposeResult } from './transpose.ts';
import type { FlowDirection } from './wrap-fans.ts';
import { wrapFans } from './wrap-fans.ts';

/** `quick`: straight lines for now where routing them would keep a reader waiting. */
export type Pace = 'quick' | 'whole';

/** Cheaper than this a drawing is there at once with its lines routed. */
const MAX_AT_ONCE_COST = 150;
/** Above this dot takes minutes even with straight lines. */
const MAX_COST = 6000;
/** Above this its lines stay straight. */
const MAX_ROUTED_COST = 3000;
/** Above this a single attempt takes seconds, and is the only one. */
const MAX_TRIED_COST = 1200;
const SAMPLES_PER_CURVE = 12;
/** Wider than this, a drawing that runs downwards is tried from left to right. */
const MAX_ASPECT = 2.5;
/** As wide as a window is, by its height. */
const WINDOW_ASPECT = 1.5;
/** Ends what should never happen; no drawing that is made depends on it. */
const RUNAWAY_MS = 60_000;

/**
 * Lays out a scene: the same input gives the same drawing, whatever the machine and its load.
 *
 * Parts that do not hang together are laid out one by one and packed, since dot would put them all
 * in one endless row. Throws `CancelledError` when the job is cancelled.
 */
export async function layOut(
  input: LayoutInput,
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
  pace: Pace = 'whole',
): Promise<LayoutResult> {
  const parts = splitParts(input);
  const results: LayoutResult[] = [];
  for (const part of parts) results.push(await layOutPart(part.input, dot, job, pace));
  return packParts(input, parts, results);
}

/** By dot; and where it is missing or fails on a hostile shape, in plain layers. */
async function layOutPart(
  input: LayoutInput,
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
  pace: Pace,
): Promise<LayoutResult> {
  if (input.nodes.length === 1 && input.edges.length === 0) {
    return { ...layOutInLayers(input), layout: 'dot' };
  }
  const fans = wrapFans(input);
  if (layoutCost(fans.input) <= MAX_COST) {
    try {
      const { flow, ...laidOut } = await layOutWhole(fans.input, dot, job, pace);
      return fans.unwrap(laidOut, flow);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
    }
  }
  return layOutInLayers(input);
}

const FIRST: Omit<DotForm, 'lines'> = { order: 'given', weighs: true };
const OTHERS: readonly Omit<DotForm, 'lines'>[] = [
  { order: 'reversed', weighs: true },
  { order: 'own', weighs: false },
];

/**
 * Of a few drawings by dot the one with the fewest crossings: how many there are is much a matter of
 * the order in which dot hears of the boxes. Downwards, or to the right where that would be much
 * wider than high.
 */
async function layOutWhole(
  input: LayoutInput,
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
  pace: Pace,
): Promise<LayoutResult & { readonly flow: FlowDirection }> {
  const turned = transposeInput(input);
  const run = async (flow: FlowDirection, form: DotForm): Promise<LayoutResult> => {
    const isDown = flow === 'down';
    const result = await dot.run(isDown ? input : turned, form, RUNAWAY_MS, job);
    if (result === null) throw new Error('dot took too long');
    return isDown ? result : transposeResult(result);
  };
  const cost = layoutCost(input);
  const isDraft = pace === 'quick' && cost > MAX_AT_ONCE_COST;
  const lines = isDraft || cost > MAX_ROUTED_COST ? 'straight' : 'routed';
  const down = await run('down', { ...FIRST, lines });
  const isWide = down.width > MAX_ASPECT * down.height;
  const right = isWide ? await run('right', { ...FIRST, lines }) : null;
  const flow = right !== null && filled(right) > filled(down) ? 'right' : 'down';
  const first = flow === 'right' && right !== null ? right : down;
  if (isDraft) return { ...first, layout: 'draft', flow };
  const tangles = (result: LayoutResult): number =>
    countCrossings(
      input,
      result.edges.map(({ curve }) => sampleCurve(curve, SAMPLES_PER_CURVE)),
    );
  const attempt = (result: LayoutResult, flowing: FlowDirection): Attempt => ({
    result,
    flow: flowing,
    crossings: tangles(result),
  });
  const bestOf = async (start: Attempt): Promise<Attempt> => {
    let best = start;
    for (const form of cost > MAX_TRIED_COST ? [] : OTHERS) {
      if (best.crossings === 0) break;
      const next = attempt(await run(start.flow, { ...form, lines }), start.flow);
      if (next.crossings < best.crossings) best = next;
    }
    return best;
  };
  let best = await bestOf(attempt(first, flow));
  // Where many lines cross, the shape of the window is not worth more of them.
  if (flow === 'right' && best.crossings > 0) {
    const other = await bestOf(attempt(down, 'down'));
    if (other.crossings < best.crossings) best = other;
  }
  return { ...best.result, flow: best.flow };
}

interface Attempt {
  readonly result: LayoutResult;
  readonly flow: FlowDirection;
  readonly crossings: number;
}

/** How large a drawing is in a window that it fills. */
function filled({ width, height }: LayoutResult): number {
  return Math.min(WINDOW_ASPECT / width, 1 / height);
}
