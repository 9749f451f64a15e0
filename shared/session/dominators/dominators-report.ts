import type { Job } from '../../base/job.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { ObjectRow } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DominatedParts } from './dominated-part.ts';
import { dominatorMapOf } from './dominator-map.ts';

export interface DominatorsChoice {
  /** Whose part of the tree; null: what the roots hold. */
  readonly node: NodeIndex | null;
  readonly byType: boolean;
  readonly limit: number;
}

interface NamedObject {
  readonly address: string;
  readonly type: string;
  readonly value: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly verdict: string;
}

/** What `ouroboros dominators --json` prints. Stable: keys may be added, never renamed or removed. */
export interface DominatorsReport {
  /** What stands for the roots, where the dump does not name them; '' where it does. */
  readonly basis: string;
  /** From the top to the object asked about; [] when none was. */
  readonly chain: readonly NamedObject[];
  /** Dominators left out between the first and the second of the chain. */
  readonly chainOmitted: number;
  /** What is divided: the object's retained size, or all of the dump. */
  readonly retainedBytes: number;
  /** Rows there are; `objects` or `types` holds the first of them. */
  readonly total: number;
  readonly objects?: readonly (NamedObject & { readonly dominates: number })[];
  readonly types?: readonly {
    readonly type: string;
    readonly count: number;
    readonly shallowBytes: number;
    readonly retainedBytes: number;
    readonly verdict: string | null;
  }[];
}

/** One level of the dominator tree for the command line. */
export function dominatorsReport(
  derived: DerivedColumns,
  parts: DominatedParts,
  { node, byType, limit }: DominatorsChoice,
  job: Job,
): DominatorsReport {
  const of = { node, typeIndex: null };
  const page = { of, offset: 0, limit };
  const map = dominatorMapOf(derived, parts, { of, by: byType ? 'type' : 'object' }, job);
  const head = {
    basis: map.basis,
    chain: map.chain.map(named),
    chainOmitted: map.chainOmitted,
    retainedBytes: map.retainedBytes,
  };
  if (byType) {
    const { total, rows } = parts.typeRows(page, job);
    return { ...head, total, types: rows.map(({ typeIndex: _, ...row }) => row) };
  }
  const { total, rows } = parts.rows(page, job);
  const objects = rows.map((row) => ({ ...named(row), dominates: row.children }));
  return { ...head, total, objects };
}

function named(row: ObjectRow): NamedObject {
  return {
    address: row.address,
    type: row.type,
    value: row.preview,
    shallowBytes: row.shallowSize,
    retainedBytes: row.retainedSize ?? 0,
    verdict: row.verdict,
  };
}
