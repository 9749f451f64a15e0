import type { Job } from '../../base/job.ts';
import type { WasteFinding, WasteGroup, WasteSummary } from '../../protocol/waste-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { type ForPrograms, forPrograms } from '../rows/for-programs.ts';
import { wasteFindings, wasteSummary } from './waste.ts';

/** What `ouroboros waste --json` prints. Stable: keys may be added, never renamed or removed. */
export interface WasteReport extends Omit<WasteSummary, 'groups'> {
  readonly groups: readonly (WasteGroup & {
    /** The first of its findings, the most bytes first. */
    readonly findings: ForPrograms<readonly WasteFinding[]>;
  })[];
}

/** Wasted memory for the command line, `limit` findings of each kind. */
export function wasteReport(derived: DerivedColumns, limit: number, job: Job): WasteReport {
  const { groups, ...totals } = wasteSummary(derived, job);
  return {
    ...totals,
    groups: groups.map((group) => {
      const page = { group: group.id, offset: 0, limit };
      return { ...group, findings: forPrograms(wasteFindings(derived, page, job).rows) };
    }),
  };
}
