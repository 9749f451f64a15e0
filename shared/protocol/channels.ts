import { z } from 'zod';
import type { Scene } from '../scene/model/scene.ts';
import { answerResult } from './cause-schemas.ts';
import { COMPARE_CHANNELS } from './compare-schemas.ts';
import { COMPONENT_CHANNELS } from './component-schemas.ts';
import { CONTENT_CHANNELS } from './content-schemas.ts';
import { DOMINATOR_CHANNELS } from './dominator-schemas.ts';
import { FLEET_CHANNELS } from './fleet-schemas.ts';
import { dumpMarks, fingerprint, keptActive, keptViews, MAX_TABS } from './kept.ts';
import { NAMING_CHANNELS } from './naming-schemas.ts';
import { OBJECT_CHANNELS } from './object-schemas.ts';
import { WAYS_CHANNELS } from './paths-schemas.ts';
import { pythonProcesses } from './process-schemas.ts';
import { REPORT_CHANNELS } from './report-schemas.ts';
import {
  breakResultSchema,
  cutChoice,
  cyclesResult,
  direction,
  exportOptions,
  nodeIndex,
  objectFactsSchema,
  objectRowSchema,
  overview,
  page,
  pathResultSchema,
  referenceRow,
  sceneId,
  sceneRequest,
} from './schemas.ts';
import { SOURCE_CHANNELS } from './source-settings.ts';
import { THREAD_CHANNELS } from './thread-schemas.ts';
import { TIMELINE_CHANNELS, type TimelineChannel } from './timeline-schemas.ts';
import { WASTE_CHANNELS } from './waste-schemas.ts';
import { whatIfRequest, whatIfResult } from './what-if-schemas.ts';

/**
 * Every question the window can ask about an open dump: one map, used by both sides.
 *
 * A channel is a request schema and a response schema. The receiving side parses the request; the
 * response comes from our own engine and is typed by inference.
 */
