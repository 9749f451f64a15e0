import type { Expression, Literal, PatternLiteral } from './expression.ts';
import type { Field, Operator, Vocabulary } from './fields.ts';
import { findField, operatorsOf } from './fields.ts';
import type { Token } from './lexer.ts';
import { isDetachedUnit, isPlainNumber, readLiteral } from './literals.ts';
import { nearestWord } from './nearest.ts';
import { compilePattern } from './pattern/pattern-program.ts';
import type { QuerySpan } from './query-error.ts';
import { failAt } from './query-error.ts';
import type { TokenCursor, WordToken } from './token-cursor.ts';

/** After a word: whether an operator follows that makes it a field. */
export function startsCondition(cursor: TokenCursor): boolean {
  return cursor.peek().kind === 'operator' || listAhead(cursor) > 0;
}

/** The rest of a condition whose field, `name`, has been read. Throws `QueryError`. */
export function parseCondition(
  cursor: TokenCursor,
  name: WordToken,
  vocabulary: Vocabulary,
): Expression {
  const field = fieldOf(name, vocabulary);
  const ahead = listAhead(cursor);
  if (ahead > 0) {
    cursor.skip(ahead);
    return {
      kind: 'in',
      field: field.name,
      values: parseList(cursor, field),
      isNegated: ahead > 2,
    };
  }
  const token = cursor.next();
  if (token.kind !== 'operator') return cursor.failOnStray(token);
  const operator = checkedOperator(field, token.operator, token);
  return {
    kind: 'compare',
    field: field.name,
    operator,
    value: parseValue(cursor, field, operator),
  };
}

export function patternOf(token: Token & { readonly kind: 'pattern' }): PatternLiteral {
  // Compiled only to find what is wrong with it, and where; it is compiled again where it is used.
  compilePattern(token.source, token.ignoreCase, token.start + 1);
  return { form: 'pattern', source: token.source, ignoreCase: token.ignoreCase };
}

/** Tokens until behind the parenthesis of `in (` or `not in (`; 0 where there is none. */
function listAhead(cursor: TokenCursor): number {
  const isIn = (token: Token): boolean =>
    token.kind === 'word' && token.text.toLowerCase() === 'in';
  const first = cursor.peek();
  const second = cursor.peek(1);
  if (isIn(first) && second.kind === '(') return 2;
  return first.kind === 'not' && isIn(second) && cursor.peek(2).kind === '(' ? 3 : 0;
}

function parseList(cursor: TokenCursor, field: Field): readonly Literal[] {
  const values: Literal[] = [];
  for (;;) {
    values.push(parseValue(cursor, field, '='));
    const token = cursor.next();
    if (token.kind === ')') return values;
    if (token.kind === 'end') {
      failAt(token, 'This list is never closed: add ).', { suggestion: ')', isIncomplete: true });
    }
    if (token.kind !== ',') failAt(token, 'Values in a list stand between commas.');
  }
}

function parseValue(cursor: TokenCursor, field: Field, operator: Operator): Literal {
  const after = cursor.behind();
  const token = cursor.next();
  const isSearch = operator === '~' || operator === '!~';
  switch (token.kind) {
    case 'string':
      return isSearch ? searched(field, token, token.text) : readLiteral(field, token.text, token);
    case 'word':
      return isSearch ? searchedWord(cursor, field, token) : readWord(cursor, field, token);
    case 'pattern':
      if (!isSearch) {
        const operation = after?.kind === 'operator' ? after : token;
        failAt(operation, `A pattern goes with ~: ${field.name} ~ /…/.`, { suggestion: '~' });
      }
      if (field.kind !== 'text') failAt(token, `Patterns look at texts; ${field.name} is none.`);
      return patternOf(token);
    case 'end':
      return failAt(token, `Here a value is missing that ${field.name} is compared with.`, {
        isIncomplete: true,
      });
    default:
      return failAt(
        token,
        `${cursor.written(token)} is no value. To look for these characters, put them in quotes.`,
      );
  }
}

function searchedWord(cursor: TokenCursor, field: Field, token: WordToken): Literal {
  if (!token.isOpenPattern) return searched(field, token, token.text);
  failAt(token, 'This pattern has no closing /. To look for the text itself, put it in quotes.', {
    suggestion: `${token.text}/`,
    isIncomplete: cursor.peek().kind === 'end',
  });
}

function searched(field: Field, span: QuerySpan, text: string): Literal {
  if (text === '') failAt(span, 'There is nothing to look for between these quotes.');
  if (field.kind === 'address' && !/^(0x)?[0-9a-f]{1,16}$/i.test(text)) {
    failAt(span, 'An address is found by its hexadecimal digits: address ~ 0x7f2a.');
  }
  return { form: 'text', text };
}

/** A word as a value: "100 MB" too, which is two of them. */
function readWord(cursor: TokenCursor, field: Field, token: WordToken): Literal {
  const next = cursor.peek();
  const hasUnit =
    field.kind === 'bytes' &&
    isPlainNumber(token.text) &&
    next.kind === 'word' &&
    isDetachedUnit(next.text);
  if (!hasUnit) {
    refuseGrouping(cursor, field, token);
    return readLiteral(field, token.text, token);
  }
  cursor.next();
  return readLiteral(field, token.text + next.text, { start: token.start, end: next.end });
}

/** "1,284": people copy numbers as they are shown. In a list a comma stands between values. */
function refuseGrouping(cursor: TokenCursor, field: Field, token: WordToken): void {
  const before = cursor.behind(1)?.kind;
  if (before === '(' || before === ',') return;
  if (field.kind !== 'bytes' && field.kind !== 'count') return;
  let plain = token.text;
  let end = token.end;
  for (let further = 0; ; further += 2) {
    const comma = cursor.peek(further);
    const digits = cursor.peek(further + 1);
    const isGroup =
      comma.kind === ',' &&
      comma.start === end &&
      digits.kind === 'word' &&
      digits.start === comma.end &&
      /^\d{3}/.test(digits.text);
    if (!isGroup) break;
    plain += digits.text;
    end = digits.end;
  }
  if (end === token.end) return;
  failAt({ start: token.start, end }, `Write the number without commas: ${plain}.`, {
    suggestion: plain,
  });
}

function fieldOf(name: WordToken, vocabulary: Vocabulary): Field {
  const field = findField(vocabulary, name.text);
  if (field !== undefined) return field;
  const known = vocabulary.fields.map((candidate) => candidate.name);
  const near = nearestWord(name.text, known);
  const sentence = `There is no field “${name.text}”`;
  failAt(
    name,
    near === null
      ? `${sentence}. To look for this text, put it in quotes.`
      : `${sentence}; did you mean ${near}?`,
    { suggestion: near },
  );
}

const KIND_WORDS = {
  text: 'a text',
  bytes: 'a size',
  count: 'a number',
  address: 'an address',
  choice: 'one of a few words',
  flag: 'yes or no',
} as const;

function checkedOperator(field: Field, operator: Operator, span: QuerySpan): Operator {
  const fitting = operatorsOf(field.kind);
  if (fitting.includes(operator)) return operator;
  const instead = operator.startsWith('!') ? '!=' : '=';
  failAt(
    span,
    `${field.name} is ${KIND_WORDS[field.kind]}: use one of ${fitting.join(' ')} instead of ${operator}.`,
    { suggestion: fitting.includes(instead) ? instead : null },
  );
}
