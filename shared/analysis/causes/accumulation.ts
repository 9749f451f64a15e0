import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { AccumulationShape } from './cause.ts';
import type { TypeGroup } from './subject.ts';

export interface AccumulationGroup extends TypeGroup {
  /** Charged to them together. */
  readonly bytes: number;
}

/** A place of the owner tree where memory has accumulated. */
export interface Accumulation {
  readonly shape: AccumulationShape;
  /** `NO_NODE` for siblings that nothing holds together. */
  readonly holder: NodeIndex;
  readonly bytes: number;
  /** Of these, outside of Python's objects. */
  readonly nativeBytes: number;
  /** By bytes, the most first. */
  readonly groups: readonly AccumulationGroup[];
  /** The links of a chain, the siblings of modules and frames; else empty. */
  readonly nodes: readonly NodeIndex[];
}
