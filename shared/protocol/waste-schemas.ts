import { z } from 'zod';
import { objectRowSchema, page } from './schemas.ts';

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

export const wasteGroup = z.object({
  id: wasteGroupId,
  title: z.string(),
  /** What to do, in a sentence. */
  advice: z.string(),
  /** Bytes that could be spared; where `isWaste` is false, bytes that others count too much. */
  bytes: z.number(),
  isWaste: z.boolean(),
  objects: z.number(),
  /** Rows that `wasteFindings` has for it. */
  findings: z.number(),
  /** What the dump does not tell, and how far the figures go; '' if nothing. */
  note: z.string(),
});
export type WasteGroup = z.infer<typeof wasteGroup>;

export const wasteFinding = z.object({
  /** Position within its group, the most bytes first. */
  finding: z.number().int(),
  /** Qualified type of the objects. */
  type: z.string(),
  /** Where they are held: "Row.tags", "items of a list in Row.tags"; '' where that says nothing. */
  place: z.string(),
  /** What else there is to know: "50 values", "for 1 view of 80 bytes". */
  detail: z.string(),
  objects: z.number(),
  bytes: z.number(),
  example: objectRowSchema,
});
export type WasteFinding = z.infer<typeof wasteFinding>;

export const WASTE_CHANNELS = {
  /** Memory that the program could do without, by how it came about. */
  waste: {
    request: z.object({}),
    response: z.object({
      /** Of all groups that are waste. */
      bytes: z.number(),
      totalBytes: z.number(),
      groups: z.array(wasteGroup),
    }),
  },
  wasteFindings: {
    request: page.extend({ group: wasteGroupId }),
    response: z.object({ total: z.number(), rows: z.array(wasteFinding) }),
  },
  /** The objects of one finding. */
  wasteObjects: {
    request: page.extend({
      group: wasteGroupId,
      finding: z.number().int().min(0).max(0xfffffffe),
    }),
    response: z.object({ total: z.number(), rows: z.array(objectRowSchema) }),
  },
} as const;
