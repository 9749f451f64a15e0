import { lineText } from '../../base/source-origin.ts';
import { clip, showable } from '../../base/text.ts';
import { formatBytes, formatQuantity } from '../../base/units.ts';
import type { LoadedProfile } from '../../formats/load-profile.ts';
import type { AllocationLine } from '../../profile/allocation-lines.ts';
import { allocationLines } from '../../profile/allocation-lines.ts';
import type { ProfileMeasure } from '../../profile/allocation-profile.ts';
import type { AllocationReport, AllocationRow } from '../../protocol/profile-schemas.ts';

/** What a cause of a dump says of where it is made. */
export interface CauseAtPlaces {
  readonly sentence: string;
  readonly places: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
  }[];
}

const MAX_LINES = 10_000;
const MAX_NAME = 300;

/** `causes`: of a dump of the same program; empty without one. O(frames of all stacks). */
export function allocationReport(
  { profile, formatId, warnings }: LoadedProfile,
  causes: readonly CauseAtPlaces[],
): AllocationReport {
  const totalBytes = profile.bytes.reduce((sum, bytes) => sum + bytes, 0);
  const lines = allocationLines(profile)
    .filter(({ bytes, suspicion }) => bytes > 0 || suspicion !== null)
    .slice(0, MAX_LINES)
    .map((line) => rowOf(line, totalBytes, causes));
  return {
    format: formatId,
    measure: profile.measure,
    totalBytes,
    stacks: profile.bytes.length,
    headline: headlineOf(profile.measure, totalBytes, lines),
    lines,
    warnings: warnings.map(showable),
  };
}

function rowOf(
  line: AllocationLine,
  totalBytes: number,
  causes: readonly CauseAtPlaces[],
): AllocationRow {
  return {
    function: shown(line.function),
    file: shown(line.file),
    line: line.line,
    isOwn: line.origin === 'program',
    bytes: Math.round(line.bytes),
    throughBytes: Math.round(line.throughBytes),
    share: totalBytes > 0 ? line.bytes / totalBytes : 0,
    allocations: line.allocations,
    likelihood: line.suspicion?.likelihood ?? null,
    bytesPerSecond: line.suspicion?.bytesPerSecond ?? null,
    causes: causes
      .filter(({ places }) => places.some((place) => isSamePlace(place, line)))
      .map(({ sentence }) => sentence),
  };
}

/** Whether both are one line, or lines of one function, in one file as far as both paths say. */
function isSamePlace(
  place: { readonly name: string; readonly file: string; readonly line: number },
  line: AllocationLine,
): boolean {
  if (!isSameFile(place.file, line.file)) return false;
  const [plain = ''] = place.name.split('.').slice(-1);
  return place.line === line.line || (plain !== '' && plain === line.function);
}

/** A profiler writes the path that it was started with, a dump the whole one. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => path.replaceAll('\\', '/').replace(/^\.\//, ''));
  if (a === undefined || b === undefined || a === '' || b === '') return false;
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

const MEASURED: Readonly<Record<ProfileMeasure, string>> = {
  peak: 'that were alive at the peak',
  kept: 'that the profile tells',
  allocated: 'that were allocated in all, freed or not',
};

/** Of a stack without a name and a file. */
const OUTSIDE = 'Code outside of Python';

function headlineOf(
  measure: ProfileMeasure,
  totalBytes: number,
  lines: readonly AllocationRow[],
): string {
  const [first] = lines;
  const total = `${formatBytes(totalBytes)} ${MEASURED[measure]}`;
  if (first === undefined || first.bytes === 0) return `No line has a part of the ${total}.`;
  const place = lineText(first.file, first.line);
  const both = first.function === '' ? place : `${first.function} (${place})`;
  const who = place === '' ? first.function || OUTSIDE : both;
  const share = Math.round(first.share * 100);
  const suspected = lines.filter(({ likelihood }) => likelihood !== null).length;
  const more =
    suspected === 0
      ? ''
      : ` The profiler suspects ${formatQuantity(suspected, 'line')}; what is only churned is suspected easily, and a dump says what is held.`;
  return `${who} allocated ${share} % of the ${total}.${more}`;
}

function shown(text: string): string {
  return clip(showable(text), MAX_NAME);
}
