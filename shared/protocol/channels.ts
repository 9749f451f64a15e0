import { z } from 'zod';
import type { Progress } from '../base/job.ts';
import type { Scene } from '../scene/model/scene.ts';
import { type Answered, answers, type Done } from './answers.ts';
import type { AnswerResult } from './cause-schemas.ts';
import { COMPARE_CHANNELS } from './compare-schemas.ts';
import { COMPONENT_CHANNELS } from './component-schemas.ts';
import { CONTENT_CHANNELS } from './content-schemas.ts';
import { DOMINATOR_CHANNELS } from './dominator-schemas.ts';
import { FLEET_CHANNELS } from './fleet-schemas.ts';
import type { DumpMarks, KeptViews } from './kept.ts';
import { dumpMarks, fingerprint, keptActive, keptViews, MAX_TABS } from './kept.ts';
import { NAMING_CHANNELS } from './naming-schemas.ts';
import { OBJECT_CHANNELS } from './object-schemas.ts';
import { WAYS_CHANNELS } from './paths-schemas.ts';
import type { PythonProcesses, WatchedReading } from './process-schemas.ts';
import type { ProfileChannel } from './profile-schemas.ts';
import { PROFILE_CHANNELS } from './profile-schemas.ts';
import { REPORT_CHANNELS } from './report-schemas.ts';
import type {
  BreakResult,
  CutChoice,
  CyclesResult,
  ObjectFacts,
  ObjectRow,
  Overview,
  PathResult,
  ReferenceRow,
} from './schemas.ts';
import {
  cutChoice,
  direction,
  exportOptions,
  nodeIndex,
  page,
  sceneId,
  sceneRequest,
} from './schemas.ts';
import { SOURCE_CHANNELS } from './source-settings.ts';
import { THREAD_CHANNELS } from './thread-schemas.ts';
import type { TimelineChannel } from './timeline-schemas.ts';
import { TIMELINE_CHANNELS } from './timeline-schemas.ts';
import { WASTE_CHANNELS } from './waste-schemas.ts';
import type { WhatIfResult } from './what-if-schemas.ts';
import { whatIfRequest } from './what-if-schemas.ts';

/**
 * Every question the window can ask about an open dump: one map, used by both sides.
 *
 * A channel is a request schema and a response schema. The receiving side parses the request; the
 * response comes from our own engine and is typed by inference.
 */
export const DUMP_CHANNELS = {
  overview: {
    request: z.object({ cuts: cutChoice }),
    response: answers<Overview>(),
  },
  ...OBJECT_CHANNELS,
  object: {
    request: z.object({ node: nodeIndex, cuts: cutChoice }),
    response: answers<ObjectFacts>(),
  },
  references: {
    request: page.extend({ node: nodeIndex, direction }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ReferenceRow[];
    }>(),
  },
  ...CONTENT_CHANNELS,
  cycles: {
    request: page.extend({
      cuts: cutChoice,
      /** Only families that contain this type (qualified, or its last part); '' for all. */
      type: z.string().max(500),
    }),
    response: answers<CyclesResult>(),
  },
  /** Which references to break for a family (by its `id` under the same cuts). */
  breakProposals: {
    request: z.object({ familyId: z.number().int().min(0).max(0xfffffffe), cuts: cutChoice }),
    response: answers<BreakResult>(),
  },
  /** What happens to objects, cycles and families once the references cut by hand are gone. */
  whatIf: { request: whatIfRequest, response: answers<WhatIfResult>() },
  /** What leaks, how much, why and where, and what to do; as if what is cut by hand were gone. */
  answer: { request: z.object({ cuts: cutChoice }), response: answers<AnswerResult>() },
  path: {
    request: z.object({ node: nodeIndex, cuts: cutChoice.optional() }),
    response: answers<PathResult>(),
  },
  ...COMPONENT_CHANNELS,
  ...WAYS_CHANNELS,
  ...DOMINATOR_CHANNELS,
  ...NAMING_CHANNELS,
  ...REPORT_CHANNELS,
  ...COMPARE_CHANNELS,
  ...WASTE_CHANNELS,
  ...THREAD_CHANNELS,
  ...FLEET_CHANNELS,
  ...TIMELINE_CHANNELS,
  ...PROFILE_CHANNELS,
  scene: {
    /** `quick`: a draft with straight lines where the whole drawing takes its time. */
    request: z.object({
      scene: sceneRequest,
      cuts: cutChoice,
      pace: z.enum(['quick', 'whole']).optional(),
    }),
    response: answers<Scene>(),
  },
  /** The objects that a group of a drawing stands for, by the id of its node. */
  groupMembers: {
    request: page.extend({ scene: sceneRequest, cuts: cutChoice, group: sceneId }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ObjectRow[];
    }>(),
  },
  export: {
    request: z.object({ scene: sceneRequest, cuts: cutChoice, options: exportOptions }),
    response: answers<{
      readonly text: string;
      readonly mediaType: string;
      readonly suggestedName: string;
    }>(),
  },
} as const;

