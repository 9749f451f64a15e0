import { OuroborosError } from '../base/errors.ts';

/** Where in a filter something is wrong, and what would be right. */
export interface QueryFault {
  /** One sentence a person can act on, the suggestion included. */
  readonly message: string;
  /** UTF-16 code units from the start of the filter, and how many are meant; may be 0 at its end. */
  readonly offset: number;
  readonly length: number;
  /** What to write in that place instead; null where nothing is near enough. */
  readonly suggestion: string | null;
  /** The filter is not wrong so far, it only ends too early: somebody is still typing. */
  readonly isIncomplete: boolean;
}

/** A filter that cannot be understood. The one error this folder throws about what people type. */
export class QueryError extends OuroborosError {
  readonly fault: QueryFault;
  /** The whole filter; '' until `parseFilter` has passed the error on. */
  readonly filter: string;

  constructor(fault: QueryFault, filter = '') {
    super('bad-request', fault.message, `at character ${fault.offset + 1}`);
    this.name = 'QueryError';
    this.fault = fault;
    this.filter = filter;
  }
}

/** A stretch of a filter's text. */
export interface QuerySpan {
  readonly start: number;
  readonly end: number;
}

/** Throws a `QueryError` about a stretch of the filter. */
export function failAt(
  span: QuerySpan,
  message: string,
  more: { readonly suggestion?: string | null; readonly isIncomplete?: boolean } = {},
): never {
  throw new QueryError({
    message,
    offset: span.start,
    length: span.end - span.start,
    suggestion: more.suggestion ?? null,
    isIncomplete: more.isIncomplete ?? false,
  });
}
