import type { Job } from '../../base/job.ts';
import type { FunctionRow, TimelineFacts } from '../../protocol/timeline-schemas.ts';
import { secondsUntil } from '../../timeline/trend.ts';
import type { TimelineSession } from './timeline-session.ts';

/** A moment as programs write it. */
interface ReportedMoment {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly bytes: number;
}

/** The JSON of `summary` for a timeline. Keys may be added, never renamed or removed. */
export interface TimelineReport {
  readonly format: string;
  readonly command: string;
  readonly start: string;
  readonly end: string;
  readonly seconds: number;
  readonly measurements: number;
  readonly first: ReportedMoment | null;
  readonly peak: ReportedMoment | null;
  readonly last: ReportedMoment | null;
  readonly withChildren: ReportedMoment | null;
  /** Of the later half; `kind` says whether its rate means anything. */
  readonly trend: {
    readonly kind: TimelineFacts['trend']['kind'];
    readonly bytesPerSecond: number;
  };
  /** Seconds after the end until the limit that was asked about; null where nobody can say. */
  readonly secondsUntilLimit: number | null;
  readonly headline: string;
  readonly detail: string;
  readonly children: readonly {
    readonly pid: number;
    readonly measurements: number;
    readonly peak: ReportedMoment;
  }[];
  readonly childCount: number;
  /** Most growth first. */
  readonly functions: readonly Omit<FunctionRow, 'firstStart'>[];
  readonly warnings: TimelineFacts['warnings'];
}

export function timelineReport(
  session: TimelineSession,
  limitBytes: number | null,
  job: Job,
): TimelineReport {
  const facts = session.facts(job);
  const { trend } = facts;
  return {
    format: facts.formatLabel,
    command: facts.command,
    start: instant(facts.start),
    end: instant(facts.end),
    seconds: facts.end - facts.start,
    measurements: facts.samples,
    first: moment(facts.first),
    peak: moment(facts.peak),
    last: moment(facts.last),
    withChildren: moment(facts.together),
    trend: { kind: trend.kind, bytesPerSecond: trend.bytesPerSecond },
    secondsUntilLimit: limitBytes === null ? null : secondsUntil(trend, limitBytes),
    headline: facts.headline,
    detail: facts.headlineDetail,
    children: facts.children.map(({ pid, samples, peak }) => ({
      pid,
      measurements: samples,
      peak: { at: instant(peak.time), bytes: peak.bytes },
    })),
    childCount: facts.childCount,
    functions: session.functions('', 'growth', true, job).map(({ firstStart: _, ...row }) => row),
    warnings: facts.warnings,
  };
}

function moment(measured: TimelineFacts['peak']): ReportedMoment | null {
  return measured === null ? null : { at: instant(measured.time), bytes: measured.bytes };
}

function instant(time: number): string {
  return new Date(time * 1000).toISOString();
}
