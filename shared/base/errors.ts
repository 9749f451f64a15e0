/**
 * Errors that cross a process boundary as data.
 *
 * Every code is stable: hosts choose exit codes and error screens by it, never by the message.
 */
export type OuroborosErrorCode =
  /** The file is of no format we know. */
  | 'dump-unrecognised'
  /** The format is ours but this version of it cannot be read. */
  | 'dump-unsupported'
  /** The file is of a known format and damaged beyond what a partial load can save. */
  | 'dump-malformed'
  /** Nothing in it: zero bytes, or a header and no object. */
  | 'dump-empty'
  /** It would need more memory than this machine can give. */
  | 'dump-too-large'
  /** The file could not be opened or read (missing, permission, a folder). */
  | 'file-unreadable'
  /** The result could not be written. */
  | 'file-unwritable'
  /** The request is well-formed but names something that does not exist in this dump. */
  | 'not-found'
  /** The request itself is wrong. */
  | 'bad-request'
  | 'cancelled'
  /** The engine's thread ended before it answered. */
  | 'worker-exited'
  | 'internal';

export interface OuroborosErrorData {
  readonly code: OuroborosErrorCode;
  /** One sentence a person can act on. */
  readonly message: string;
  /** What else is known, in words; shown on demand. */
  readonly detail?: string;
  /** Where in the (decompressed) stream it happened. */
  readonly byteOffset?: number;
  /** Of what would have taken more memory than there is. */
  readonly refusal?: MemoryRefusal;
}

/** Memory that something would have taken, and what there was for it, in bytes. */
export interface MemoryRefusal {
  readonly needed: number;
  readonly limit: number;
}

/** What is known of an error beside its sentence: "at byte 120; needed 5000 bytes, limit 1000 bytes". */
export function errorDetail({ byteOffset, refusal, detail }: OuroborosErrorData): string {
  return [
    byteOffset === undefined ? '' : `at byte ${byteOffset}`,
    refusal === undefined ? '' : `needed ${refusal.needed} bytes, limit ${refusal.limit} bytes`,
    detail ?? '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

type ErrorFacts = Omit<OuroborosErrorData, 'code' | 'message'>;

/** An error with a stable code and a sentence for the user. */
export class OuroborosError extends Error {
  readonly code: OuroborosErrorCode;
  private readonly facts: ErrorFacts;

  constructor(code: OuroborosErrorCode, message: string, detail?: string, facts: ErrorFacts = {}) {
    super(message);
    this.name = 'OuroborosError';
    this.code = code;
    this.facts = detail === undefined ? facts : { ...facts, detail };
  }

  /** The error again that came from another process as data. */
  static from({ code, message, ...facts }: OuroborosErrorData): OuroborosError {
    return new OuroborosError(code, message, undefined, facts);
  }

  toData(): OuroborosErrorData {
    return { code: this.code, message: this.message, ...this.facts };
  }
}

/** A dump that cannot be read; `byteOffset` counts from the start of the (decompressed) stream. */
export class DumpFormatError extends OuroborosError {
  constructor(
    code: Extract<
      OuroborosErrorCode,
      | 'dump-unrecognised'
      | 'dump-unsupported'
      | 'dump-malformed'
      | 'dump-empty'
      | 'dump-too-large'
      | 'file-unreadable'
    >,
    message: string,
    byteOffset?: number,
    detail?: string,
    refusal?: MemoryRefusal,
  ) {
    super(code, message, detail, {
      ...(byteOffset !== undefined && { byteOffset }),
      ...(refusal !== undefined && { refusal }),
    });
    this.name = 'DumpFormatError';
  }
}

/** Thrown by long work when its signal says so; never shown as a failure. */
export class CancelledError extends OuroborosError {
  constructor() {
    super('cancelled', 'Cancelled.');
    this.name = 'CancelledError';
  }
}

/** Any thrown value as data; what is not ours becomes `internal` and keeps its message as detail. */
export function toErrorData(thrown: unknown): OuroborosErrorData {
  if (thrown instanceof OuroborosError) return thrown.toData();
  if (thrown instanceof RangeError && /array|buffer|allocation/i.test(thrown.message)) {
    return {
      code: 'dump-too-large',
      message: 'There is not enough memory for this step.',
      detail: thrown.message,
    };
  }
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: 'internal', message: 'Something in Ouroboros went wrong.', detail };
}
