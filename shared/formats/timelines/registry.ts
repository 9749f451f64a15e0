import { mprofFormat } from '../mprof/mprof-reader.ts';
import { dockerStatsFormat } from './docker-stats.ts';
import { glancesFormat } from './glances.ts';
import { psrecordFormat } from './psrecord.ts';
import { smemstatFormat } from './smemstat.ts';
import type { TimelineFormat } from './timeline-format.ts';

/** Every kind of timeline that can be opened. */
export const TIMELINE_FORMATS: readonly TimelineFormat[] = [
  mprofFormat,
  smemstatFormat,
  glancesFormat,
  psrecordFormat,
  dockerStatsFormat,
];

/** The timeline that `head` begins, or null. Decided by content alone. */
export function detectTimeline(head: Uint8Array): TimelineFormat | null {
  return TIMELINE_FORMATS.find((format) => format.sniff(head)) ?? null;
}
