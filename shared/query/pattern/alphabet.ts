import type { CharSet } from './char-set.ts';
import { contains, foldCase, LAST_CODE_POINT, WORD } from './char-set.ts';
import type { PatternProgram } from './pattern-program.ts';

/**
 * Characters that no set of a program tells apart are one class: the columns of its automaton.
 * Class `endClass` stands for the end of the text.
 */
export class Alphabet {
  readonly endClass: number;
  readonly classCount: number;
  /** The class of each ASCII character: the way almost every byte of a dump takes. */
  readonly ofAscii: Uint16Array;
  /** Per class, whether its characters are letters, digits or `_`; the end is none. */
  readonly isWord: Uint8Array;
  private readonly bounds: Uint32Array;
  private readonly ignoreCase: boolean;

  constructor({ sets, hasAssertions, ignoreCase }: PatternProgram) {
    this.ignoreCase = ignoreCase;
    this.bounds = boundsOf(hasAssertions ? [...sets, WORD] : sets);
    this.endClass = this.bounds.length;
    this.classCount = this.endClass + 1;
    this.ofAscii = Uint16Array.from({ length: 128 }, (_, code) => this.lookUp(code));
    this.isWord = new Uint8Array(this.classCount);
    this.bounds.forEach((first, index) => {
      this.isWord[index] = contains(WORD, first) ? 1 : 0;
    });
  }

  /** The first character of a class stands for all of it. */
  representative(symbol: number): number {
    return this.bounds[symbol];
  }

  /** The class of any character. O(log classes). */
  lookUp(codePoint: number): number {
    const wanted = this.ignoreCase ? foldCase(codePoint) : codePoint;
    let low = 0;
    let high = this.bounds.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.bounds[middle] <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Where classes begin, ascending; the first is 0. */
function boundsOf(sets: readonly CharSet[]): Uint32Array {
  const bounds = new Set([0]);
  for (const set of sets) {
    for (let at = 0; at < set.length; at += 2) {
      bounds.add(set[at] ?? 0);
      bounds.add((set[at + 1] ?? 0) + 1);
    }
  }
  bounds.delete(LAST_CODE_POINT + 1);
  return Uint32Array.from(bounds).sort();
}
