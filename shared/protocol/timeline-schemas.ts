import { z } from 'zod';
import { answers } from './answers.ts';
import { page } from './schemas.ts';

/** What is asked about a timeline: a file of measurements over time instead of objects. */

interface Measurement {
  readonly time: number;
  readonly bytes: number;
}

/** Memory over the later half, by a line through it. */
export interface TimelineTrend {
  readonly kind: 'growing' | 'shrinking' | 'steady' | 'uneven' | 'short';
  readonly bytesPerSecond: number;
  readonly from: number;
  readonly to: number;
  readonly bytesAtEnd: number;
}

export interface TimelineChild {
  /** Position among the children; what a plot is asked for. */
  readonly index: number;
  readonly pid: number;
  /** '' where the file tells the process by its number alone. */
  readonly name: string;
  readonly samples: number;
  readonly start: number;
  readonly end: number;
  readonly peak: Measurement;
}

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

export interface FunctionRow {
  readonly name: string;
  readonly calls: number;
  readonly seconds: number;
  readonly growthBytes: number;
  readonly ownBytes: number;
  readonly largestBytes: number;
  readonly firstStart: number;
}

/** Times are seconds since 1970. */
export interface TimelineFacts {
  readonly name: string;
  readonly formatLabel: string;
  readonly fileBytes: number;
  /** What the file is recognised by when it is opened again. */
  readonly fingerprint: string;
  readonly command: string;
  readonly start: number;
  readonly end: number;
  readonly samples: number;
  /** Null for a file of children or calls alone. */
  readonly first: Measurement | null;
  readonly last: Measurement | null;
  readonly peak: Measurement | null;
  /** The most that it had together with its children; null where that cannot be told. */
  readonly together: Measurement | null;
  readonly trend: TimelineTrend;
  /** Those with the highest peaks first, some dozens of them. */
  readonly children: readonly TimelineChild[];
  readonly childCount: number;
  readonly calls: number;
  readonly functionCount: number;
  readonly lanes: number;
  /** The answer in one sentence: "leaky_step grew by 110 MB in 3 calls." */
  readonly headline: string;
  readonly headlineDetail: string;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
}

interface PlottedPoints {
  readonly time: readonly number[];
  readonly bytes: readonly number[];
}

const MAX_PLOTTED_CHILDREN = 24;

export interface PlotCall {
  readonly name: string;
  readonly lane: number;
  readonly start: number;
  readonly end: number;
  readonly startBytes: number;
  readonly endBytes: number;
}

export interface TimelinePlot {
  readonly from: number;
  readonly to: number;
  readonly main: PlottedPoints;
  readonly children: readonly (PlottedPoints & {
    readonly index: number;
    readonly pid: number;
    readonly name: string;
  })[];
  /** Calls of the range that can be seen; of too many the longest. */
  readonly calls: readonly PlotCall[];
  readonly omittedCalls: number;
}

const time = z.number().min(0).max(1e12);

export const TIMELINE_CHANNELS = {
  timeline: { request: z.object({}), response: answers<TimelineFacts>() },
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
    response: answers<TimelinePlot>(),
  },
  timelineFunctions: {
    request: page.extend({
      text: z.string().max(500),
      sort: functionSort,
      descending: z.boolean(),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly FunctionRow[];
    }>(),
  },
} as const;

export type TimelineChannel = keyof typeof TIMELINE_CHANNELS;
