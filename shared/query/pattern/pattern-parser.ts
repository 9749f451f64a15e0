import { failAt } from '../query-error.ts';
import type { CharSet } from './char-set.ts';
import { ANY, complement, DIGITS, SPACES, single, union, WORD } from './char-set.ts';

export type Assertion = 'start' | 'end' | 'boundary' | 'inside';

export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharSet; readonly isNegated: boolean }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly min: number;
      readonly max: number;
    };

const MAX_DEPTH = 64;
const MAX_REPEAT = 1000;

/**
 * A regular expression in JavaScript's notation, without what no automaton can do: look-around and
 * back-references are refused with a sentence, and so is what is ill-formed.
 *
 * `origin` is where the source begins in the filter, for the positions of errors.
 */
export function parsePattern(source: string, origin: number): PatternNode {
  return new PatternParser(source, origin).parse();
}

class PatternParser {
  private readonly source: string;
  private readonly origin: number;
  private at = 0;
  private depth = 0;

  constructor(source: string, origin: number) {
    this.source = source;
    this.origin = origin;
  }

  parse(): PatternNode {
    const node = this.parseChoice();
    if (this.at < this.source.length)
      this.fail(this.at, 1, 'There is no ( for this ) in the pattern.');
    return node;
  }

  private parseChoice(): PatternNode {
    const options = [this.parseSequence()];
    while (this.take('|')) options.push(this.parseSequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  private parseSequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source.charAt(this.at))) {
      parts.push(this.parseRepeated());
    }
    return { kind: 'sequence', parts };
  }

  private parseRepeated(): PatternNode {
    const start = this.at;
    let node = this.parseAtom();
    for (;;) {
      const counts = this.parseCounts();
      if (counts === null) return node;
      if (node.kind === 'assert') {
        this.fail(start, this.at - start, 'A position in the text cannot be repeated.');
      }
      // Lazy or greedy makes no difference to whether something matches.
      this.take('?');
      node = { kind: 'repeat', part: node, min: counts[0], max: counts[1] };
    }
  }

  private parseCounts(): [number, number] | null {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.take('?')) return [0, 1];
    const [whole, least = '', comma, most = ''] = this.match(/\{(\d{1,9})(,(\d{0,9}))?\}/y) ?? [];
    if (whole === undefined) return null;
    const min = Number(least);
    const unbounded = most === '' ? Number.POSITIVE_INFINITY : Number(most);
    const max = comma === undefined ? min : unbounded;
    const top = Number.isFinite(max) ? max : min;
    if (top > MAX_REPEAT || min > max) {
      this.fail(
        this.at - whole.length,
        whole.length,
        min > max ? 'The first number must not be the larger one.' : `At most ${MAX_REPEAT} times.`,
      );
    }
    return [min, max];
  }

  private parseAtom(): PatternNode {
    const start = this.at;
    const character = this.nextCharacter();
    switch (character) {
      case '.':
        return charSet(ANY);
      case '^':
        return { kind: 'assert', what: 'start' };
      case '$':
        return { kind: 'assert', what: 'end' };
      case '(':
        return this.parseGroup(start);
      case '[':
        return this.parseClass(start);
      case '\\':
        return this.parseEscape(start);
      case '*':
      case '+':
      case '?':
        return this.fail(start, 1, `There is nothing before ${character} that could be repeated.`);
      default:
        return charSet(single(character.codePointAt(0) ?? 0));
    }
  }

  private parseGroup(start: number): PatternNode {
    const opened = this.match(/\?(?:[=!]|<[=!])/y);
    if (opened !== null) {
      this.fail(start, 1 + opened[0].length, 'Patterns here cannot look ahead or behind.');
    }
    const isPlain = this.source[this.at] !== '?';
    if (!isPlain && this.match(/\?(?::|<[A-Za-z_$][\w$]*>)/y) === null) {
      this.fail(start, 2, 'This kind of group is not known.');
    }
    if (this.depth >= MAX_DEPTH) this.fail(start, 1, 'This pattern is nested too deeply.');
    this.depth++;
    const inner = this.parseChoice();
    this.depth--;
    if (!this.take(')')) this.fail(start, 1, 'This ( is never closed in the pattern.');
    return inner;
  }

  private parseEscape(start: number): PatternNode {
    if (this.take('b')) return { kind: 'assert', what: 'boundary' };
    if (this.take('B')) return { kind: 'assert', what: 'inside' };
    return charSet(this.escapedSet(start));
  }

  /** After a backslash: the characters it stands for. */
  private escapedSet(start: number): CharSet {
    if (this.match(/[1-9]|k</y) !== null) {
      this.fail(start, 2, 'Patterns here cannot refer back to what a group matched.');
    }
    const code = this.match(/x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}/iy);
    if (code !== null) {
      const value = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
      if (value > 0x10ffff) this.fail(start, this.at - start, 'There is no such character.');
      return single(value);
    }
    if (this.at >= this.source.length) this.fail(start, 1, 'Something is missing after \\.');
    const character = this.nextCharacter();
    const named = ESCAPES.get(character);
    if (named !== undefined) return named;
    if (/[A-Za-z0-9]/.test(character)) {
      this.fail(start, 2, `\\${character} means nothing in a pattern.`);
    }
    return single(character.codePointAt(0) ?? 0);
  }

  private parseClass(start: number): PatternNode {
    const isNegated = this.take('^');
    const sets: CharSet[] = [];
    while (!this.take(']')) {
      if (this.at >= this.source.length) this.fail(start, 1, 'This [ is never closed.');
      const from = this.at;
      const set = this.classMember();
      if (this.source[this.at] === '-' && ![']', undefined].includes(this.source[this.at + 1])) {
        this.at++;
        sets.push(this.range(set, this.classMember(), from));
      } else {
        sets.push(set);
      }
    }
    return { kind: 'set', set: union(sets), isNegated };
  }

  private classMember(): CharSet {
    const start = this.at;
    const character = this.nextCharacter();
    if (character !== '\\') return single(character.codePointAt(0) ?? 0);
    return this.take('b') ? single(8) : this.escapedSet(start);
  }

  private range(low: CharSet, high: CharSet, start: number): CharSet {
    const [first = 0, firstEnd] = low;
    const [last = 0, lastEnd] = high;
    const isRange = low.length === 2 && high.length === 2 && first === firstEnd && last === lastEnd;
    if (!isRange || first > last) {
      this.fail(start, this.at - start, 'This is no range from a lower to a higher character.');
    }
    return [first, last];
  }

  private nextCharacter(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    this.at += character.length;
    return character;
  }

  private take(character: string): boolean {
    if (this.source[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at;
    const found = form.exec(this.source);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private fail(at: number, length: number, message: string): never {
    const start = this.origin + at;
    failAt({ start, end: start + length }, message);
  }
}

const ESCAPES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGITS],
  ['D', complement(DIGITS)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACES],
  ['S', complement(SPACES)],
  ['t', single(0x09)],
  ['n', single(0x0a)],
  ['v', single(0x0b)],
  ['f', single(0x0c)],
  ['r', single(0x0d)],
  ['0', single(0)],
]);

function charSet(set: CharSet): PatternNode {
  return { kind: 'set', set, isNegated: false };
}
