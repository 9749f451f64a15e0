import type { Job } from '../../base/job.ts';
import type { CutChoice } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { presentBreaks } from '../cycles/breaks.ts';
import { isTangled } from '../objects/object-family.ts';

/** What to break for one family of a list, the chosen references first. */
export interface FamilyBreaks {
  readonly breaks: readonly {
    readonly step: number | null;
    readonly type: string;
    readonly label: string;
    readonly text: string;
    readonly references: number;
    readonly bytesFreed: number | null;
    readonly chosen: boolean;
    readonly exact: boolean;
    readonly how: string;
  }[];
  /** Bytes that go when all chosen references are broken; null where that is not known. */
  readonly breaksFree: number | null;
}

export const NO_BREAKS: FamilyBreaks = { breaks: [], breaksFree: null };

/** Links that may be looked at for one family, and for all families of an answer together. */
const STEPS_EACH = 2_000_000;
const STEPS_IN_ALL = 4_000_000;
/** Proposals that are listed of each family. */
const MAX_BREAKS = 20;

/**
 * Says of one family of a list after the other what to break, as long as one budget for all of
 * them lasts: families that share a large component cost as much as that component each time.
 */
export class FamilyAdviser {
  private readonly derived: DerivedColumns;
  private readonly cuts: CutChoice;
  private readonly job: Job;
  private stepsLeft = STEPS_IN_ALL;

  constructor(derived: DerivedColumns, cuts: CutChoice, job: Job) {
    this.derived = derived;
    this.cuts = cuts;
    this.job = job;
  }

  /** What was not looked at, and how to have it looked at; '' if nothing was left out. */
  get note(): string {
    return this.isSpent
      ? 'What to break was looked for in the first of these families only: their cycles run through one large component. Ask for one family at a time.'
      : '';
  }

  private isSpent = false;

  breaksOf(familyId: number): FamilyBreaks {
    const { derived, cuts, job } = this;
    const cycles = derived.cycles(cuts, job);
    const family = cycles.families.families[familyId];
    // A tangle of thousands of objects takes longer than a list may.
    if (family === undefined || isTangled(cycles, family)) return NO_BREAKS;
    if (this.stepsLeft <= 0) {
      this.isSpent = true;
      return NO_BREAKS;
    }
    const maxSteps = Math.min(STEPS_EACH, this.stepsLeft);
    const found = derived.breakAdviser(cuts, job).forFamily(family, job, { maxSteps });
    this.stepsLeft -= found.steps;
    const { proposals } = presentBreaks(derived, family, found, job);
    return {
      breaks: proposals.slice(0, MAX_BREAKS).map((row) => ({
        step: row.step,
        type: row.type,
        label: row.label,
        text: row.text,
        references: row.references,
        bytesFreed: row.bytesFreed,
        chosen: row.chosen,
        exact: row.exact,
        how: row.how,
      })),
      breaksFree: found.bytesFreed,
    };
  }
}
