import { Alphabet } from './alphabet.ts';
import { contains } from './char-set.ts';
import type { PatternProgram } from './pattern-program.ts';
import { ASSERTIONS, Opcode } from './pattern-program.ts';

/** What stands before a position: only programs with assertions tell these apart. */
const Before = { start: 0, word: 1, other: 2 } as const;

const FOUND = -1;
const UNKNOWN = -2;
/** Entries of the transition table, 4 bytes each; when it is full it is begun anew. */
const MAX_TABLE = 1 << 18;
/** Instructions kept in states altogether: `(a|b)*a(a|b){900}` has states of hundreds of them. */
const MAX_KEPT = 1 << 20;

/** Told how much work was done, in bytes looked at; may throw to end it. */
export interface Meter {
  spend(work: number): void;
}

/**
 * Whether texts match a pattern, in time linear in the text whatever pattern and text are.
 *
 * A backtracking engine, JavaScript's own included, takes exponential time for `(a+)+$` on the
 * wrong text, and a dump's texts are hostile data. This is a deterministic automaton whose states
 * are made when first needed (Thompson 1968; the cache that is flushed when full is RE2's). States
 * are sets of instructions of the program, with what stands before the position, so that `^`, `$`
 * and `\b` are decided by the next character. One table look-up per byte of ASCII.
 */
export class PatternMatcher {
  private readonly program: PatternProgram;
  private readonly alphabet: Alphabet;
  private readonly closure: Closure;
  private numbers = new Map<string, number>();
  private states: { readonly pending: readonly number[]; readonly before: number }[] = [];
  private table = new Int32Array(0);
  private kept = 0;
  private readonly startState: number;

  constructor(program: PatternProgram) {
    this.program = program;
    this.alphabet = new Alphabet(program);
    this.closure = new Closure(program);
    this.startState = this.numberOf([], Before.start);
  }

  /** Whether bytes start … end of `text`, UTF-8, hold a match. Ill-formed bytes read as U+FFFD. */
  test(text: Uint8Array, start: number, end: number, meter: Meter): boolean {
    const { alphabet } = this;
    const { ofAscii, classCount, endClass } = alphabet;
    meter.spend(end - start);
    let { table } = this;
    let state = this.startState;
    let at = start;
    while (at <= end) {
      let symbol: number;
      if (at === end) {
        symbol = endClass;
        at++;
      } else if (text[at] < 0x80) {
        symbol = ofAscii[text[at++]];
      } else {
        const length = sequenceLength(text, at, end);
        symbol = alphabet.lookUp(length === 0 ? 0xfffd : decode(text, at, length));
        at += Math.max(1, length);
      }
      let next = table[state * classCount + symbol];
      if (next === UNKNOWN) {
        meter.spend(this.program.opcode.length);
        next = this.step(state, symbol);
        table = this.table;
      }
      if (next === FOUND) return true;
      state = next;
    }
    return false;
  }

  /** The state after a character, or `FOUND`; noted in the table. */
  private step(state: number, symbol: number): number {
    const { alphabet, program } = this;
    const { pending, before } = this.states[state] ?? { pending: [], before: Before.other };
    const isEnd = symbol === alphabet.endClass;
    const reached = this.closure.of(pending, {
      start: before === Before.start,
      end: isEnd,
      boundary: (before === Before.word) !== (alphabet.isWord[symbol] === 1),
    });
    let next = FOUND;
    if (!this.closure.isMatch) {
      const after: number[] = [];
      for (const instruction of reached) {
        const set = program.sets[program.first[instruction]] ?? [];
        if (!isEnd && contains(set, alphabet.representative(symbol))) after.push(instruction + 1);
      }
      const kind = alphabet.isWord[symbol] === 1 ? Before.word : Before.other;
      next = this.numberOf(after, program.hasAssertions ? kind : Before.other);
    }
    // The table may have been begun anew; the transition is then simply not noted.
    if (this.states[state]?.pending === pending) {
      this.table[state * alphabet.classCount + symbol] = next;
    }
    return next;
  }

  private numberOf(pending: readonly number[], before: number): number {
    const key = `${before}:${pending.join()}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const { classCount } = this.alphabet;
    this.kept += pending.length;
    if ((this.states.length + 1) * classCount > MAX_TABLE || this.kept > MAX_KEPT) this.forget();
    const number = this.states.length;
    this.states.push({ pending, before });
    this.numbers.set(key, number);
    if (this.table.length < (number + 1) * classCount) this.growTable((number + 1) * classCount);
    return number;
  }

  /** Begins the table anew; the start state keeps its number. */
  private forget(): void {
    const start = this.states.slice(0, 1);
    this.numbers = new Map([[`${Before.start}:`, 0]]);
    this.states = start;
    this.kept = 0;
    this.table.fill(UNKNOWN);
  }

  private growTable(least: number): void {
    const grown = new Int32Array(Math.max(least, this.table.length * 2)).fill(UNKNOWN);
    grown.set(this.table);
    this.table = grown;
  }
}

interface Position {
  readonly start: boolean;
  readonly end: boolean;
  readonly boundary: boolean;
}

/** The character instructions that can be reached from others without a character. */
class Closure {
  isMatch = false;
  private readonly program: PatternProgram;
  /** seen[i] = round: instruction i was reached in this round. */
  private readonly seen: Uint32Array;
  private round = 0;

  constructor(program: PatternProgram) {
    this.program = program;
    this.seen = new Uint32Array(program.opcode.length);
  }

  /** From `pending` and from the beginning, since a match may start anywhere. Ascending. */
  of(pending: readonly number[], position: Position): readonly number[] {
    const { opcode, first, second } = this.program;
    const { seen } = this;
    const round = ++this.round;
    const reached: number[] = [];
    const stack = [0, ...pending];
    this.isMatch = false;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen[at] === round) continue;
      seen[at] = round;
      switch (opcode[at]) {
        case Opcode.match:
          this.isMatch = true;
          return reached;
        case Opcode.set:
          reached.push(at);
          break;
        case Opcode.split:
          stack.push(first[at], second[at]);
          break;
        case Opcode.jump:
          stack.push(first[at]);
          break;
        case Opcode.assert:
          if (holds(first[at], position)) stack.push(at + 1);
          break;
      }
    }
    return reached.sort((a, b) => a - b);
  }
}

function holds(assertion: number, position: Position): boolean {
  switch (ASSERTIONS[assertion]) {
    case 'start':
      return position.start;
    case 'end':
      return position.end;
    case 'boundary':
      return position.boundary;
    default:
      return !position.boundary;
  }
}

/** Bytes of the well-formed UTF-8 sequence at a position, 2 to 4; 0 where there is none. */
function sequenceLength(text: Uint8Array, at: number, end: number): number {
  const lead = text[at];
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > end) return 0;
  for (let next = at + 1; next < at + length; next++) {
    if ((text[next] & 0xc0) !== 0x80) return 0;
  }
  return decode(text, at, length) <= 0x10ffff ? length : 0;
}

function decode(text: Uint8Array, at: number, length: number): number {
  let codePoint = text[at] & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next++) {
    codePoint = (codePoint << 6) | (text[next] & 0x3f);
  }
  return codePoint;
}
