import { formatCount, formatQuantity } from '../../base/units.ts';
import type { WaysResult } from '../../protocol/paths-schemas.ts';

type Held = Pick<
  WaysResult,
  | 'objects'
  | 'unreachable'
  | 'verdict'
  | 'count'
  | 'complete'
  | 'certain'
  | 'themselves'
  | 'garbageReferences'
>;

/** References that a sentence names. */
const MAX_NAMED = 4;

/** In how many ways they are held, in one sentence. */
export function disjointPathsSentence(held: Held): string {
  const { count, objects, unreachable, complete, certain } = held;
  const isOne = objects === 1;
  if (objects === 0) return 'There is nothing that could be held.';
  if (unreachable === objects) {
    if (held.verdict === 'never') {
      return 'Held only by references among what is lost: no root reaches it, and no collection frees it.';
    }
    return isOne
      ? 'Only its own cycle keeps it alive. The next run of the collector frees it.'
      : 'Held only by cycles: no root reaches them, and the next collection frees them.';
  }
  if (count === 0) {
    return !certain
      ? 'No way from a root leads there: this dump does not say what holds it from outside.'
      : 'No way from a root leads there.';
  }
  const atLeast = complete ? '' : 'at least ';
  const together = isOne ? '' : 'Together ';
  const ways =
    count === 1 && complete
      ? 'one way only'
      : `${atLeast}${formatQuantity(count, 'independent way')}`;
  const sentence = `${together}${isOne ? 'Held' : 'held'} in ${ways}`;
  return !certain ? `${sentence}, as far as this dump knows.` : `${sentence}.`;
}

/** What has to go, in one sentence, the first references named. */
export function releaseText(names: readonly string[], total: number, themselves: number): string {
  const what = total === 1 ? 'this reference goes' : `these ${formatCount(total)} references go`;
  const outside = themselves > 0 ? ', and what holds it from outside' : '';
  const more = total - Math.min(MAX_NAMED, names.length);
  const named = names.slice(0, MAX_NAMED).join(', ');
  const rest = more > 0 ? ` and ${formatCount(more)} more` : '';
  return `Released when ${what}${outside}: ${named}${rest}.`;
}

/** What else is to be known. */
export function disjointPathsNotes(held: Held): string[] {
  const { objects, unreachable, certain, themselves, garbageReferences, count } = held;
  const notes: string[] = [];
  if (unreachable > 0 && unreachable < objects) {
    notes.push(
      `${formatQuantity(unreachable, 'object')} of these wait for the collector or are lost: no root reaches them.`,
    );
  }
  if (!certain && count > 0) {
    notes.push('Something else may hold it: this dump does not know all references from outside.');
  }
  if (themselves > 0) {
    const which = objects === 1 ? 'It is' : `${formatCount(themselves)} of them are`;
    notes.push(
      `${which} held from outside the dump as well, which no reference in the dump can end.`,
    );
  }
  if (garbageReferences > 0) {
    notes.push(
      `Garbage refers to it, too (${formatQuantity(garbageReferences, 'reference')}): until that is collected, it stays.`,
    );
  }
  return notes;
}
