import type { LayoutBox } from './layout-graph.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

const GAP = 14;
const ROUNDS = 160;

/**
 * Moves boxes that overlap until none does, or for as long as is worth it; those in `fixed` stay.
 * Each pair is parted along the axis on which less is needed. O(rounds × boxes²).
 */
export function pushApart(
  boxes: readonly LayoutBox[],
  places: readonly Point[],
  fixed: ReadonlySet<number>,
): readonly Point[] {
  const x = places.map((place) => place.x);
  const y = places.map((place) => place.y);
  for (let round = 0; round < ROUNDS; round++) {
    let isSettled = true;
    for (let a = 0; a < boxes.length; a++) {
      for (let b = a + 1; b < boxes.length; b++) {
        if (fixed.has(a) && fixed.has(b)) continue;
        if (part(boxes, x, y, a, b, fixed)) isSettled = false;
      }
    }
    if (isSettled) break;
  }
  return x.map((value, at) => ({ x: value, y: y[at] ?? 0 }));
}

/** Parts one pair; false when they do not overlap. */
function part(
  boxes: readonly LayoutBox[],
  x: number[],
  y: number[],
  a: number,
  b: number,
  fixed: ReadonlySet<number>,
): boolean {
  const [first, second] = [boxes[a], boxes[b]];
  if (first === undefined || second === undefined) return false;
  const dx = (x[b] ?? 0) - (x[a] ?? 0);
  const dy = (y[b] ?? 0) - (y[a] ?? 0);
  const lackX = (first.width + second.width) / 2 + GAP - Math.abs(dx);
  const lackY = (first.height + second.height) / 2 + GAP - Math.abs(dy);
  // Layouts leave some gaps smaller than ours: only what really comes too near is moved.
  if (lackX <= GAP / 2 || lackY <= GAP / 2) return false;
  const shareA = fixed.has(a) ? 0 : fixed.has(b) ? 1 : 0.5;
  const [along, lack, towards] =
    lackX < lackY ? [x, lackX, dx < 0 ? -1 : 1] : [y, lackY, dy < 0 ? -1 : 1];
  along[a] = (along[a] ?? 0) - towards * lack * shareA;
  along[b] = (along[b] ?? 0) + towards * lack * (1 - shareA);
  return true;
}
