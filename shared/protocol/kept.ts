import { z } from 'zod';

/**
 * What outlives a window: which dumps were open and how they were looked at, and what the user
 * wrote about their objects. The same shapes cross to the main process and lie on the disk; they
 * are parsed whenever they come back, since anything may have happened to them there.
 */

/** As `dumpFingerprint` makes it; also a file name, so nothing else may pass. */
export const fingerprint = z.string().regex(/^[0-9a-z]{1,11}-[0-9a-f]{16}$/);

export function isFingerprint(text: string): boolean {
  return fingerprint.safeParse(text).success;
}

/** What the user made of one object: a bookmark, a note, or both. */
export const objectMark = z.object({
  /** `0x` and digits: what the object is found by in its dump. */
  address: z.string().regex(/^0x[0-9a-f]{1,16}$/),
  /** Qualified type name. */
  type: z.string().max(500),
  isStarred: z.boolean(),
  note: z.string().max(4000),
});
export type ObjectMark = z.infer<typeof objectMark>;

export const MAX_MARKS = 500;
export const MAX_NOTE_LENGTH = 4000;
/** All marks of one dump as JSON, in characters. */
export const MAX_MARKS_BYTES = 512 * 1024;

export const dumpMarks = z.object({
  /** The dump's file name when it was last marked, for people. */
  name: z.string().max(300),
  marks: z.array(objectMark).max(MAX_MARKS),
});
export type DumpMarks = z.infer<typeof dumpMarks>;

/** How a tab was looked at: its steps as links (`renderer/state/links`), and the current one. */
export const keptViews = z.object({
  links: z.array(z.string().max(250_000)).max(40),
  at: z.number().int().min(0).max(40),
});
export type KeptViews = z.infer<typeof keptViews>;

export const MAX_TABS = 20;
/** A whole session as JSON, in characters. */
export const MAX_SESSION_BYTES = 2 * 1024 * 1024;

/** The number of the tab in front; null for the start screen. */
export const keptActive = z.number().int().min(0).max(MAX_TABS).nullable();

/** The session as main writes it down; a path of null is the bundled example. */
export const storedSession = z.object({
  tabs: z.array(keptViews.extend({ path: z.string().max(32_768).nullable() })).max(MAX_TABS),
  active: keptActive,
});
export type StoredSession = z.infer<typeof storedSession>;

const pixels = z.number().int().min(-100_000).max(100_000);

/** Where the desktop's window was, in pixels as the system counts them. */
export const storedPlace = z.object({
  x: pixels,
  y: pixels,
  width: pixels,
  height: pixels,
  isMaximized: z.boolean(),
});
