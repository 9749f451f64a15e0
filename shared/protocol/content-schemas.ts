import { z } from 'zod';
import { cutChoice, nodeIndex, objectRowSchema, page, reference } from './schemas.ts';

/** What a row of an object's contents is, in the order in which they are listed. */
export const contentKind = z.enum(['attribute', 'variable', 'item', 'key', 'other', 'class']);

/** An attribute, item or variable of an object, with its value at sight. */
export const contentRow = z.object({
  kind: contentKind,
  /** As it stands in code: `user`, `['k']`, `[0]`; '' where it has no name. */
  name: z.string(),
  /** The value on one line, as Python would write it, at most 160 characters. */
  value: z.string(),
  /** Whether there is something in it to be listed in turn. */
  opens: z.boolean(),
  isWeak: z.boolean(),
  isHidden: z.boolean(),
  /** Items of a container, characters of a text; null where it does not apply. */
  length: z.number().nullable(),
  object: objectRowSchema,
  reference,
});
export type ContentRow = z.infer<typeof contentRow>;

/** What is in an object, level by level. */
export const CONTENT_CHANNELS = {
  /** Its attributes, those in its `__dict__` included, then variables, items, and the rest. */
  contents: {
    request: page.extend({ node: nodeIndex, cuts: cutChoice }),
    response: z.object({ total: z.number(), rows: z.array(contentRow) }),
  },
  /** One object in full, as far as the dump holds it: for the clipboard, and to be read. */
  wholeValue: {
    request: z.object({ node: nodeIndex }),
    response: z.object({
      /** As Python would write it, at most 100,000 characters. */
      repr: z.string(),
      /** Whether that is all of it. */
      isWhole: z.boolean(),
      /** Of a text: its own lines, at most a million characters; null for everything else. */
      text: z.string().nullable(),
      /** Of a text: whether that is all of it, and of how many characters. */
      isTextWhole: z.boolean(),
      length: z.number().nullable(),
    }),
  },
} as const;
