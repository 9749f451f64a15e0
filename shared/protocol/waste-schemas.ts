import { z } from 'zod';
import { answers } from './answers.ts';
import type { ObjectRow } from './schemas.ts';
import { page } from './schemas.ts';

export const wasteGroupId = z.enum([
  'equal-text',
  'equal-numbers',
  'empty-containers',
  'sparse-containers',
  'equal-containers',
  'array-views',
  'frame-bytes',
]);
export type WasteGroupId = z.infer<typeof wasteGroupId>;

export interface WasteGroup {
  readonly id: WasteGroupId;
  readonly title: string;
  /** What to do, in a sentence. */
  readonly advice: string;
  /** Bytes that could be spared; where `isWaste` is false, bytes that others count too much. */
  readonly bytes: number;
  readonly isWaste: boolean;
  readonly objects: number;
  /** Findings there are: rows that `wasteFindings` has for it. */
  readonly total: number;
  /** What the dump does not tell, and how far the figures go; '' if nothing. */
  readonly note: string;
}

export interface WasteFinding {
  /** Position within its group, the most bytes first. */
  readonly finding: number;
  /** Qualified type of the objects. */
  readonly type: string;
  /** Where they are held: "Row.tags", "items of a list in Row.tags"; '' where that says nothing. */
  readonly place: string;
  /** What else there is to know: "50 values", "for 1 view of 80 bytes". */
  readonly detail: string;
  readonly objects: number;
  readonly bytes: number;
  /** Address of one of the objects, and that object. */
  readonly example: string;
  readonly exampleObject: ObjectRow;
}

export interface WasteSummary {
  /** Bytes that could be spared, of all groups that are waste. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly groups: readonly WasteGroup[];
}

export const WASTE_CHANNELS = {
  /** Memory that the program could do without, by how it came about. */
  waste: {
    request: z.object({}),
    response: answers<WasteSummary>(),
  },
  wasteFindings: {
    request: page.extend({ group: wasteGroupId }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly WasteFinding[];
    }>(),
  },
  /** The objects of one finding. */
  wasteObjects: {
    request: page.extend({
      group: wasteGroupId,
      finding: z.number().int().min(0).max(0xfffffffe),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ObjectRow[];
    }>(),
  },
} as const;
