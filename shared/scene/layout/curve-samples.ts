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
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.slice(at, at + 4);
    if (Math.max(y0, y1) < box.top || Math.min(y0, y1) > box.bottom) continue;
    if (Math.max(x0, x1) < box.left || Math.min(x0, x1) > box.right) continue;
    return true;
  }
  return false;
}
