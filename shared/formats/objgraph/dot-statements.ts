/** One statement of a drawing: a node's attributes, or an edge with its own. */
export interface DotStatement {
  readonly from: string;
  /** '' for a node. */
  readonly to: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * The statements of an objgraph drawing; objgraph writes each on a line of its own. A line that is
 * none is counted, not guessed at. O(length): a line is looked at once, and one that is too long
 * for a statement not at all, since patterns need stack for what they may have to take back.
 */
export function* dotStatements(body: string): Generator<DotStatement | 'unreadable'> {
  let at = 0;
  while (at < body.length) {
    const lineBreak = body.indexOf('\n', at);
    const end = lineBreak < 0 ? body.length : lineBreak;
    if (end - at > MAX_LINE) yield 'unreadable';
    else yield* statementsOf(body.slice(at, end));
    at = end + 1;
  }
}

const MAX_LINE = 64 * 1024;

function* statementsOf(line: string): Generator<DotStatement | 'unreadable'> {
  let at = 0;
  for (;;) {
    STATEMENT.lastIndex = at;
    const match = STATEMENT.exec(line);
    if (match === null) break;
    at = STATEMENT.lastIndex;
    const [, from = '', to = '', attributes = ''] = match;
    yield { from, to, attributes: parseAttributes(attributes) };
  }
  if (!/^[\s};]*$/.test(line.slice(at))) yield 'unreadable';
}

/** Every alternative begins with a character of its own, so that no text is tried twice. */
const STATEMENT = /\s*(\w+)(?:\s*->\s*(\w+))?\s*(?:\[((?:[^"\]]|"(?:[^"\\]|\\[\s\S])*")*)\])?\s*;/y;

const ATTRIBUTE = /(\w+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|([^",\s]+))/g;

function parseAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(ATTRIBUTE)) {
    attributes.set(name, quoted === undefined ? (bare ?? '') : unescaped(quoted));
  }
  return attributes;
}

/** `\\`, `\"` and `\n`, as objgraph writes them. */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
