import { z } from 'zod';
import { answers } from './answers.ts';
import { MAX_MARKS, objectMark } from './kept.ts';
import { cutChoice, nodeIndex } from './schemas.ts';

export const reportRequest = z.object({
  cuts: cutChoice,
  /** Only this family; null for the whole dump. */
  familyId: z.number().int().min(0).max(0xfffffffe).nullable(),
  /** Leave out values and string keys. */
  redact: z.boolean(),
  /** What the user wrote about objects. */
  notes: z.array(objectMark).max(MAX_MARKS),
});

/** A dump, or one family of it, as one HTML page. */
export const REPORT_CHANNELS = {
  report: {
    request: reportRequest,
    response: answers<{
      readonly text: string;
      readonly mediaType: string;
      readonly suggestedName: string;
    }>(),
  },
  /** What leaks, or one object and what keeps it alive, as Markdown for an issue. */
  finding: {
    request: z.object({ cuts: cutChoice, node: nodeIndex.nullable(), redact: z.boolean() }),
    response: answers<{
      readonly text: string;
    }>(),
  },
} as const;
