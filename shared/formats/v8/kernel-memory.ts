/**
 * The one memory of a snapshot's kernels: what they work with, and the piece of the file that they
 * read. Nothing in it outlasts a piece, so that it stays in the processor's caches.
 */

/** Where a kernel leaves what it tells beside its result. */
export const STATE = {
  /** Rows: where something stands that is neither digit nor separator; 0 when nothing does. */
  stoppedAt: 0,
  /** Rows: the highest number of a string so far. */
  highestName: 4,
  /** Edges: how many of the rows refer to no object. */
  missing: 8,
  /** Nodes: how many of the rows are detached. */
  detached: 12,
  /** Strings: 1 within a string, 0 between two. */
  isInside: 16,
  /** Strings: behind the text that was written. */
  text: 20,
  /** Strings: behind the offsets that were written. */
  offset: 24,
} as const;

export const STATE_WORDS = 16;

/** Per letter behind a backslash, what it stands for; 0 for what the kernel cannot tell. */
export const ESCAPES_AT = 256;
/** Per edge type, the kind byte. */
export const KINDS_AT = 512;
/** Per edge type, a word: all bits set where its name means nothing. */
export const NAMELESS_AT = 1024;
/** Per edge type, a word: all bits set where its name is a string. */
export const NAMED_AT = 2048;

/** What a kernel works on at a time: all of it stays in the second cache. */
export const PIECE_BYTES = 1 << 15;
export const MAX_FIELDS = 64;

/** Where numbers end, each 16 too low: words; the last of them written ahead and void. */
export const ENDS_AT = 4096;
export const MAX_ENDS = PIECE_BYTES / 2 + MAX_FIELDS + 8;

/** Columns of the rows that were read, or texts and their offsets. */
export const OUTPUT_AT = roundedUp(ENDS_AT + 4 * MAX_ENDS);
/** The widest: a node of five numbers in 32 bytes. */
const OUTPUT_BYTES = Math.ceil(MAX_ENDS / 5) * 32 + 256;
export const TEXT_AT = OUTPUT_AT;
export const OFFSETS_AT = roundedUp(TEXT_AT + PIECE_BYTES + 64);
const STRINGS_END = OFFSETS_AT + 4 * (PIECE_BYTES / 2 + 1);

/** The bytes of the file; before them stand separators, behind them `SLACK` bytes. */
export const INPUT_AT = roundedUp(Math.max(OUTPUT_AT + OUTPUT_BYTES, STRINGS_END)) + 64;
export const SLACK = 64;

function roundedUp(bytes: number): number {
  return Math.ceil(bytes / 4096) * 4096;
}