/** What a file turned out to be: objects, memory over time, or what was allocated where. */
export const fileKind = z.enum(['dump', 'timeline', 'profile']);
export type FileKind = z.infer<typeof fileKind>;

export type DumpChannel = keyof typeof DUMP_CHANNELS;
/** Questions about objects, as opposed to those about a timeline or a profile. */
export type HeapChannel = Exclude<DumpChannel, TimelineChannel | ProfileChannel>;
export type DumpRequest<C extends DumpChannel> = z.infer<(typeof DUMP_CHANNELS)[C]['request']>;
export type DumpResponse<C extends DumpChannel> = Answered<(typeof DUMP_CHANNELS)[C]['response']>;

export const DUMP_CHANNEL_NAMES = Object.keys(DUMP_CHANNELS) as readonly DumpChannel[];

/** A file that was named, or that lies in a folder that was. */
export interface FoundFile {
  readonly fileToken: string;
  readonly name: string;
  /** Where it lies, for people. */
  readonly folder: string;
  /** Found in a folder: it may be anything. */
  readonly isFound: boolean;
}

/** What the desktop window may ask of its main process, beside the questions about a dump. */
export const SHELL_CHANNELS = {
  /** Native open dialog; null when the user thought better of it. The token names the file. */
  chooseDump: {
    request: z.object({}),
    response: answers<{
      readonly fileToken: string;
      readonly name: string;
    } | null>(),
  },
  /** Native dialog for several files, or for a folder; null when the user thought better of it. */
  chooseFleet: {
    request: z.object({ from: z.enum(['files', 'folder']) }),
    response: answers<readonly FoundFile[] | null>(),
  },
  /** The files that tokens stand for, those of folders looked into; each once. */
  filesIn: {
    request: z.object({ fileTokens: z.array(z.string().max(200)).min(1).max(10_000) }),
    response: answers<readonly FoundFile[]>(),
  },
  /** The example shipped with the app; null where it is missing. */
  exampleDump: {
    request: z.object({}),
    response: answers<{
      readonly fileToken: string;
      readonly name: string;
    } | null>(),
  },
  /** Only for the preload script: the path of a file the user dropped on the window. */
  registerDroppedFile: {
    request: z.object({ path: z.string().min(1).max(32_768) }),
    response: answers<{
      readonly fileToken: string;
      readonly name: string;
    } | null>(),
  },
  /** Opens what `fileToken` names (from the dialog, recent list, drop or command line). */
  openDump: {
    request: z.object({
      fileToken: z.string().max(200),
      requestId: z.string().max(100),
      /** What sizes are told in. */
      units: z.enum(['decimal', 'binary']).default('decimal'),
      /** One of a fleet, closed again at once: it may take so much of the memory, and is not remembered. */
      memoryShare: z.number().min(0.001).max(1).optional(),
    }),
    response: answers<{
      readonly dumpId: string;
      readonly name: string;
      readonly kind: FileKind;
    }>(),
  },
  /**
   * Reads a process again, or for the first time where `dumpId` is null, in an engine that keeps
   * what tells growth; the dump is that of the last reading. It is closed like any.
   */
  watchProcess: {
    request: z.object({
      fileToken: z.string().max(200),
      dumpId: z.string().max(100).nullable(),
      requestId: z.string().max(100),
      /** What sizes are told in. */
      units: z.enum(['decimal', 'binary']).default('decimal'),
    }),
    response: answers<WatchedReading & { readonly dumpId: string }>(),
  },
  closeDump: { request: z.object({ dumpId: z.string().max(100) }), response: answers<Done>() },
  cancel: { request: z.object({ requestId: z.string().max(100) }), response: answers<Done>() },
  /** Lends one open dump to another, which then answers `comparison` and what goes with it. */
  lendDump: {
    request: z.object({
      fromDumpId: z.string().max(100),
      toDumpId: z.string().max(100),
      /** Handed on unopened to the engine, which parses it. */
      cuts: z.custom<CutChoice>(),
      requestId: z.string().max(100),
    }),
    response: answers<{
      readonly baseline: string;
    }>(),
  },
  giveBackDump: {
    request: z.object({ dumpId: z.string().max(100), baseline: z.string().max(100) }),
    response: answers<Done>(),
  },
  recentDumps: {
    request: z.object({}),
    response:
      answers<
        readonly {
          readonly fileToken: string;
          readonly name: string;
          readonly folder: string;
        }[]
      >(),
  },
  /** The Python processes of this machine, the largest first. Nothing is stopped. */
  pythonProcesses: { request: z.object({}), response: answers<PythonProcesses>() },
  /** Dumps named on the command line or by double click, waiting to be opened. */
  startupDumps: {
    request: z.object({}),
    response:
      answers<
        readonly {
          readonly fileToken: string;
          readonly name: string;
        }[]
      >(),
  },
  /** The tabs of last time, for the next start. Files by token: the paths stay with main. */
  keepSession: {
    request: z.object({
      tabs: z.array(keptViews.extend({ fileToken: z.string().max(200) })).max(MAX_TABS),
      active: keptActive,
    }),
    response: answers<Done>(),
  },
  lastSession: {
    request: z.object({}),
    response: answers<{
      readonly tabs: readonly (KeptViews & {
        readonly fileToken: string;
        readonly name: string;
        readonly folder: string;
      })[];
      readonly active: number | null;
    }>(),
  },
  /** Bookmarks and notes on the objects of a dump; null when there are none. */
  loadMarks: { request: z.object({ fingerprint }), response: answers<DumpMarks | null>() },
  saveMarks: { request: z.object({ fingerprint, marks: dumpMarks }), response: answers<Done>() },
  clearRecentDumps: { request: z.object({}), response: answers<Done>() },
  /** Native save dialog, then an atomic write; null when cancelled. */
  saveText: {
    request: z.object({
      suggestedName: z.string().max(255),
      mediaType: z.string().max(100),
      text: z.string().max(64 * 1024 * 1024),
    }),
    response: answers<{
      readonly path: string;
    } | null>(),
  },
  /** Asks where to save bytes, such as a picture, then writes them atomically; null when cancelled. */
  saveBytes: {
    request: z.object({
      suggestedName: z.string().max(255),
      mediaType: z.string().max(100),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 256 * 1024 * 1024),
    }),
    response: answers<{
      readonly path: string;
    } | null>(),
  },
  ...SOURCE_CHANNELS,
  /** Whether the file of an open dump is still the one that was read; false also when it is gone. */
  isUnchanged: { request: z.object({ dumpId: z.string().max(100) }), response: answers<boolean>() },
  /** The colours chosen in the window, for what the system draws around it. */
  setTheme: {
    request: z.object({ theme: z.enum(['system', 'light', 'dark']) }),
    response: answers<Done>(),
  },
  /** The commands that can be run now: of the menu's items, the others are disabled. */
  setMenu: {
    request: z.object({ enabled: z.array(z.string().max(100)).max(200) }),
    response: answers<Done>(),
  },
  askDump: {
    request: z.object({
      dumpId: z.string().max(100),
      requestId: z.string().max(100),
      channel: z.enum(DUMP_CHANNEL_NAMES as [DumpChannel, ...DumpChannel[]]),
      request: z.unknown(),
    }),
    response: answers<unknown>(),
  },
} as const;

export type ShellChannel = keyof typeof SHELL_CHANNELS;
export type ShellRequest<C extends ShellChannel> = z.infer<(typeof SHELL_CHANNELS)[C]['request']>;
export type ShellResponse<C extends ShellChannel> = Answered<
  (typeof SHELL_CHANNELS)[C]['response']
>;

/** Pushed from the main process to the window. */
export interface ShellEvents {
  readonly progress: Progress & { readonly requestId: string };
  /** The engine of a dump died; the dump is closed, the window is not. */
  readonly dumpLost: { readonly dumpId: string; readonly message: string };
  /** A file was asked for from outside (second instance, Finder, menu). */
  readonly openRequested: { readonly fileToken: string; readonly name: string };
  /** A menu item was chosen; the window runs the command of that name. */
  readonly menuCommand: { readonly command: string };
}
export type ShellEvent = keyof ShellEvents;
export type ShellEventData<E extends ShellEvent> = ShellEvents[E];
