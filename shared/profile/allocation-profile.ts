import { DumpFormatError } from '../base/errors.ts';
import { GrowableFloat64, GrowableUint32 } from '../base/growable.ts';
import { clip } from '../base/text.ts';
import { formatCount } from '../base/units.ts';

export interface ProfileFrame {
  /** '' where it is unknown. */
  readonly function: string;
  readonly file: string;
  /** 0 where it is unknown. */
  readonly line: number;
}

/** What a profiler itself suspects of a line. */
export interface LeakSuspicion {
  readonly file: string;
  readonly line: number;
  /** 0 … 1. */
  readonly likelihood: number;
  readonly bytesPerSecond: number;
}

/** What the bytes of a profile are. */
export type ProfileMeasure =
  /** Alive when the process had the most. */
  | 'peak'
  /** Alive at the peak, or never freed, as the file was made: it does not say. */
  | 'kept'
  /** Allocated in all, freed or not. */
  | 'allocated';

/**
 * Stacks with the bytes that were allocated in them, as columns.
 *
 * The frames of stack s are `stackFrame[stackStart[s] … stackStart[s + 1] - 1]`, outermost first;
 * each is a position in `frames`, which has no two alike. `bytes` and `allocations` have one number
 * for each stack; allocations are 0 where the profiler does not count them.
 */
export interface AllocationProfile {
  readonly measure: ProfileMeasure;
  readonly frames: readonly ProfileFrame[];
  readonly stackStart: Uint32Array;
  readonly stackFrame: Uint32Array;
  readonly bytes: Float64Array;
  readonly allocations: Float64Array;
  readonly suspicions: readonly LeakSuspicion[];
}

/** Of a recursion without end the innermost frames. */
const MAX_DEPTH = 512;
const MAX_FRAMES = 1 << 20;
const MAX_STEPS = 1 << 27;
const MAX_TEXT = 1000;
/** An exabyte: what is more is no measurement. */
const MAX_BYTES = 2 ** 60;

/** Puts a profile together, stack by stack. O(frames) each; throws `dump-too-large` beyond 134 million. */
export class ProfileBuilder {
  /** Stacks whose bytes are no number, left out. */
  skipped = 0;
  private readonly frames: ProfileFrame[] = [];
  private readonly indexOf = new Map<string, number>();
  private readonly stackStart = new GrowableUint32(1024);
  private readonly stackFrame = new GrowableUint32(4096);
  private readonly bytes = new GrowableFloat64(1024);
  private readonly allocations = new GrowableFloat64(1024);

  /** `frames`: outermost first. */
  add(frames: readonly ProfileFrame[], bytes: number, allocations: number): void {
    if (!(bytes >= 0 && bytes <= MAX_BYTES) || frames.length === 0) {
      this.skipped++;
      return;
    }
    if (this.stackFrame.length + frames.length > MAX_STEPS) {
      throw new DumpFormatError(
        'dump-too-large',
        `This profile has more than ${formatCount(MAX_STEPS)} frames in its stacks.`,
      );
    }
    this.stackStart.push(this.stackFrame.length);
    for (const frame of frames.slice(-MAX_DEPTH)) this.stackFrame.push(this.frameIndex(frame));
    this.bytes.push(bytes);
    this.allocations.push(allocations >= 0 && allocations <= MAX_BYTES ? allocations : 0);
  }

  /** Throws `dump-empty` without a stack. */
  finish(measure: ProfileMeasure, suspicions: readonly LeakSuspicion[] = []): AllocationProfile {
    if (this.bytes.length === 0) {
      throw new DumpFormatError('dump-empty', 'This profile holds no stack.');
    }
    this.stackStart.push(this.stackFrame.length);
    return {
      measure,
      frames: this.frames,
      stackStart: this.stackStart.toArray(),
      stackFrame: this.stackFrame.toArray(),
      bytes: this.bytes.toArray(),
      allocations: this.allocations.toArray(),
      suspicions,
    };
  }

  private frameIndex({ function: name, file, line }: ProfileFrame): number {
    const frame = { function: clip(name, MAX_TEXT), file: clip(file, MAX_TEXT), line };
    const key = `${line}\0${frame.function}\0${frame.file}`;
    const known = this.indexOf.get(key);
    if (known !== undefined) return known;
    if (this.frames.length === MAX_FRAMES) {
      throw new DumpFormatError(
        'dump-too-large',
        `This profile has more than ${formatCount(MAX_FRAMES)} different frames.`,
      );
    }
    this.frames.push(frame);
    this.indexOf.set(key, this.frames.length - 1);
    return this.frames.length - 1;
  }
}
