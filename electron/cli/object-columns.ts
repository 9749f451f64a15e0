import type { ListedObject } from '../../shared/protocol/object-schemas.ts';
import type { ObjectRow } from '../../shared/protocol/schemas.ts';
import type { RowColumns } from './rows.ts';

/** What every list tells of an object, first. */
const NAMED = {
  address: (row) => row.address,
  type: (row) => row.type,
  value: (row) => row.preview,
  name: (row) => row.path,
  verdict: (row) => row.verdict,
  shallowBytes: (row) => row.shallowSize,
  retainedBytes: (row) => row.retainedSize,
  refcount: (row) => row.refcount,
} as const satisfies RowColumns<ObjectRow>;

export const LISTED_OBJECT_COLUMNS = {
  ...NAMED,
  length: (row) => row.length,
  referrers: (row) => row.referrers,
  referents: (row) => row.referents,
} as const satisfies RowColumns<ListedObject>;

export const DOMINATED_COLUMNS = {
  ...NAMED,
  dominates: (row) => row.dominates,
} as const satisfies RowColumns<ObjectRow & { readonly dominates: number }>;
