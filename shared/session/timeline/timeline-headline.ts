import { formatBytes, formatDuration, formatQuantity, formatRate } from '../../base/units.ts';
import type { FunctionRow, TimelineFacts } from '../../protocol/timeline-schemas.ts';

/** Growth that is worth a sentence: in bytes, and as a share of the peak. */
const TELLING_BYTES = 2 ** 20;
const TELLING_SHARE = 0.05;

interface Told {
  readonly headline: string;
  readonly headlineDetail: string;
}

/** What a timeline comes to in one sentence: the function that grew most, else how memory went. */
export function timelineHeadline(
  facts: Pick<TimelineFacts, 'peak' | 'together' | 'first' | 'last' | 'start' | 'end' | 'trend'>,
  grown: FunctionRow | undefined,
): Told {
  const { peak, last, together, trend, start, end } = facts;
  const telling = Math.max(TELLING_BYTES, TELLING_SHARE * (peak?.bytes ?? 0));
  if (grown !== undefined && grown.growthBytes >= telling) {
    return {
      headline: `${shortName(grown.name)} grew by ${formatBytes(grown.growthBytes)} in ${formatQuantity(grown.calls, 'call')}.`,
      headlineDetail: joined([withinSentence(grown), peakSentence(facts), trendSentence(facts)]),
    };
  }
  if (trend.kind === 'growing') {
    return {
      headline: `Memory grows by ${formatRate(trend.bytesPerSecond)}.`,
      headlineDetail: joined([
        `So it went over the last ${formatDuration(trend.to - trend.from)}, nearly along a line.`,
        peakSentence(facts),
      ]),
    };
  }
  if (together !== null) {
    return {
      headline: `With its children it had ${formatBytes(together.bytes)} at most.`,
      headlineDetail: joined([
        `That was after ${formatDuration(together.time - start)}.`,
        `By itself: ${peakSentence({ ...facts, together: null })}`,
        trendSentence(facts),
      ]),
    };
  }
  return {
    headline:
      peak === null
        ? 'Only children or calls were measured.'
        : `${formatBytes(peak.bytes)} at most, ${formatBytes(last?.bytes ?? 0)} in the end.`,
    headlineDetail: joined([
      peak === null
        ? ''
        : `The peak was after ${formatDuration(peak.time - start)} of ${formatDuration(end - start)}.`,
      trendSentence(facts),
    ]),
  };
}

function withinSentence({ growthBytes, ownBytes }: FunctionRow): string {
  const within = growthBytes - ownBytes;
  return within >= growthBytes / 2
    ? `${formatBytes(within)} of it came from watched functions that it called.`
    : '';
}

function peakSentence({
  peak,
  together,
  last,
  start,
  end,
}: Parameters<typeof timelineHeadline>[0]): string {
  if (peak === null || last === null) return '';
  const when = `${formatBytes(peak.bytes)} at most, after ${formatDuration(peak.time - start)} of ${formatDuration(end - start)}; ${formatBytes(last.bytes)} in the end.`;
  return together === null
    ? when
    : `${when} With its children it had ${formatBytes(together.bytes)}.`;
}

function trendSentence({ trend }: Parameters<typeof timelineHeadline>[0]): string {
  const over = formatDuration(trend.to - trend.from);
  switch (trend.kind) {
    case 'growing':
      return `Memory grew by ${formatRate(trend.bytesPerSecond)} over the last ${over}.`;
    case 'shrinking':
      return `Memory went down over the last ${over}.`;
    case 'steady':
      return `Memory was steady over the last ${over}.`;
    case 'uneven':
      return `Memory went up and down over the last ${over}: too irregular to forecast.`;
    case 'short':
      return '';
  }
}

/** `__main__.leaky_step` → `leaky_step`; a module of one's own stays. */
function shortName(name: string): string {
  return name.startsWith('__main__.') && name.length > 9 ? name.slice(9) : name;
}

function joined(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
