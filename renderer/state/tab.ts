import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import type { CutChoice } from '../../shared/protocol/schemas.ts';
import type { DumpHandle, OpenDump } from '../host/host-api.ts';
import type { AnswerCache } from './answers.ts';
import type { History } from './history.ts';

interface TabBase {
  readonly id: string;
  readonly name: string;
  readonly handle: DumpHandle;
}

export interface OpeningTab extends TabBase {
  readonly status: 'opening';
  readonly progress: Progress | null;
  /** `performance.now()` when the current phase began, for its rate. */
  readonly phaseStartedAt: number;
  readonly phaseStartedWith: number;
  readonly abort: AbortController;
}

export interface FailedTab extends TabBase {
  readonly status: 'failed';
  readonly error: OuroborosErrorData;
}

export interface ReadyTab extends TabBase {
  readonly status: 'ready';
  readonly dump: OpenDump;
  readonly answers: AnswerCache;
  readonly history: History;
  readonly cuts: CutChoice;
  /** The warnings banner was closed. */
  readonly warningsSeen: boolean;
}

/** One dump in the window: being opened, open, or not to be opened. */
export type Tab = OpeningTab | FailedTab | ReadyTab;
