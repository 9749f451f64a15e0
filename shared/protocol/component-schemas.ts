import type { VerdictName } from '../analysis/graph/verdict.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';
import { answers } from './answers.ts';
import type { ObjectRow } from './schemas.ts';
import { cutChoice, page } from './schemas.ts';

/** Members of one component that are drawn at once. */
export const MAX_DRAWN_MEMBERS = 60;

/** A strongly connected component: objects of which each leads to each other. */
export interface ComponentRow {
  /** From 1, by objects. */
  readonly number: number;
  readonly objects: number;
  readonly shallowBytes: number;
  /** The worst of its objects. */
  readonly verdict: VerdictName;
  /** What most of its objects are: "12 × Session". */
  readonly types: readonly string[];
  /** Types that are not named. */
  readonly moreTypes: number;
  /** An object of the type that most are of. */
  readonly example: ObjectRow;
  /** The first `MAX_DRAWN_MEMBERS` of its objects. */
  readonly members: readonly NodeIndex[];
}

export const COMPONENT_CHANNELS = {
  components: {
    request: page.extend({ cuts: cutChoice }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ComponentRow[];
    }>(),
  },
} as const;
