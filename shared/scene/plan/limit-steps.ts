import type { MergedStep } from '../content/merge-steps.ts';

/** Lines in one drawing: between six hundred objects there may be 360,000. */
const MAX_LINES = 1500;
/** References that all lines of a drawing name together, so that they can be cut. */
const MAX_NAMED = 20_000;

export interface LimitedSteps {
  /** In the order they came in. */
  readonly shown: readonly MergedStep[];
  /** References that are not drawn. */
  readonly hidden: number;
}

/**
 * The lines that are drawn: those of the cycle and the path first, those of the family next, and
 * of the others the first that find room. O(lines · log lines).
 */
export function limitSteps(steps: readonly MergedStep[]): LimitedSteps {
  if (steps.length <= MAX_LINES) return { shown: named(steps), hidden: 0 };
  const order = steps
    .map((_, at) => at)
    .sort((a, b) => rankOf(steps[a]) - rankOf(steps[b]) || a - b);
  const left = order.slice(MAX_LINES).reduce((sum, at) => sum + steps[at].count, 0);
  const kept = order.slice(0, MAX_LINES).sort((a, b) => a - b);
  return { shown: named(kept.map((at) => steps[at])), hidden: left };
}

function rankOf({ inCycle, onPath, isCutByHand, inFamily }: MergedStep): number {
  if (inCycle || onPath || isCutByHand) return 0;
  return inFamily ? 1 : 2;
}

/** Of lines that stand for many references each, the first name theirs, and each its first. */
function named(steps: readonly MergedStep[]): readonly MergedStep[] {
  let left = MAX_NAMED - steps.length;
  return steps.map((step) => {
    const { references } = step;
    const extra = Math.max(0, references.length - 1);
    if (extra <= left) {
      left -= extra;
      return step;
    }
    const room = 1 + Math.max(0, left);
    left = 0;
    return { ...step, references: references.slice(0, room) };
  });
}
