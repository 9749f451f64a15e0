import { z } from 'zod';
import { page } from './schemas.ts';

/** What is asked about a timeline: a file of measurements over time instead of objects. */

const measurement = z.object({ time: z.number(), bytes: z.number() });

/** Memory over the later half, by a line through it. */
export const timelineTrend = z.object({
  kind: z.enum(['growing', 'shrinking', 'steady', 'uneven', 'short']),
  bytesPerSecond: z.number(),
  from: z.number(),
  to: z.number(),
  bytesAtEnd: z.number(),
});

export const timelineChild = z.object({
  /** Position among the children; what a plot is asked for. */
  index: z.number().int(),
  pid: z.number(),
  /** '' where the file tells the process by its number alone. */
  name: z.string(),
  samples: z.number(),
  start: z.number(),
  end: z.number(),
  peak: measurement,
});
export type TimelineChild = z.infer<typeof timelineChild>;

export const functionSort = z.enum([
  'growth',
  'own',
  'largest',
  'calls',
  'seconds',
  'name',
  'start',
]);
export type FunctionSort = z.infer<typeof functionSort>;

export const functionRow = z.object({
  name: z.string(),
  calls: z.number(),
  seconds: z.number(),
  growthBytes: z.number(),
  ownBytes: z.number(),
  largestBytes: z.number(),
  firstStart: z.number(),
});
export type FunctionRow = z.infer<typeof functionRow>;

/** Times are seconds since 1970. */
export const timelineFacts = z.object({
  name: z.string(),
  formatLabel: z.string(),
  fileBytes: z.number(),
  /** What the file is recognised by when it is opened again. */
  fingerprint: z.string(),
  command: z.string(),
  start: z.number(),
  end: z.number(),
  samples: z.number(),
  /** Null for a file of children or calls alone. */
  first: measurement.nullable(),
  last: measurement.nullable(),
  peak: measurement.nullable(),
  /** The most that it had together with its children; null where that cannot be told. */
  together: measurement.nullable(),
  trend: timelineTrend,
  /** Those with the highest peaks first, some dozens of them. */
  children: z.array(timelineChild),
  childCount: z.number(),
  calls: z.number(),
  functionCount: z.number(),
  lanes: z.number(),
  /** The answer in one sentence: "leaky_step grew by 110 MB in 3 calls." */
  headline: z.string(),
  headlineDetail: z.string(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type TimelineFacts = z.infer<typeof timelineFacts>;

const points = z.object({ time: z.array(z.number()), bytes: z.array(z.number()) });

const MAX_PLOTTED_CHILDREN = 24;

export const plotCall = z.object({
  name: z.string(),
  lane: z.number(),
  start: z.number(),
  end: z.number(),
  startBytes: z.number(),
  endBytes: z.number(),
});
export type PlotCall = z.infer<typeof plotCall>;

export const timelinePlot = z.object({
  from: z.number(),
  to: z.number(),
  main: points,
  children: z.array(points.extend({ index: z.number(), pid: z.number(), name: z.string() })),
  /** Calls of the range that can be seen; of too many the longest. */
  calls: z.array(plotCall),
  omittedCalls: z.number(),
});
export type TimelinePlot = z.infer<typeof timelinePlot>;

const time = z.number().min(0).max(1e12);

export const TIMELINE_CHANNELS = {
  timeline: { request: z.object({}), response: timelineFacts },
  timelinePlot: {
    request: z.object({
      /** Null: from the beginning, to the end. */
      from: time.nullable(),
      to: time.nullable(),
      /** How many pixels wide it is drawn. */
      columns: z.number().int().min(16).max(8000),
      children: z.array(z.number().int().min(0).max(0xffff)).max(MAX_PLOTTED_CHILDREN),
      /** Only calls of functions with this in their name; '' for all. */
      text: z.string().max(500),
    }),
    response: timelinePlot,
  },
  timelineFunctions: {
    request: page.extend({
      text: z.string().max(500),
      sort: functionSort,
      descending: z.boolean(),
    }),
    response: z.object({ total: z.number(), rows: z.array(functionRow) }),
  },
} as const;

export type TimelineChannel = keyof typeof TIMELINE_CHANNELS;
