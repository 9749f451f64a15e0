import { z } from 'zod';
import { answers } from './answers.ts';
import type { ObjectRow, Reference } from './schemas.ts';
import { cutChoice, nodeIndex, page } from './schemas.ts';

/** What a row of an object's contents is, in the order in which they are listed. */
export type ContentKind = 'attribute' | 'variable' | 'item' | 'key' | 'other' | 'class';

/** An attribute, item or variable of an object, with its value at sight. */
export interface ContentRow {
  readonly kind: ContentKind;
  /** As it stands in code: `user`, `['k']`, `[0]`; '' where it has no name. */
  readonly name: string;
  /** The value on one line, as Python would write it, at most 160 characters. */
  readonly value: string;
  /** Whether there is something in it to be listed in turn. */
  readonly opens: boolean;
  readonly isWeak: boolean;
  readonly isHidden: boolean;
  /** Items of a container, characters of a text; null where it does not apply. */
  readonly length: number | null;
  readonly object: ObjectRow;
  readonly reference: Reference;
}

/** What is in an object, level by level. */
export const CONTENT_CHANNELS = {
  /** Its attributes, those in its `__dict__` included, then variables, items, and the rest. */
  contents: {
    request: page.extend({ node: nodeIndex, cuts: cutChoice }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ContentRow[];
    }>(),
  },
  /** One object in full, as far as the dump holds it: for the clipboard, and to be read. */
  wholeValue: {
    request: z.object({ node: nodeIndex }),
    response: answers<{
      /** As Python would write it, at most 100,000 characters. */
      readonly repr: string;
      /** Whether that is all of it. */
      readonly isWhole: boolean;
      /** Of a text: its own lines, at most a million characters; null for everything else. */
      readonly text: string | null;
      /** Of a text: whether that is all of it, and of how many characters. */
      readonly isTextWhole: boolean;
      readonly length: number | null;
    }>(),
  },
} as const;
