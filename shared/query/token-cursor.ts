import type { Token } from './lexer.ts';
import { failAt } from './query-error.ts';

export type WordToken = Token & { readonly kind: 'word' };

/** A filter's tokens, read one by one; the last one, `end`, is read for ever. */
export class TokenCursor {
  private readonly tokens: readonly Token[];
  private readonly text: string;
  private at = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.tokens = tokens;
    this.text = text;
  }

  /** The next token, or one `further` on. */
  peek(further = 0): Token {
    const last = this.tokens.length - 1;
    return this.tokens[Math.min(this.at + further, last)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  skip(count: number): void {
    this.at += count;
  }

  /** The token read last, or one read earlier; undefined before the first. */
  behind(earlier = 0): Token | undefined {
    return this.tokens[this.at - 1 - earlier];
  }

  /** A token as it stands in the filter, for sentences. */
  written(token: Token): string {
    return token.kind === 'end' ? 'the end' : `“${this.text.slice(token.start, token.end)}”`;
  }

  failOnStray(token: Token): never {
    failAt(token, `${this.written(token)} does not belong here. To look for it, put it in quotes.`);
  }
}
