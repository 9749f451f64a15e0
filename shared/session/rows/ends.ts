import type { Gap } from '../../protocol/schemas.ts';

export interface Ends {
  /** Positions of the elements that are shown, ascending. */
  readonly positions: readonly number[];
  /** Null where all of them are. */
  readonly gap: Gap | null;
}

/**
 * Which elements of a path or a cycle are shown: all, or of more than `most` the two ends. An
 * answer is bounded by this whatever the dump holds (a linked list of a million objects).
 */
export function endsOf(length: number, most: number): Ends {
  if (length <= most) return { positions: Array.from({ length }, (_, at) => at), gap: null };
  const head = Math.ceil(most / 2);
  const tail = most - head;
  return {
    positions: [
      ...Array.from({ length: head }, (_, at) => at),
      ...Array.from({ length: tail }, (_, at) => length - tail + at),
    ],
    gap: { after: head - 1, objects: length - most },
  };
}
