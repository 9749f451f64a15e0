import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { clip, compareText, showable } from '../../base/text.ts';
import type { ByteSource } from '../../formats/bytes/byte-source.ts';
import { dumpFingerprint } from '../../formats/bytes/fingerprint.ts';
import type { LoadOptions } from '../../formats/load-dump.ts';
import { loadTimeline } from '../../formats/load-timeline.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type {
  FunctionRow,
  FunctionSort,
  PlotCall,
  TimelineChannel,
  TimelineFacts,
} from '../../protocol/timeline-schemas.ts';
import { TIMELINE_CHANNELS } from '../../protocol/timeline-schemas.ts';
import { chosenCalls } from '../../timeline/chosen-calls.ts';
import type { CallTree } from '../../timeline/function-growth.ts';
import { callTree } from '../../timeline/function-growth.ts';
import { plotPoints } from '../../timeline/plot-points.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { spanOf } from '../../timeline/timeline.ts';
import type { TimelineIdentity } from './timeline-facts.ts';
import { timelineFactsOf } from './timeline-facts.ts';

type Handlers = {
  readonly [C in TimelineChannel]: (request: DumpRequest<C>, job: Job) => DumpResponse<C>;
};

const MAX_NAME = 300;

/** One open timeline, and every question that can be asked about it; beside `HeapSession`. */
export class TimelineSession {
  readonly timeline: Timeline;
  readonly identity: TimelineIdentity;
  private readonly span: { readonly start: number; readonly end: number };
  /** Names of functions, safe to show. */
  private readonly names: readonly string[];
  private tree: CallTree | null = null;
  private told: TimelineFacts | null = null;

  constructor(timeline: Timeline, identity: TimelineIdentity) {
    this.timeline = timeline;
    this.identity = identity;
    this.span = spanOf(timeline) ?? { start: 0, end: 0 };
    this.names = timeline.calls.names.map((name) => clip(showable(name), MAX_NAME));
  }

  /** Throws what `loadTimeline` throws. */
  static async open(source: ByteSource, options: LoadOptions): Promise<TimelineSession> {
    const { timeline, formatLabel, warnings } = await loadTimeline(source, options);
    const fingerprint = await dumpFingerprint(source);
    const { name, size } = source;
    return new TimelineSession(timeline, {
      name,
      formatLabel,
      fileBytes: size,
      fingerprint,
      warnings,
    });
  }

  get name(): string {
    return this.identity.name;
  }

  /** Answers a request that came from another process: it is checked against its schema first. */
  ask(channel: string, request: unknown, job: Job): unknown {
    if (!isTimelineChannel(channel)) {
      throw new OuroborosError(
        'bad-request',
        `The question "${channel}" is about objects; this is a ${this.identity.formatLabel}, which has none.`,
      );
    }
    const parsed = TIMELINE_CHANNELS[channel].request.safeParse(request);
    if (!parsed.success) {
      throw new OuroborosError(
        'bad-request',
        `The question "${channel}" is not well-formed.`,
        parsed.error.message,
      );
    }
    // The schema of this very channel has just accepted the request.
    const handle = this.handlers[channel] as (request: unknown, job: Job) => unknown;
    return handle(parsed.data, job);
  }

  facts(job: Job): TimelineFacts {
    this.told ??= timelineFactsOf(
      this.timeline,
      this.identity,
      {
        span: this.span,
        functions: this.functions('', 'growth', true, job),
        lanes: this.calls(job).lanes,
      },
      job,
    );
    return this.told;
  }

  /** O(functions · log functions). */
  functions(text: string, sort: FunctionSort, descending: boolean, job: Job): FunctionRow[] {
    const wanted = text.toLowerCase();
    const rows = this.calls(job)
      .functions.map((row, at) => ({ ...row, name: this.names[at] ?? '' }))
      .filter(({ name }) => name.toLowerCase().includes(wanted));
    const sign = descending ? -1 : 1;
    return rows.sort(
      (a, b) =>
        sign * ORDERS[sort](a, b) || b.growthBytes - a.growthBytes || compareText(a.name, b.name),
    );
  }

  private calls(job: Job): CallTree {
    this.tree ??= callTree(this.timeline.calls, job);
    return this.tree;
  }

  private readonly handlers: Handlers = {
    timeline: (_request, job) => this.facts(job),
    timelinePlot: ({ from, to, columns, children, text }, job) => {
      const start = from ?? this.span.start;
      const end = Math.max(to ?? this.span.end, start);
      const { main, calls } = this.timeline;
      const matches = this.names.map((name) => name.toLowerCase().includes(text.toLowerCase()));
      const chosen = chosenCalls(calls, matches, start, end, columns, job);
      const { lane } = this.calls(job);
      return {
        from: start,
        to: end,
        main: copied(plotPoints(main, start, end, columns, job)),
        children: children.flatMap((index) => {
          const child = this.timeline.children[index];
          if (child === undefined) return [];
          const points = plotPoints(child, start, end, columns, job);
          const name = clip(showable(child.name), MAX_NAME);
          return [{ index, pid: child.pid, name, ...copied(points) }];
        }),
        calls: chosen.calls.map(
          (call): PlotCall => ({
            name: this.names[calls.name[call]] ?? '',
            lane: lane[call],
            start: calls.start[call],
            end: calls.end[call],
            startBytes: calls.startBytes[call],
            endBytes: calls.endBytes[call],
          }),
        ),
        omittedCalls: chosen.omitted,
      };
    },
    timelineFunctions: ({ text, sort, descending, offset, limit }, job) => {
      const rows = this.functions(text, sort, descending, job);
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
  };
}

const ORDERS: {
  readonly [S in FunctionSort]: (a: FunctionRow, b: FunctionRow) => number;
} = {
  growth: (a, b) => a.growthBytes - b.growthBytes,
  own: (a, b) => a.ownBytes - b.ownBytes,
  largest: (a, b) => a.largestBytes - b.largestBytes,
  calls: (a, b) => a.calls - b.calls,
  seconds: (a, b) => a.seconds - b.seconds,
  start: (a, b) => a.firstStart - b.firstStart,
  name: (a, b) => compareText(a.name, b.name),
};

function isTimelineChannel(channel: string): channel is TimelineChannel {
  return Object.hasOwn(TIMELINE_CHANNELS, channel);
}

function copied({ time, bytes }: { time: readonly number[]; bytes: readonly number[] }) {
  return { time: [...time], bytes: [...bytes] };
}
