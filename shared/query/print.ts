import { formatAddress } from '../heap/address.ts';
import type { Expression, Literal } from './expression.ts';
import type { FieldKind, FieldName, Vocabulary } from './fields.ts';
import { findField } from './fields.ts';
import { isKeyword } from './lexer.ts';

/**
 * A filter as text, with as few parentheses and quotes as it needs. `parseFilter` reads the same
 * expression back from it.
 */
export function printFilter(expression: Expression, vocabulary: Vocabulary): string {
  return print(expression, vocabulary, 0);
}

/** How strongly the parts of an expression hold together: or, and, not, all else. */
const STRENGTH = { everything: 3, or: 0, and: 1, not: 2, word: 3, matches: 3, compare: 3, in: 3 };

function print(expression: Expression, vocabulary: Vocabulary, least: number): string {
  const text = printPlain(expression, vocabulary);
  return STRENGTH[expression.kind] < least ? `(${text})` : text;
}

function printPlain(expression: Expression, vocabulary: Vocabulary): string {
  switch (expression.kind) {
    case 'everything':
      return '';
    case 'or':
      return expression.operands.map((operand) => print(operand, vocabulary, 1)).join(' or ');
    case 'and':
      return expression.operands.map((operand) => print(operand, vocabulary, 2)).join(' and ');
    case 'not':
      return `not ${print(expression.operand, vocabulary, 2)}`;
    case 'word':
      return quoteWord(expression.text, vocabulary);
    case 'matches':
      return printLiteral(expression.pattern, 'text', vocabulary);
    case 'compare': {
      const kind = kindOf(expression.field, vocabulary);
      const value = printLiteral(expression.value, kind, vocabulary);
      return `${expression.field} ${expression.operator} ${value}`;
    }
    case 'in': {
      const kind = kindOf(expression.field, vocabulary);
      const values = expression.values.map((value) => printLiteral(value, kind, vocabulary));
      return `${expression.field} ${expression.isNegated ? 'not in' : 'in'} (${values.join(', ')})`;
    }
  }
}

function kindOf(field: FieldName, vocabulary: Vocabulary): FieldKind {
  return findField(vocabulary, field)?.kind ?? 'text';
}

function printLiteral(literal: Literal, kind: FieldKind, vocabulary: Vocabulary): string {
  switch (literal.form) {
    case 'text':
      return quoteWord(literal.text, vocabulary);
    case 'number':
      return printNumber(literal.value, kind);
    case 'flag':
      return literal.value ? 'yes' : 'no';
    case 'address':
      return formatAddress(literal.low, literal.high);
    case 'pattern':
      return `/${literal.source}/${literal.ignoreCase ? 'i' : ''}`;
  }
}

const DECIMAL_UNITS: readonly (readonly [string, number])[] = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
];
const BINARY_UNITS: readonly (readonly [string, number])[] = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
];

/** With the largest unit that leaves a whole number: 100MB, 512MiB, 10k, 1001. */
function printNumber(value: number, kind: FieldKind): string {
  const bytes = DECIMAL_UNITS.map(([unit, size]) => [`${unit.toUpperCase()}B`, size] as const);
  const units = kind === 'bytes' ? [...bytes, ...BINARY_UNITS] : DECIMAL_UNITS;
  const [unit, factor] = units.find(([, size]) => value > 0 && value % size === 0) ?? ['', 1];
  return plainDigits(value / factor) + unit;
}

/** A number without the `e-7` that filters do not read; `e21` they do. */
function plainDigits(value: number): string {
  const text = String(value).replace('e+', 'e');
  return text.includes('e-') ? value.toFixed(20).replace(/0+$/, '') : text;
}

/** A text as a word, or in quotes where it would read as something else. */
export function quoteWord(text: string, vocabulary: Vocabulary): string {
  return isPlainWord(text, vocabulary) ? text : quoteText(text);
}

/** A text in quotes, its control characters as escapes. */
export function quoteText(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** Names as programs have them, `a.f.<locals>.Node` among them. */
const PLAIN_WORD = /^[\p{L}\p{N}_$@#*%+.:?-]+(?:<\w+>\.[\p{L}\p{N}_.]+)*$/u;

function isPlainWord(text: string, vocabulary: Vocabulary): boolean {
  if (!PLAIN_WORD.test(text) || isKeyword(text) || text.toLowerCase() === 'in') return false;
  const angle = text.indexOf('<');
  if (angle > 0 && text[angle - 1] !== '.') return false;
  const colon = text.indexOf(':');
  return colon < 1 || findField(vocabulary, text.slice(0, colon)) === undefined;
}
