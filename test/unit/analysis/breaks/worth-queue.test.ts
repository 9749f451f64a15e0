import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WorthQueue } from '../../../../shared/analysis/breaks/worth-queue.ts';

describe('the queue of elements by their worth', () => {
  it('gives the worthiest first and of equals the first, whatever falls meanwhile', () => {
    const falls = fc.array(fc.tuple(fc.nat(11), fc.nat(3)), { maxLength: 4 });
    const worths = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(worths, fc.array(falls, { minLength: 14, maxLength: 14 }), (start, allFalls) => {
        const worth = [...start];
        const worthOf = (element: number) => worth[element] ?? 0;
        const queue = new WorthQueue(start.length, worthOf);
        const left = new Set(start.keys());
        for (const some of allFalls) {
          const most = Math.max(0, ...[...left].map(worthOf));
          const wanted = [...left].sort((a, b) => a - b).find((at) => worthOf(at) === most) ?? -1;
          expect(queue.takeBest(worthOf)).toBe(most === 0 ? -1 : wanted);
          if (most === 0) return;
          left.delete(wanted);
          for (const [element, by] of some) worth[element] = Math.max(0, worthOf(element) - by);
        }
      }),
    );
  });
});
