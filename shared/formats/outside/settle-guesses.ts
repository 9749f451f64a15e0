import { EdgeMark } from '../../heap/edge-kind.ts';
import type { FoundObjects } from './found-objects.ts';
import { IMMORTAL } from './python-objects.ts';

/** What counting the references came to. */
export interface SettledGuesses {
  /** Guesses that their target's count has no room for: they are marked as not counted. */
  readonly refused: number;
  /** Objects with more references than their counts say: what should never be. */
  readonly overcounted: number;
  /** Objects with a count to compare with. */
  readonly counted: number;
}

/**
 * A guess stands only while its target has references that nothing certain explains. What is refused
 * neither counts nor is told to the collector, so that its target seems held from elsewhere.
 *
 * `counts` has the count of each object by its number, `IMMORTAL`, or 0 for what is none.
 * O(objects + references).
 */
export function settleGuesses(found: FoundObjects, counts: Float64Array): SettledGuesses {
  const certain = new Float64Array(found.count);
  const target = found.target.values;
  const kind = found.kind.values;
  const guesses = found.guesses.view();
  for (let edge = 0; edge < found.target.length; edge++) {
    if ((kind[edge] & EdgeMark.borrowed) === 0) certain[target[edge]]++;
  }
  for (const edge of guesses) certain[target[edge]]--;
  let refused = 0;
  for (const edge of guesses) {
    const object = target[edge];
    if (counts[object] === IMMORTAL || certain[object] < counts[object]) {
      certain[object]++;
    } else {
      kind[edge] |= EdgeMark.hidden | EdgeMark.borrowed;
      refused++;
    }
  }
  let overcounted = 0;
  let counted = 0;
  for (let object = 0; object < found.count; object++) {
    if (counts[object] <= 0) continue;
    counted++;
    if (certain[object] > counts[object]) overcounted++;
  }
  return { refused, overcounted, counted };
}
