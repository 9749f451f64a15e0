import type { ObjectMark } from '../../../shared/protocol/kept.ts';
import { MAX_MARKS, MAX_NOTE_LENGTH } from '../../../shared/protocol/kept.ts';

/** What the user made of the objects of one dump, in the order in which it was made. */
export type Marks = readonly ObjectMark[];

export const NO_MARKS: Marks = [];

/** An object as it is marked: found again by its address, recognised by its type. */
export interface Markable {
  readonly address: string;
  readonly type: string;
}

export function markOf(marks: Marks, address: string): ObjectMark | null {
  return marks.find((mark) => mark.address === address) ?? null;
}

/** With the object's mark changed; one that says nothing any more goes. Null when there are too many. */
export function withMark(
  marks: Marks,
  { address, type }: Markable,
  change: Partial<Pick<ObjectMark, 'isStarred' | 'note'>>,
): Marks | null {
  const old = markOf(marks, address) ?? { address, type, isStarred: false, note: '' };
  const mark: ObjectMark = { ...old, type: type.slice(0, 500), ...change };
  const note = mark.note.slice(0, MAX_NOTE_LENGTH);
  const isEmpty = !mark.isStarred && note.trim() === '';
  const others = marks.filter((other) => other.address !== address);
  if (isEmpty) return others;
  if (others.length >= MAX_MARKS) return null;
  return marks.length === others.length
    ? [...marks, { ...mark, note }]
    : marks.map((other) => (other.address === address ? { ...mark, note } : other));
}
