import type { Job } from '../../base/job.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { wasteFindings, wasteSummary } from './waste.ts';

/** What `ouroboros waste --json` prints. Stable: keys may be added, never renamed or removed. */
export interface WasteReport {
  /** Bytes that could be spared, of all groups that are waste. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly groups: readonly {
    readonly id: string;
    readonly title: string;
    readonly advice: string;
    /** False: nothing is wasted, something else merely counts too much. */
    readonly isWaste: boolean;
    readonly bytes: number;
    readonly objects: number;
    readonly note: string;
    /** Findings there are; `findings` holds the first of them, the most bytes first. */
    readonly total: number;
    readonly findings: readonly {
      readonly type: string;
      readonly place: string;
      readonly detail: string;
      readonly objects: number;
      readonly bytes: number;
      /** Address of one of the objects. */
      readonly example: string;
    }[];
  }[];
}

/** Wasted memory for the command line, `limit` findings of each kind. */
export function wasteReport(derived: DerivedColumns, limit: number, job: Job): WasteReport {
  const { groups, ...totals } = wasteSummary(derived, job);
  return {
    ...totals,
    groups: groups.map(({ findings: total, ...group }) => {
      const page = { group: group.id, offset: 0, limit };
      const { rows } = wasteFindings(derived, page, job);
      return {
        ...group,
        total,
        findings: rows.map(({ finding: _, example, ...row }) => ({
          ...row,
          example: example.address,
        })),
      };
    }),
  };
}
