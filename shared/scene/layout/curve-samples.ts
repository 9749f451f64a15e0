import type { Box } from '../model/boxes.ts';

/** Points along a curve of cubic Béziers: x0, y0, x1, y1 … */
export function sampleCurve(curve: readonly number[], perBezier: number): readonly number[] {
  const points: number[] = [];
  for (let at = 0; at + 7 < curve.length; at += 6) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = curve.slice(
      at,
      at + 8,
    );
    for (let step = at === 0 ? 0 : 1; step <= perBezier; step++) {
      const t = step / perBezier;
      const s = 1 - t;
      const a = s * s * s;
      const b = 3 * s * s * t;
      const c = 3 * s * t * t;
      const d = t * t * t;
      points.push(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
    }
  }
  return points;
}

/** Whether a sampled curve passes through the box, or nearly. */
export function touches(points: readonly number[], box: Box): boolean {
  let x0 = points[0] ?? 0;
  let y0 = points[1] ?? 0;
  // Asked millions of times for one drawing: nothing is made on the way.
  for (let at = 2; at + 1 < points.length; at += 2) {
    const x1 = points[at] ?? 0;
    const y1 = points[at + 1] ?? 0;
    const isBeside =
      (y0 < box.top && y1 < box.top) ||
      (y0 > box.bottom && y1 > box.bottom) ||
      (x0 < box.left && x1 < box.left) ||
      (x0 > box.right && x1 > box.right);
    if (!isBeside) return true;
    x0 = x1;
    y0 = y1;
  }
  return false;
}
