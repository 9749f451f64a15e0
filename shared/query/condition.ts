import type { Job } from '../base/job.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';

export type NodeTest = (node: NodeIndex) => boolean;

/**
 * What a condition costs, cheapest first. Conditions of a conjunction are evaluated in this order,
 * each only on the objects that the ones before have left: dominators of ten million objects are
 * not computed to look at the three DataFrames among them, if there are none.
 */
export const Cost = {
  /** A look into a column. */
  column: 0,
  /** Texts, each distinct one at most once. */
  texts: 1,
  /** The references of every object. */
  references: 2,
  verdicts: 3,
  cycles: 4,
  dominators: 5,
  /** A name per object, some microseconds each. */
  names: 6,
} as const;
export type CostLevel = (typeof Cost)[keyof typeof Cost];

/** A part of a filter, ready to be evaluated. */
export interface Condition {
  readonly cost: CostLevel;
  /** Computes what it needs, and returns the test itself. */
  prepare(job: Job): NodeTest;
}

export function conditionOn(cost: CostLevel, prepare: (job: Job) => NodeTest): Condition {
  return { cost, prepare };
}

export const ALWAYS: Condition = conditionOn(Cost.column, () => () => true);
export const NEVER: Condition = conditionOn(Cost.column, () => () => false);

export function negated(condition: Condition): Condition {
  return conditionOn(condition.cost, (job) => {
    const test = condition.prepare(job);
    return (node) => !test(node);
  });
}

/** All of them, the cheapest asked first. */
export function allOf(conditions: readonly Condition[]): Condition {
  return conditionOn(highestCost(conditions), (job) => {
    const tests = cheapestFirst(conditions).map((condition) => condition.prepare(job));
    return everyTest(tests);
  });
}

/** Any of them, the cheapest asked first. */
export function anyOf(conditions: readonly Condition[]): Condition {
  return conditionOn(highestCost(conditions), (job) => {
    const tests = cheapestFirst(conditions).map((condition) => condition.prepare(job));
    return (node) => {
      for (const test of tests) if (test(node)) return true;
      return false;
    };
  });
}

export function everyTest(tests: readonly NodeTest[]): NodeTest {
  const [first, second] = tests;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined && second !== undefined && tests.length === 2) {
    return (node) => first(node) && second(node);
  }
  return (node) => {
    for (const test of tests) if (!test(node)) return false;
    return true;
  };
}

export function cheapestFirst(conditions: readonly Condition[]): readonly Condition[] {
  return [...conditions].sort((a, b) => a.cost - b.cost);
}

function highestCost(conditions: readonly Condition[]): CostLevel {
  return conditions.reduce<CostLevel>(
    (highest, { cost }) => (cost > highest ? cost : highest),
    Cost.column,
  );
}

/** Whether objects are marked with 1. */
export function marked(marks: Uint8Array): NodeTest {
  return (node) => marks[node] === 1;
}
