import { parseCondition, patternOf, startsCondition } from './condition-parser.ts';
import type { Expression } from './expression.ts';
import { EVERYTHING } from './expression.ts';
import type { Vocabulary } from './fields.ts';
import { findField, operatorsOf } from './fields.ts';
import type { Token } from './lexer.ts';
import { tokenize } from './lexer.ts';
import type { QueryFault } from './query-error.ts';
import { failAt, QueryError } from './query-error.ts';
import type { WordToken } from './token-cursor.ts';
import { TokenCursor } from './token-cursor.ts';

/** Far beyond what anybody writes, far below what a stack holds. */
const MAX_DEPTH = 64;

/**
 * A filter from its text, by recursive descent. O(length).
 *
 *     or   := and ("or" and)*
 *     and  := not ("and"? not)*
 *     not  := ("not" | "!") not | one
 *     one  := "(" or ")" | field operator value | field "not"? "in" "(" value ("," value)* ")"
 *           | word | "text" | /pattern/i
 *
 * Throws `QueryError`, and nothing else.
 */
export function parseFilter(text: string, vocabulary: Vocabulary): Expression {
  try {
    const tokens = tokenize(text);
    if (tokens.length === 1) return EVERYTHING;
    return new Parser(new TokenCursor(tokens, text), vocabulary).parse();
  } catch (thrown) {
    throw thrown instanceof QueryError ? new QueryError(thrown.fault, text) : thrown;
  }
}

/** What is wrong with a filter, or null: for those who only show it. */
export function faultIn(text: string, vocabulary: Vocabulary): QueryFault | null {
  try {
    parseFilter(text, vocabulary);
    return null;
  } catch (thrown) {
    if (thrown instanceof QueryError) return thrown.fault;
    throw thrown;
  }
}

class Parser {
  private readonly cursor: TokenCursor;
  private readonly vocabulary: Vocabulary;
  private depth = 0;

  constructor(cursor: TokenCursor, vocabulary: Vocabulary) {
    this.cursor = cursor;
    this.vocabulary = vocabulary;
  }

  parse(): Expression {
    const expression = this.parseOr();
    const rest = this.cursor.peek();
    if (rest.kind === ')') failAt(rest, 'There is no ( for this ).');
    if (rest.kind !== 'end') this.cursor.failOnStray(rest);
    return expression;
  }

  private parseOr(): Expression {
    const operands = [this.parseAnd()];
    while (this.cursor.peek().kind === 'or') {
      this.cursor.next();
      operands.push(this.parseAnd());
    }
    return joined('or', operands);
  }

  private parseAnd(): Expression {
    const operands = [this.parseNot()];
    for (;;) {
      const { kind } = this.cursor.peek();
      if (kind === 'and') this.cursor.next();
      else if (!BEGINS_TERM.has(kind)) return joined('and', operands);
      operands.push(this.parseNot());
    }
  }

  private parseNot(): Expression {
    if (this.cursor.peek().kind !== 'not') return this.parseOne();
    return this.nested(this.cursor.next(), () => ({ kind: 'not', operand: this.parseNot() }));
  }

  private parseOne(): Expression {
    const { cursor } = this;
    const token = cursor.next();
    switch (token.kind) {
      case '(':
        return this.nested(token, () => this.parseGroup(token));
      case 'word':
        return startsCondition(cursor)
          ? parseCondition(cursor, token, this.vocabulary)
          : this.bareWord(token);
      case 'string':
        if (cursor.peek().kind === 'operator') {
          failAt(token, 'Here a field is meant: it stands without quotes.');
        }
        if (token.text === '') failAt(token, 'There is nothing to look for between these quotes.');
        return { kind: 'word', text: token.text };
      case 'pattern':
        return { kind: 'matches', pattern: patternOf(token) };
      default:
        return this.failOnMissing(token);
    }
  }

  private parseGroup(open: Token): Expression {
    const { cursor } = this;
    if (cursor.peek().kind === ')') this.failOnEmptyGroup(open, cursor.peek());
    const inner = this.parseOr();
    const close = cursor.next();
    if (close.kind === 'end') failAt(open, 'This ( is never closed.', { isIncomplete: true });
    if (close.kind !== ')') cursor.failOnStray(close);
    return inner;
  }

  private bareWord(token: WordToken): Expression {
    const colon = token.text.indexOf(':');
    const field = colon < 1 ? undefined : findField(this.vocabulary, token.text.slice(0, colon));
    if (field === undefined) return { kind: 'word', text: token.text };
    const operator = operatorsOf(field.kind)[0] ?? '=';
    failAt(
      { start: token.start + colon, end: token.start + colon + 1 },
      `Write “${field.name} ${operator} …” instead of the colon.`,
      { suggestion: ` ${operator} ` },
    );
  }

  private nested<T>(opener: Token, parse: () => T): T {
    if (this.depth >= MAX_DEPTH) failAt(opener, 'This filter is nested too deeply.');
    this.depth++;
    const parsed = parse();
    this.depth--;
    return parsed;
  }

  private failOnMissing(token: Token): never {
    const { cursor } = this;
    if (token.kind === 'end') {
      const before = cursor.behind(1);
      const after = before === undefined ? '' : ` after ${cursor.written(before)}`;
      failAt(token, `Something is missing${after}.`, { isIncomplete: true });
    }
    if (token.kind === 'operator') {
      const example = this.vocabulary.fields[0]?.example ?? '';
      failAt(token, `There is no field before ${cursor.written(token)}. For example: ${example}.`);
    }
    failAt(token, `A condition is missing before ${cursor.written(token)}.`);
  }

  private failOnEmptyGroup(open: Token, close: Token): never {
    const before = this.cursor.behind(1);
    const isCall = before?.kind === 'word' && before.end === open.start;
    failAt(
      { start: open.start, end: close.end },
      isCall
        ? `Nothing is in these parentheses. To look for “${before.text}()”, put it in quotes.`
        : 'Nothing is in these parentheses.',
    );
  }
}

const BEGINS_TERM: ReadonlySet<Token['kind']> = new Set(['word', 'string', 'pattern', '(', 'not']);

/** Operands of the same kind join their parents': `(a and b) and c` is `a and b and c`. */
function joined(kind: 'and' | 'or', parsed: readonly Expression[]): Expression {
  const operands = parsed.flatMap((part) => (part.kind === kind ? part.operands : [part]));
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind, operands };
}
