import type { OuroborosErrorData } from '../base/errors.ts';
import type { Progress } from '../base/job.ts';
import type { ByteUnits } from '../base/units.ts';
import type { DumpChannel, FileKind } from './channels.ts';
import type { CutChoice } from './schemas.ts';

/** A digest on its way to another thread. What is in it is the business of the two sessions. */
export interface LentDigest<Digest = unknown> {
  readonly digest: Digest;
  /** Every buffer of the digest, to be transferred instead of copied. */
  readonly buffers: ArrayBuffer[];
}

/**
 * Messages between a host and the thread that holds one dump, the same for `worker_threads` and
 * Web Workers.
 *
 * Every message is answered by exactly one `result` or `failure` with its id. `cancelFlag`
 * is one Int32 in shared memory that the host sets to 1: the engine is synchronous, so a message
 * would arrive too late.
 *
 * `lend` is answered by a `LentDigest`, which `borrow` hands to another engine. Its buffers are
 * transferred both times: nothing of a dump is copied on the way.
 */
export type HostToEngine =
  | {
      readonly type: 'open';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      /** What the worker of this host understands: a path in Node, a `File` in the browser. */
      readonly source: unknown;
      /** What sizes are told in; decimal where it is not said. */
      readonly units?: ByteUnits;
      /** Of the memory that there is, what this dump may take: 0 … 1, all where it is not said. */
      readonly memoryShare?: number;
    }
  | {
      /** As `open`, of a process, again and again in one engine. */
      readonly type: 'watch';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      readonly source: unknown;
      readonly units?: ByteUnits;
    }
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      readonly channel: DumpChannel;
      readonly request: unknown;
    }
  | {
      readonly type: 'lend';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      /** Families are looked for under these. */
      readonly cuts: CutChoice;
    }
  | {
      readonly type: 'borrow';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      /** What questions call it by. */
      readonly baseline: string;
      readonly lent: LentDigest;
    }
  | {
      readonly type: 'giveBack';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      readonly baseline: string;
    };

/** What `open` resolves to. */
export interface OpenedFile {
  readonly name: string;
  readonly kind: FileKind;
}

type WithoutEnvelope<M> = M extends unknown ? Omit<M, 'id' | 'cancelFlag'> : never;

/** What a host asks; it adds an id and a flag. */
export type EngineQuestion = WithoutEnvelope<HostToEngine>;

/** What is transferred with a question. */
export function buffersOf(question: EngineQuestion): ArrayBuffer[] {
  return question.type === 'borrow' ? question.lent.buffers : [];
}

export type EngineToHost =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: OuroborosErrorData }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress };
