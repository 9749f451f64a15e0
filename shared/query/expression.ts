import type { FieldName, Operator } from './fields.ts';

/** What a field is compared with. Units are resolved: a size is bytes, a flag true or false. */
export type Literal =
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'number'; readonly value: number }
  | { readonly form: 'flag'; readonly value: boolean }
  /** As 32-bit halves: no double holds every address. */
  | { readonly form: 'address'; readonly low: number; readonly high: number }
  | PatternLiteral;

/** `/source/` or `/source/i`; the source is known to be well-formed. */
export interface PatternLiteral {
  readonly form: 'pattern';
  readonly source: string;
  readonly ignoreCase: boolean;
}

/**
 * A filter, understood. Immutable; `print` writes it, `parseFilter` reads it back.
 *
 * Every comparison with a value that the dump does not know is false. `!=`, `!~`, `not in` are the
 * exact opposites of `=`, `~` and `in`, so they are true there.
 */
export type Expression =
  /** The empty filter. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'and'; readonly operands: readonly Expression[] }
  | { readonly kind: 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  /** A bare word: its type, address or text contains it. */
  | { readonly kind: 'word'; readonly text: string }
  /** A bare pattern: its type or text matches. */
  | { readonly kind: 'matches'; readonly pattern: PatternLiteral }
  | {
      readonly kind: 'compare';
      readonly field: FieldName;
      readonly operator: Operator;
      readonly value: Literal;
    }
  | {
      readonly kind: 'in';
      readonly field: FieldName;
      readonly values: readonly Literal[];
      readonly isNegated: boolean;
    };

export const EVERYTHING: Expression = { kind: 'everything' };
