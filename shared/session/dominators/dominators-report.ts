import type { Job } from '../../base/job.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type {
  DominatedRow,
  DominatedTypeRow,
  DominatorMap,
} from '../../protocol/dominator-schemas.ts';
import type { ObjectRow } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { type ForPrograms, forPrograms } from '../rows/for-programs.ts';
import type { DominatedParts } from './dominated-part.ts';
import { dominatorMapOf } from './dominator-map.ts';

export interface DominatorsChoice {
  /** Whose part of the tree; null: what the roots hold. */
  readonly node: NodeIndex | null;
  readonly byType: boolean;
  readonly limit: number;
}

type Printed<Row extends ObjectRow> = ForPrograms<Row> & {
  readonly value: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
};

/**
 * One level of the dominator tree, as the window gets it in pages. Stable: keys may be added, never
 * renamed or removed.
 */
export interface DominatorsReport
  extends Pick<DominatorMap, 'basis' | 'chainOmitted' | 'retainedBytes'> {
  /** From the top to the object asked about; [] when none was. */
  readonly chain: readonly Printed<ObjectRow>[];
  /** Rows there are; `objects` or `types` holds the first of them. */
  readonly total: number;
  readonly objects?: readonly Printed<DominatedRow>[];
  readonly types?: ForPrograms<readonly DominatedTypeRow[]>;
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
  const { basis, chain, chainOmitted, retainedBytes } = map;
  const head = { basis, chain: chain.map(printed), chainOmitted, retainedBytes };
  if (byType) {
    const { total, rows } = parts.typeRows(page, job);
    return { ...head, total, types: forPrograms(rows) };
  }
  const { total, rows } = parts.rows(page, job);
  return { ...head, total, objects: rows.map(printed) };
}

/** Besides what the window gets, the names that scripts know an object's parts by. */
function printed<Row extends ObjectRow>(row: Row): Printed<Row> {
  return {
    ...forPrograms(row),
    value: row.preview,
    shallowBytes: row.shallowSize,
    retainedBytes: row.retainedSize ?? 0,
  };
}
