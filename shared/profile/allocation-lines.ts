import type { SourceOrigin } from '../base/source-origin.ts';
import { originOfLine } from '../base/source-origin.ts';
import { compareText } from '../base/text.ts';
import type { AllocationProfile, LeakSuspicion } from './allocation-profile.ts';

/** What a line of source has to do with the bytes of a profile. */
export interface AllocationLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly origin: SourceOrigin;
  /** Bytes of the stacks that are this line's: it is their innermost line of the program. */
  readonly bytes: number;
  /** Bytes of all stacks that go through it. */
  readonly throughBytes: number;
  readonly allocations: number;
  /** What the profiler itself suspects; null where it suspects nothing. */
  readonly suspicion: LeakSuspicion | null;
}

/**
 * Bytes by line, most of its own first; ties by file and line.
 *
 * A stack is its innermost line of the program itself, outside of the standard library and of what is
 * installed; of a stack without one, its innermost line. So nothing is counted twice, and the lines
 * add up to the profile. O(frames of all stacks).
 */
export function allocationLines(profile: AllocationProfile): AllocationLine[] {
  const { frames, stackStart, stackFrame, bytes, allocations } = profile;
  const origins = frames.map(({ file }) => originOfLine(file));
  const own = new Float64Array(frames.length);
  const through = new Float64Array(frames.length);
  const counts = new Float64Array(frames.length);
  /** The last stack that a frame was counted for, so that recursion counts once. */
  const seenIn = new Int32Array(frames.length).fill(-1);
  for (let stack = 0; stack < bytes.length; stack++) {
    const [from, end] = [stackStart[stack], stackStart[stack + 1]];
    let telling = stackFrame[end - 1];
    let isOwn = false;
    for (let at = end - 1; at >= from; at--) {
      const frame = stackFrame[at];
      if (!isOwn && origins[frame] === 'program') {
        telling = frame;
        isOwn = true;
      }
      if (seenIn[frame] === stack) continue;
      seenIn[frame] = stack;
      through[frame] += bytes[stack];
    }
    own[telling] += bytes[stack];
    counts[telling] += allocations[stack];
  }
  const lines = merged(profile, origins, own, through, counts);
  return lines.sort(
    (a, b) =>
      b.bytes - a.bytes ||
      b.throughBytes - a.throughBytes ||
      compareText(a.file, b.file) ||
      a.line - b.line ||
      compareText(a.function, b.function),
  );
}

function merged(
  { frames, suspicions }: AllocationProfile,
  origins: readonly SourceOrigin[],
  own: Float64Array,
  through: Float64Array,
  counts: Float64Array,
): AllocationLine[] {
  const suspected = new Map(suspicions.map((one) => [`${one.line}\0${one.file}`, one]));
  return frames.map(({ function: name, file, line }, at) => ({
    function: name,
    file,
    line,
    origin: origins[at] ?? 'program',
    bytes: own[at],
    throughBytes: through[at],
    allocations: counts[at],
    suspicion: suspected.get(`${line}\0${file}`) ?? null,
  }));
}
