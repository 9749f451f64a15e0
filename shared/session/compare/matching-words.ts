import type { Matching } from '../../analysis/diff/compare-dumps.ts';
import { formatCount } from '../../base/units.ts';
import type { DumpDigest } from './dump-digest.ts';

const BY_TYPES = 'so types and cycle families are compared, but not single objects';

/** Why single objects are matched, or are not, in one sentence. */
export function matchingText(matching: Matching, digests: readonly DumpDigest[]): string {
  if (matching.objects) return sameProcess(matching.because, digests);
  switch (matching.because) {
    case 'key':
    case 'pid':
      return `They come from different processes${pidsOf(digests)}: addresses mean nothing from one to the other, ${BY_TYPES}.`;
    case 'program':
      return `They come from different programs or Python versions, ${BY_TYPES}.`;
    case 'anchors':
      return `They come from different processes (modules lie elsewhere), ${BY_TYPES}.`;
    case 'overlap':
    case 'no-overlap':
      return `They do not seem to come from one process (${matching.because === 'overlap' ? 'common addresses hold other objects' : 'no address is in both'}), ${BY_TYPES}.`;
    case 'format':
      return `An object does not keep its address in this format, or the formats differ, ${BY_TYPES}.`;
    case 'chosen':
      return 'As asked, types and cycle families are compared, but not single objects.';
  }
}

function sameProcess(because: Matching['because'], digests: readonly DumpDigest[]): string {
  switch (because) {
    case 'chosen':
      return 'As asked, objects are matched by their addresses, whatever process they come from.';
    case 'overlap':
      return 'They seem to come from one process: common addresses hold the same objects.';
    default: {
      const pid = digests[0]?.process.pid;
      return `They come from one process${pid === undefined ? '' : ` (${formatPid(pid)})`}, so objects are matched one by one.`;
    }
  }
}

function pidsOf(digests: readonly DumpDigest[]): string {
  const pids = digests.flatMap(({ process }) => process.pid ?? []);
  if (pids.length !== digests.length || new Set(pids).size === 1) return '';
  return ` (${pids.map(formatPid).join(', ')})`;
}

function formatPid(pid: number): string {
  return Number.isSafeInteger(pid) ? String(pid) : formatCount(pid);
}

/** What else limits a comparison, a sentence each. */
export function notesOn(digests: readonly DumpDigest[]): string[] {
  const notes: string[] = [];
  for (const [at, { name, isPartial, hasMoreCycles, garbage, process }] of digests.entries()) {
    const earlier = digests[at - 1];
    if (earlier !== undefined && isBefore(process.takenAt, earlier.process.takenAt)) {
      notes.push(`“${name}” was taken before “${earlier.name}”: are they the wrong way round?`);
    }
    if (isPartial) notes.push(`Part of “${name}” was lost: what seems gone may have been there.`);
    if (hasMoreCycles) {
      notes.push(
        `Not every cycle of “${name}” was looked at: a family may seem new, gone or smaller.`,
      );
    }
    if (garbage === null) {
      notes.push(`“${name}” carries no reference counts: what of it is garbage cannot be told.`);
    }
  }
  // Two dumps of one name may have the same to say.
  return [...new Set(notes)];
}

/** Both known, and the first earlier than the second. ISO 8601 in UTC sorts as text. */
function isBefore(time: string | undefined, other: string | undefined): boolean {
  const [a, b] = [Date.parse(time ?? ''), Date.parse(other ?? '')];
  return Number.isFinite(a) && Number.isFinite(b) && a < b;
}
