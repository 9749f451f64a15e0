import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dominators } from '../../../../shared/analysis/dominators/dominators.ts';
import {
  NO_GROUP,
  retainedByGroup,
} from '../../../../shared/analysis/dominators/retained-by-group.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { NO_NODE } from '../../../../shared/heap/heap-graph.ts';

interface PlainTree {
  /** Per object what dominates it: one before it, or -1. */
  readonly above: readonly number[];
  readonly size: readonly number[];
  /** Per object its group, or -1. */
  readonly group: readonly number[];
}

const GROUPS = 3;

const tree: fc.Arbitrary<PlainTree> = fc
  .array(
    fc.record({ above: fc.nat(99), size: fc.nat(50), group: fc.integer({ min: -1, max: 2 }) }),
    { maxLength: 40 },
  )
  .map((objects) => ({
    above: objects.map(({ above }, at) => (above % (at + 1)) - 1),
    size: objects.map(({ size }) => size),
    group: objects.map(({ group }) => group),
  }));

function retainedOf({ above, size }: PlainTree): Float64Array {
  const retained = Float64Array.from(size);
  for (let node = size.length - 1; node >= 0; node--) {
    const parent = above[node] ?? -1;
    if (parent >= 0) retained[parent] += retained[node];
  }
  return retained;
}

function byGroup(plain: PlainTree): number[] {
  const dominators: Dominators = {
    immediateDominator: Uint32Array.from(plain.above, (node) => (node < 0 ? NO_NODE : node)),
    retainedSize: retainedOf(plain),
  };
  const groupOf = (node: number) => {
    const group = plain.group[node] ?? -1;
    return group < 0 ? NO_GROUP : group;
  };
  return [...retainedByGroup(dominators, groupOf, GROUPS, UNATTENDED_JOB)];
}

/** Of each object whose group is on none of those above it. */
function byGroupSlowly(plain: PlainTree): number[] {
  const retained = retainedOf(plain);
  const sums = [0, 0, 0];
  plain.group.forEach((group, node) => {
    if (group < 0) return;
    let at = plain.above[node] ?? -1;
    while (at >= 0 && plain.group[at] !== group) at = plain.above[at] ?? -1;
    if (at < 0) sums[group] = (sums[group] ?? 0) + (retained[node] ?? 0);
  });
  return sums;
}

describe('what groups retain', () => {
  it('counts what is nested in the same group once, and in another group again', () => {
    // list 0 holds list 1 holds str 2; list 3 stands beside them.
    const plain = { above: [-1, 0, 1, -1], size: [1, 10, 100, 5], group: [0, 0, 1, 0] };
    expect(byGroup(plain)).toEqual([116, 100, 0]);
  });

  it('is that of each object which none of its group dominates', () => {
    fc.assert(
      fc.property(tree, (plain) => {
        expect(byGroup(plain)).toEqual(byGroupSlowly(plain));
      }),
    );
  });

  it('goes down a chain of any length', () => {
    const count = 100_000;
    const plain = {
      above: Array.from({ length: count }, (_, at) => at - 1),
      size: Array.from({ length: count }, () => 1),
      group: Array.from({ length: count }, (_, at) => at % 2),
    };
    expect(byGroup(plain)).toEqual([count, count - 1, 0]);
  });
});
