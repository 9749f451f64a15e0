import type { OuroborosErrorData } from '../base/errors.ts';
import type { Progress } from '../base/job.ts';
import type { DumpChannel } from './channels.ts';

/**
 * Messages between a host and the thread that holds one dump, the same for `worker_threads` and
 * Web Workers.
 *
 * Every `open` and `ask` is answered by exactly one `result` or `failure` with its id. `cancelFlag`
 * is one Int32 in shared memory that the host sets to 1: the engine is synchronous, so a message
 * would arrive too late.
 */
export type HostToEngine =
  | {
      readonly type: 'open';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      /** What the worker of this host understands: a path in Node, a `File` in the browser. */
      readonly source: unknown;
    }
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly cancelFlag: Int32Array;
      readonly channel: DumpChannel;
      readonly request: unknown;
    };

export type EngineToHost =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: OuroborosErrorData }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress };
