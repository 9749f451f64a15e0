import type { Field, Vocabulary } from './fields.ts';
import { findField } from './fields.ts';
import type { Token } from './lexer.ts';
import { MAX_FILTER_LENGTH, tokenize } from './lexer.ts';
import { QueryError } from './query-error.ts';

/** What may stand at a place in a filter. */
export type Expected =
  /** A field, a bare word, `not` or a parenthesis. */
  | { readonly what: 'term' }
  | { readonly what: 'operator'; readonly field: Field }
  /** The parenthesis after `in`. */
  | { readonly what: 'list'; readonly field: Field }
  | { readonly what: 'value'; readonly field: Field; readonly isInList: boolean }
  /** `,` or `)` after a value in a list. */
  | { readonly what: 'listEnd'; readonly field: Field }
  /** `and`, `or`, or the next term. */
  | { readonly what: 'connective' };

/** The word at the caret, and what it may become. */
export interface CompletionContext {
  readonly expected: Expected;
  /** The word from its start to the caret, without its opening quote. */
  readonly typed: string;
  /** What a suggestion replaces: the whole word, also what of it stands behind the caret. */
  readonly from: number;
  readonly to: number;
}

/**
 * What a filter expects at the caret; null where nothing can be suggested, as inside a pattern.
 * Reads the tokens before the caret once, as the parser does, but forgives whatever is wrong.
 */
export function completionContext(
  text: string,
  caret: number,
  vocabulary: Vocabulary,
): CompletionContext | null {
  if (text.length > MAX_FILTER_LENGTH) return null;
  const before = text.slice(0, caret);
  const { tokens, openText } = tokensBefore(before);
  const last = tokens.at(-1);
  const word = openText ?? (last?.end === caret ? partialWord(last) : null);
  if (word === null && last?.end === caret && last.kind === 'pattern') return null;
  const complete = word === null || openText !== null ? tokens : tokens.slice(0, -1);
  const from = word?.start ?? caret;
  return {
    expected: expectedAfter(complete, vocabulary),
    typed: word?.text ?? '',
    from,
    to: word === null ? caret : endOfWord(text, caret, openText !== null),
  };
}

interface PartialWord {
  readonly start: number;
  readonly text: string;
}

function tokensBefore(text: string): {
  readonly tokens: readonly Token[];
  readonly openText: PartialWord | null;
} {
  try {
    return { tokens: tokenize(text).slice(0, -1), openText: null };
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown;
    // The one thing that is no token: a text in quotes that is still being typed.
    const start = thrown.fault.offset;
    const inner = { start, text: text.slice(start + 1) };
    return { tokens: tokenize(text.slice(0, start)).slice(0, -1), openText: inner };
  }
}

function partialWord(token: Token): PartialWord | null {
  if (token.kind === 'word') return { start: token.start, text: token.text };
  // A keyword may be the beginning of something longer: "or" of "order".
  const isKeyword = token.kind === 'and' || token.kind === 'or' || token.kind === 'not';
  const isSymbol = token.end - token.start < 2 || !isKeyword;
  return isSymbol ? null : { start: token.start, text: token.kind };
}

function endOfWord(text: string, caret: number, isQuoted: boolean): number {
  const rest = text.slice(caret);
  const length = isQuoted
    ? (/^[^"']*["']?/.exec(rest)?.[0].length ?? 0)
    : (/^[^\s(),=<>~!]*/.exec(rest)?.[0].length ?? 0);
  return caret + length;
}

function expectedAfter(tokens: readonly Token[], vocabulary: Vocabulary): Expected {
  let expected: Expected = { what: 'term' };
  for (const token of tokens) expected = advance(expected, token, vocabulary);
  return expected;
}

function advance(expected: Expected, token: Token, vocabulary: Vocabulary): Expected {
  const isValue = token.kind === 'word' || token.kind === 'string' || token.kind === 'pattern';
  switch (expected.what) {
    case 'operator': {
      const { field } = expected;
      if (token.kind === 'operator') return { what: 'value', field, isInList: false };
      if (token.kind === 'word' && token.text.toLowerCase() === 'in')
        return { what: 'list', field };
      if (token.kind === 'not') return expected;
      return asTerm(token, vocabulary);
    }
    case 'list':
      return token.kind === '('
        ? { what: 'value', field: expected.field, isInList: true }
        : asTerm(token, vocabulary);
    case 'value':
      if (!isValue) return asTerm(token, vocabulary);
      return expected.isInList
        ? { what: 'listEnd', field: expected.field }
        : { what: 'connective' };
    case 'listEnd':
      return token.kind === ','
        ? { what: 'value', field: expected.field, isInList: true }
        : { what: 'connective' };
    default:
      return asTerm(token, vocabulary);
  }
}

function asTerm(token: Token, vocabulary: Vocabulary): Expected {
  switch (token.kind) {
    case 'word': {
      const field = findField(vocabulary, token.text);
      return field === undefined ? { what: 'connective' } : { what: 'operator', field };
    }
    case 'string':
    case 'pattern':
    case ')':
      return { what: 'connective' };
    default:
      return { what: 'term' };
  }
}
