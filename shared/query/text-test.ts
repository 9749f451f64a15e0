import type { Job } from '../base/job.ts';
import type { StringIndex, StringTable } from '../heap/string-table.ts';
import { NO_STRING } from '../heap/string-table.ts';
import type { Literal } from './expression.ts';
import type { Meter } from './pattern/pattern-matcher.ts';
import { PatternMatcher } from './pattern/pattern-matcher.ts';
import { compilePattern, compileText } from './pattern/pattern-program.ts';

/** Whether bytes start … end, UTF-8, satisfy a condition. */
export type BytesTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** Nobody reads further into one text; a dump may hold one of a gigabyte. Bytes. */
const MAX_TEXT_BYTES = 1 << 16;
/** Bytes between two looks at the job: about a millisecond. */
const BYTES_PER_CHECK = 1 << 18;

/** Lets work on texts be cancelled, however long they are. */
export class JobMeter implements Meter {
  private readonly job: Job;
  private left = BYTES_PER_CHECK;

  constructor(job: Job) {
    this.job = job;
  }

  spend(work: number): void {
    this.left -= work;
    if (this.left > 0) return;
    this.left = BYTES_PER_CHECK;
    this.job.checkpoint();
  }
}

/** `~`: a text is found without regard to case, a pattern as it says itself. */
export function searchTest(literal: Literal, meter: Meter): BytesTest {
  const program =
    literal.form === 'pattern'
      ? compilePattern(literal.source, literal.ignoreCase, 0)
      : compileText(textOf(literal));
  const matcher = new PatternMatcher(program);
  return (bytes, start, end) =>
    matcher.test(bytes, start, Math.min(end, start + MAX_TEXT_BYTES), meter);
}

/** `=` and `in`: one of the texts, to the letter. */
export function equalityTest(literals: readonly Literal[]): BytesTest {
  const encoder = new TextEncoder();
  const wanted = literals.map((literal) => encoder.encode(textOf(literal)));
  return (bytes, start, end) => wanted.some((text) => isSame(text, bytes, start, end));
}

function textOf(literal: Literal): string {
  return literal.form === 'text' ? literal.text : '';
}

function isSame(wanted: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== wanted.length) return false;
  for (let at = 0; at < wanted.length; at++) {
    if (wanted[at] !== bytes[start + at]) return false;
  }
  return true;
}

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/**
 * A test of a dump's texts that looks at each of them at most once, however many objects share it.
 * 1 byte per text of the dump.
 */
export class RememberedTest {
  private readonly strings: StringTable;
  private readonly test: BytesTest;
  private readonly known: Uint8Array;

  constructor(strings: StringTable, test: BytesTest) {
    this.strings = strings;
    this.test = test;
    this.known = new Uint8Array(strings.count);
  }

  /** False for `NO_STRING`. */
  passes(text: StringIndex): boolean {
    if (text === NO_STRING) return false;
    const known = this.known[text];
    if (known !== UNKNOWN) return known === YES;
    const { bytes, offset } = this.strings;
    const passes = this.test(bytes, offset[text], offset[text + 1]);
    this.known[text] = passes ? YES : NO;
    return passes;
  }
}

const DOT = 0x2e;
const BUILTINS = new TextEncoder().encode('builtins');

/** A type's name, or its last part: `DataFrame` for `pandas.core.frame.DataFrame`. */
export function nameOrLastPart(test: BytesTest): BytesTest {
  return (bytes, start, end) => {
    if (test(bytes, start, end)) return true;
    const dot = lastDot(bytes, start, end);
    return dot >= start && dot + 1 < end && test(bytes, dot + 1, end);
  };
}

/** What stands before a type name's last dot; `builtins` where there is none. */
export function modulePart(test: BytesTest): BytesTest {
  return (bytes, start, end) => {
    const dot = lastDot(bytes, start, end);
    return dot > start ? test(bytes, start, dot) : test(BUILTINS, 0, BUILTINS.length);
  };
}

/** A label, or the text of a key without the quotes that mark it as a string. */
export function withOrWithoutQuotes(test: BytesTest): BytesTest {
  return (bytes, start, end) => {
    if (test(bytes, start, end)) return true;
    const quote = bytes[start];
    const isQuoted =
      end - start >= 2 && (quote === 0x27 || quote === 0x22) && bytes[end - 1] === quote;
    return isQuoted && test(bytes, start + 1, end - 1);
  };
}

function lastDot(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && bytes[at] !== DOT) at--;
  return at;
}