export const DUMP_CHANNELS = {
  overview: {
    request: z.object({ cuts: cutChoice }),
    response: overview,
  },
  ...OBJECT_CHANNELS,
  object: { request: z.object({ node: nodeIndex, cuts: cutChoice }), response: objectFactsSchema },
  references: {
    request: page.extend({ node: nodeIndex, direction }),
    response: z.object({ total: z.number(), rows: z.array(referenceRow) }),
  },
  ...CONTENT_CHANNELS,
  cycles: {
    request: page.extend({
      cuts: cutChoice,
      /** Only families that contain this type (qualified, or its last part); '' for all. */
      type: z.string().max(500),
    }),
    response: cyclesResult,
  },
  /** Which references to break for a family (by its `id` under the same cuts). */
  breakProposals: {
    request: z.object({ familyId: z.number().int().min(0).max(0xfffffffe), cuts: cutChoice }),
    response: breakResultSchema,
  },
  /** What happens to objects, cycles and families once the references cut by hand are gone. */
  whatIf: { request: whatIfRequest, response: whatIfResult },
  /** What leaks, how much, why and where, and what to do; as if what is cut by hand were gone. */
  answer: { request: z.object({ cuts: cutChoice }), response: answerResult },
  path: {
    request: z.object({ node: nodeIndex, cuts: cutChoice.optional() }),
    response: pathResultSchema,
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
  scene: {
    /** `quick`: a draft with straight lines where the whole drawing takes its time. */
    request: z.object({
      scene: sceneRequest,
      cuts: cutChoice,
      pace: z.enum(['quick', 'whole']).optional(),
    }),
    response: z.custom<Scene>(),
  },
  /** The objects that a group of a drawing stands for, by the id of its node. */
  groupMembers: {
    request: page.extend({ scene: sceneRequest, cuts: cutChoice, group: sceneId }),
    response: z.object({ total: z.number(), rows: z.array(objectRowSchema) }),
  },
  export: {
    request: z.object({ scene: sceneRequest, cuts: cutChoice, options: exportOptions }),
    response: z.object({ text: z.string(), mediaType: z.string(), suggestedName: z.string() }),
  },
} as const;

/** What a file turned out to be: objects, or memory over time. */
export const fileKind = z.enum(['dump', 'timeline']);
export type FileKind = z.infer<typeof fileKind>;

export type DumpChannel = keyof typeof DUMP_CHANNELS;
/** Questions about objects, as opposed to those about a timeline. */
export type HeapChannel = Exclude<DumpChannel, TimelineChannel>;
export type DumpRequest<C extends DumpChannel> = z.infer<(typeof DUMP_CHANNELS)[C]['request']>;
export type DumpResponse<C extends DumpChannel> = z.infer<(typeof DUMP_CHANNELS)[C]['response']>;

export const DUMP_CHANNEL_NAMES = Object.keys(DUMP_CHANNELS) as readonly DumpChannel[];

/** What the desktop window may ask of its main process, beside the questions about a dump. */
export const SHELL_CHANNELS = {
  /** Native open dialog; null when the user thought better of it. The token names the file. */
  chooseDump: {
    request: z.object({}),
    response: z.object({ fileToken: z.string(), name: z.string() }).nullable(),
  },
  /** The example shipped with the app; null where it is missing. */
  exampleDump: {
    request: z.object({}),
    response: z.object({ fileToken: z.string(), name: z.string() }).nullable(),
  },
  /** Only for the preload script: the path of a file the user dropped on the window. */
  registerDroppedFile: {
    request: z.object({ path: z.string().min(1).max(32_768) }),
    response: z.object({ fileToken: z.string(), name: z.string() }).nullable(),
  },
  /** Opens what `fileToken` names (from the dialog, recent list, drop or command line). */
  openDump: {
    request: z.object({
      fileToken: z.string().max(200),
      requestId: z.string().max(100),
      /** What sizes are told in. */
      units: z.enum(['decimal', 'binary']).default('decimal'),
    }),
    response: z.object({ dumpId: z.string(), name: z.string(), kind: fileKind }),
  },
  closeDump: { request: z.object({ dumpId: z.string().max(100) }), response: z.object({}) },
  cancel: { request: z.object({ requestId: z.string().max(100) }), response: z.object({}) },
  /** Lends one open dump to another, which then answers `comparison` and what goes with it. */
  lendDump: {
    request: z.object({
      fromDumpId: z.string().max(100),
      toDumpId: z.string().max(100),
      cuts: cutChoice,
      requestId: z.string().max(100),
    }),
    response: z.object({ baseline: z.string() }),
  },
  giveBackDump: {
    request: z.object({ dumpId: z.string().max(100), baseline: z.string().max(100) }),
    response: z.object({}),
  },
  recentDumps: {
    request: z.object({}),
    response: z.array(z.object({ fileToken: z.string(), name: z.string(), folder: z.string() })),
  },
  /** The Python processes of this machine, the largest first. Nothing is stopped. */
  pythonProcesses: { request: z.object({}), response: pythonProcesses },
  /** Dumps named on the command line or by double click, waiting to be opened. */
  startupDumps: {
    request: z.object({}),
    response: z.array(z.object({ fileToken: z.string(), name: z.string() })),
  },
  /** The tabs of last time, for the next start. Files by token: the paths stay with main. */
  keepSession: {
    request: z.object({
      tabs: z.array(keptViews.extend({ fileToken: z.string().max(200) })).max(MAX_TABS),
      active: keptActive,
    }),
    response: z.object({}),
  },
  lastSession: {
    request: z.object({}),
    response: z.object({
      tabs: z.array(
        keptViews.extend({ fileToken: z.string(), name: z.string(), folder: z.string() }),
      ),
      active: keptActive,
    }),
  },
  /** Bookmarks and notes on the objects of a dump; null when there are none. */
  loadMarks: { request: z.object({ fingerprint }), response: dumpMarks.nullable() },
  saveMarks: { request: z.object({ fingerprint, marks: dumpMarks }), response: z.object({}) },
  clearRecentDumps: { request: z.object({}), response: z.object({}) },
  /** Native save dialog, then an atomic write; null when cancelled. */
  saveText: {
    request: z.object({
      suggestedName: z.string().max(255),
      mediaType: z.string().max(100),
      text: z.string().max(64 * 1024 * 1024),
    }),
    response: z.object({ path: z.string() }).nullable(),
  },
  /** Asks where to save bytes, such as a picture, then writes them atomically; null when cancelled. */
  saveBytes: {
    request: z.object({
      suggestedName: z.string().max(255),
      mediaType: z.string().max(100),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 256 * 1024 * 1024),
    }),
    response: z.object({ path: z.string() }).nullable(),
  },
  ...SOURCE_CHANNELS,
  /** Whether the file of an open dump is still the one that was read; false also when it is gone. */
  isUnchanged: { request: z.object({ dumpId: z.string().max(100) }), response: z.boolean() },
  /** The colours chosen in the window, for what the system draws around it. */
  setTheme: {
    request: z.object({ theme: z.enum(['system', 'light', 'dark']) }),
    response: z.object({}),
  },
  /** The commands that can be run now: of the menu's items, the others are disabled. */
  setMenu: {
    request: z.object({ enabled: z.array(z.string().max(100)).max(200) }),
    response: z.object({}),
  },
  askDump: {
    request: z.object({
      dumpId: z.string().max(100),
      requestId: z.string().max(100),
      channel: z.enum(DUMP_CHANNEL_NAMES as [DumpChannel, ...DumpChannel[]]),
      request: z.unknown(),
    }),
    response: z.unknown(),
  },
} as const;

export type ShellChannel = keyof typeof SHELL_CHANNELS;
export type ShellRequest<C extends ShellChannel> = z.infer<(typeof SHELL_CHANNELS)[C]['request']>;
export type ShellResponse<C extends ShellChannel> = z.infer<(typeof SHELL_CHANNELS)[C]['response']>;

/** Pushed from the main process to the window. */
export const SHELL_EVENTS = {
  progress: z.object({
    requestId: z.string(),
    phase: z.string(),
    done: z.number(),
    total: z.number(),
    unit: z.string(),
  }),
  /** The engine of a dump died; the dump is closed, the window is not. */
  dumpLost: z.object({ dumpId: z.string(), message: z.string() }),
  /** A file was asked for from outside (second instance, Finder, menu). */
  openRequested: z.object({ fileToken: z.string(), name: z.string() }),
  /** A menu item was chosen; the window runs the command of that name. */
  menuCommand: z.object({ command: z.string() }),
} as const;
export type ShellEvent = keyof typeof SHELL_EVENTS;
export type ShellEventData<E extends ShellEvent> = z.infer<(typeof SHELL_EVENTS)[E]>;
