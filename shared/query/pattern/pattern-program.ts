import { failAt } from '../query-error.ts';
import type { CharSet } from './char-set.ts';
import { complement, foldCase, foldSet, single } from './char-set.ts';
import type { Assertion, PatternNode } from './pattern-parser.ts';
import { parsePattern } from './pattern-parser.ts';

export const Opcode = {
  /** Found. */
  match: 0,
  /** One character of the set `first`, then the next instruction. */
  set: 1,
  /** Goes on at `first` and at `second`. */
  split: 2,
  /** Goes on at `first`. */
  jump: 3,
  /** Goes on with the next instruction where the assertion `first` holds. */
  assert: 4,
} as const;

export const ASSERTIONS: readonly Assertion[] = ['start', 'end', 'boundary', 'inside'];

/** A nondeterministic automaton (Thompson 1968); execution begins at instruction 0. */
export interface PatternProgram {
  readonly opcode: Uint8Array;
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly sets: readonly CharSet[];
  /** Characters are folded before they are looked up in a set. */
  readonly ignoreCase: boolean;
  readonly hasAssertions: boolean;
}

/** Parts written, repetitions included: `a{500}{500}` has a quarter of a million; nobody means it. */
const MAX_STEPS = 5000;

/**
 * A regular expression as a program. Throws `QueryError`; `origin` is where its source begins in
 * the filter.
 */
export function compilePattern(
  source: string,
  ignoreCase: boolean,
  origin: number,
): PatternProgram {
  const node = parsePattern(source, origin);
  const writer = new ProgramWriter(ignoreCase, () =>
    failAt({ start: origin, end: origin + source.length }, 'This pattern is too large.'),
  );
  return writer.write(node);
}

/** A program that finds a text without regard to case. */
export function compileText(text: string): PatternProgram {
  const parts = Array.from(text, (character): PatternNode => {
    const set = single(foldCase(character.codePointAt(0) ?? 0));
    return { kind: 'set', set, isNegated: false };
  });
  const writer = new ProgramWriter(true, null);
  return writer.write({ kind: 'sequence', parts });
}

class ProgramWriter {
  private readonly ignoreCase: boolean;
  private readonly onTooLarge: (() => never) | null;
  private readonly opcode: number[] = [];
  private readonly first: number[] = [];
  private readonly second: number[] = [];
  private readonly sets: CharSet[] = [];
  private readonly setNumbers = new Map<PatternNode, number>();
  private steps = 0;

  constructor(ignoreCase: boolean, onTooLarge: (() => never) | null) {
    this.ignoreCase = ignoreCase;
    this.onTooLarge = onTooLarge;
  }

  write(node: PatternNode): PatternProgram {
    this.writeNode(node);
    this.emit(Opcode.match);
    return {
      opcode: Uint8Array.from(this.opcode),
      first: Uint32Array.from(this.first),
      second: Uint32Array.from(this.second),
      sets: this.sets,
      ignoreCase: this.ignoreCase,
      hasAssertions: this.opcode.includes(Opcode.assert),
    };
  }

  private writeNode(node: PatternNode): void {
    // Counted here and not per instruction: `(){1000}` has none, however often it is repeated.
    if (++this.steps > MAX_STEPS) this.onTooLarge?.();
    switch (node.kind) {
      case 'set':
        this.emit(Opcode.set, this.setNumber(node));
        return;
      case 'assert':
        this.emit(Opcode.assert, ASSERTIONS.indexOf(node.what));
        return;
      case 'sequence':
        for (const part of node.parts) this.writeNode(part);
        return;
      case 'choice':
        this.writeChoice(node.options);
        return;
      case 'repeat':
        this.writeRepeat(node.part, node.min, node.max);
        return;
    }
  }

  private writeChoice(options: readonly PatternNode[]): void {
    const ends: number[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) {
        this.writeNode(option);
        return;
      }
      const split = this.emit(Opcode.split, this.opcode.length + 1);
      this.writeNode(option);
      ends.push(this.emit(Opcode.jump));
      this.second[split] = this.opcode.length;
    });
    for (const end of ends) this.first[end] = this.opcode.length;
  }

  private writeRepeat(part: PatternNode, min: number, max: number): void {
    for (let count = 0; count < min; count++) this.writeNode(part);
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.emit(Opcode.split, this.opcode.length + 1);
      this.writeNode(part);
      this.emit(Opcode.jump, split);
      this.second[split] = this.opcode.length;
      return;
    }
    const splits: number[] = [];
    for (let count = min; count < max; count++) {
      splits.push(this.emit(Opcode.split, this.opcode.length + 1));
      this.writeNode(part);
    }
    for (const split of splits) this.second[split] = this.opcode.length;
  }

  private setNumber(node: PatternNode & { kind: 'set' }): number {
    const known = this.setNumbers.get(node);
    if (known !== undefined) return known;
    const folded = this.ignoreCase ? foldSet(node.set) : node.set;
    this.sets.push(node.isNegated ? complement(folded) : folded);
    this.setNumbers.set(node, this.sets.length - 1);
    return this.sets.length - 1;
  }

  private emit(opcode: number, first = 0, second = 0): number {
    this.opcode.push(opcode);
    this.first.push(first);
    this.second.push(second);
    return this.opcode.length - 1;
  }
}
