import type { Operator } from './fields.ts';
import type { QuerySpan } from './query-error.ts';
import { failAt } from './query-error.ts';

export type Token = QuerySpan &
  (
    | {
        readonly kind: 'word';
        readonly text: string;
        /** It begins like a pattern, `/…`, that is not closed. */
        readonly isOpenPattern: boolean;
      }
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'pattern'; readonly source: string; readonly ignoreCase: boolean }
    | { readonly kind: 'operator'; readonly operator: Operator }
    | { readonly kind: 'and' | 'or' | 'not' | '(' | ')' | ',' | 'end' }
  );

/** Filters are typed by people; a bound on the work that a request can cause. UTF-16 code units. */
export const MAX_FILTER_LENGTH = 4000;

const KEYWORDS: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['not', 'not'],
]);

const SYMBOLS: readonly (readonly [string, Operator | 'and' | 'or' | 'not'])[] = [
  ['!=', '!='],
  ['!~', '!~'],
  ['<=', '<='],
  ['>=', '>='],
  ['==', '='],
  ['=~', '~'],
  ['&&', 'and'],
  ['||', 'or'],
  ['≠', '!='],
  ['≤', '<='],
  ['≥', '>='],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['~', '~'],
  ['!', 'not'],
];

/**
 * A filter cut into tokens; the last one is always `end`. O(length).
 *
 * Outside of quotes a word is whatever holds no space, parenthesis, comma or operator. Python's
 * `<locals>` and `<lambda>` belong to a word where it can be nothing else: after a dot, and where a
 * word must begin. Throws `QueryError` for a text in quotes that does not end.
 */
export function tokenize(text: string): readonly Token[] {
  if (text.length > MAX_FILTER_LENGTH) {
    failAt(
      { start: MAX_FILTER_LENGTH, end: text.length },
      `A filter has at most ${MAX_FILTER_LENGTH} characters.`,
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text, at)) at++;
    if (at >= text.length) break;
    const token = tokenAt(text, at, tokens.at(-1));
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length });
  return tokens;
}

/** Whether a word reads as a word of its own, not as a keyword. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word.toLowerCase());
}

function tokenAt(text: string, start: number, before: Token | undefined): Token {
  const first = text.charAt(start);
  if (first === '(' || first === ')' || first === ',') {
    return { kind: first, start, end: start + 1 };
  }
  if (first === '"' || first === "'") return stringAt(text, start, first);
  const pattern = first === '/' ? patternAt(text, start) : null;
  if (pattern !== null) return pattern;
  if (before?.kind === 'word' || angleName(text, start) === 0) {
    const symbol = symbolAt(text, start);
    if (symbol !== null) return symbol;
  }
  return wordAt(text, start);
}

function symbolAt(text: string, start: number): Token | null {
  const found = SYMBOLS.find(([written]) => text.startsWith(written, start));
  if (found === undefined) return null;
  const [written, meaning] = found;
  const span = { start, end: start + written.length };
  return meaning === 'and' || meaning === 'or' || meaning === 'not'
    ? { kind: meaning, ...span }
    : { kind: 'operator', operator: meaning, ...span };
}

function wordAt(text: string, start: number): Token {
  // `<name>` at the start of a word, and an odd symbol that is no operator, are taken as they are.
  let end = start + Math.max(1, angleName(text, start));
  while (end < text.length && !endsWord(text, end)) {
    end += Math.max(1, text[end - 1] === '.' ? angleName(text, end) : 0);
  }
  const word = text.slice(start, end);
  const keyword = KEYWORDS.get(word.toLowerCase());
  if (keyword !== undefined) return { kind: keyword, start, end };
  return { kind: 'word', text: word, isOpenPattern: isOpenPattern(text, start), start, end };
}

function endsWord(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character === '<') return !(text[at - 1] === '.' && angleName(text, at) > 0);
  if (character === '!') return text[at + 1] === '=' || text[at + 1] === '~';
  if (character === '&' || character === '|') return text[at + 1] === character;
  return isSpace(text, at) || '(),=>~≠≤≥'.includes(character);
}

const ANGLE_NAME = /<[A-Za-z_]\w*>/y;

/** How long `<name>` is at a position; 0 where there is none. */
function angleName(text: string, at: number): number {
  ANGLE_NAME.lastIndex = at;
  return ANGLE_NAME.exec(text)?.[0].length ?? 0;
}

const PATTERN = /\/((?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+)\/([a-z]*)(?=[\s(),]|$)/suy;

/** `/source/` or `/source/i`; a path such as `/usr/lib` is a word. */
function patternAt(text: string, start: number): Token | null {
  PATTERN.lastIndex = start;
  const found = PATTERN.exec(text);
  const [whole = '', source = '', flags = ''] = found ?? [];
  if (found === null || (flags !== '' && flags !== 'i')) return null;
  const end = start + whole.length;
  return { kind: 'pattern', source, ignoreCase: flags === 'i', start, end };
}

function isOpenPattern(text: string, start: number): boolean {
  return text[start] === '/' && !text.slice(start + 1).includes('/');
}

function stringAt(text: string, start: number, quote: string): Token {
  let content = '';
  let at = start + 1;
  while (at < text.length && text[at] !== quote) {
    const escaped = text[at] === '\\' ? escapeAt(text, at) : null;
    content += escaped === null ? text.charAt(at) : escaped.text;
    at += escaped === null ? 1 : escaped.length;
  }
  if (at >= text.length) {
    failAt({ start, end: text.length }, `This text has no closing ${quote}.`, {
      isIncomplete: true,
    });
  }
  return { kind: 'string', text: content, start, end: at + 1 };
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const CODE_ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/iy;

/** An escape as dumps' texts show it; null where the backslash stands for itself. */
function escapeAt(text: string, at: number): { text: string; length: number } | null {
  const short = SHORT_ESCAPES.get(text.charAt(at + 1));
  if (short !== undefined) return { text: short, length: 2 };
  CODE_ESCAPE.lastIndex = at;
  const found = CODE_ESCAPE.exec(text);
  if (found === null) return null;
  const [whole, byte, unit, point] = found;
  const code = Number.parseInt(byte ?? unit ?? point ?? '', 16);
  if (code > 0x10ffff) return null;
  return { text: String.fromCodePoint(code), length: whole.length };
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}
