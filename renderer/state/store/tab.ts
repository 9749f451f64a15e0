import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import type { Progress } from '../../../shared/base/job.ts';
import type { FileKind } from '../../../shared/protocol/channels.ts';
import type { KeptViews } from '../../../shared/protocol/kept.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { DumpHandle, OpenDump } from '../../host/host-api.ts';
import type { DumpNames } from '../links/dump-names.ts';
import type { History } from '../view/history.ts';
import type { AnswerCache } from './answers.ts';

interface TabBase {
  readonly id: string;
  readonly name: string;
  readonly handle: DumpHandle;
}

/** A dump of last time that has not been looked at yet: it is opened when it is. */
export interface AsleepTab extends TabBase {
  readonly status: 'asleep';
  readonly kept: KeptViews | null;
}

export interface OpeningTab extends TabBase {
  readonly status: 'opening';
  readonly progress: Progress | null;
  /** `performance.now()` when the current phase began, for its rate. */
  readonly phaseStartedAt: number;
  readonly phaseStartedWith: number;
  readonly abort: AbortController;
  /** How it was looked at last time: what it goes on from. */
  readonly kept: KeptViews | null;
}

export interface FailedTab extends TabBase {
  readonly status: 'failed';
  readonly error: OuroborosErrorData;
  readonly kept: KeptViews | null;
}

/** When a dump was taken, of which process, and how large it was: its place on a timeline. */
export interface DumpMoment {
  /** Seconds since 1970; null if the dump does not say. */
  readonly time: number | null;
  readonly pid: number | null;
  readonly command: string;
  readonly rssBytes: number | null;
  /** Bytes of its objects. */
  readonly explainedBytes: number;
  /** Null where the dump cannot tell. */
  readonly garbageBytes: number | null;
}

export interface ReadyTab extends TabBase {
  readonly status: 'ready';
  /** A timeline has no objects: only the Timeline view shows it. */
  readonly kind: FileKind;
  /** Null for a timeline. */
  readonly moment: DumpMoment | null;
  readonly dump: OpenDump;
  readonly answers: AnswerCache;
  readonly names: DumpNames;
  readonly history: History;
  /** Of the current step of the history. */
  readonly cuts: CutChoice;
  /** The warnings banner was closed. */
  readonly warningsSeen: boolean;
}

/** One dump in the window: waiting, being opened, open, or not to be opened. */
export type Tab = AsleepTab | OpeningTab | FailedTab | ReadyTab;

/** Whether a tab holds objects that can be asked about. */
export function isDump(tab: Tab | null | undefined): tab is ReadyTab {
  return tab?.status === 'ready' && tab.kind === 'dump';
}

export function isTimeline(tab: Tab | null | undefined): tab is ReadyTab {
  return tab?.status === 'ready' && tab.kind === 'timeline';
}
