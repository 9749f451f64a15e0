import type { OuroborosErrorCode, OuroborosErrorData } from '../base/errors.ts';
import { formatCount } from '../base/units.ts';
import type { FleetMember } from '../protocol/fleet-schemas.ts';

/** What became of one file. */
export type MemberAnswer =
  | { readonly member: FleetMember }
  | { readonly error: Pick<OuroborosErrorData, 'code' | 'message'> };

export interface FleetReading<File> {
  readonly files: readonly File[];
  /** Dumps that are open at the same time. */
  readonly atOnce: number;
  /** Opens one and asks it; never rejects. `share`: of the memory that it may take, 0 … 1. */
  read(file: File, share: number): Promise<MemberAnswer>;
  /** A file may be told of twice: what did not fit beside others is tried once more alone. */
  onAnswer(file: File, answer: MemberAnswer): void;
  /** Asked before each file: nothing further is opened. */
  isStopped?(): boolean;
}

/** Reads the dumps of a fleet, some at a time, in the order of the files. */
export async function readFleet<File>(reading: FleetReading<File>): Promise<void> {
  const { files, read, onAnswer, isStopped = () => false } = reading;
  const atOnce = Math.min(reading.atOnce, files.length);
  const tooLarge: File[] = [];
  const waiting = files.values();
  const work = async (): Promise<void> => {
    for (const file of waiting) {
      if (isStopped()) return;
      const answer = await read(file, 1 / atOnce);
      if (atOnce > 1 && 'error' in answer && WANTS_MEMORY.has(answer.error.code)) {
        tooLarge.push(file);
      }
      onAnswer(file, answer);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  // What was too large beside others may fit alone.
  for (const file of tooLarge) {
    if (isStopped()) return;
    onAnswer(file, await read(file, 1));
  }
}

const WANTS_MEMORY: ReadonlySet<OuroborosErrorCode> = new Set(['dump-too-large', 'worker-exited']);
/** Of a file that was found in a folder: it is something else. */
const NO_DUMP: ReadonlySet<OuroborosErrorCode> = new Set(['dump-unrecognised', 'bad-request']);

/** Whether a file that nobody named says nothing by being unreadable: it is no dump. */
export function isNoDump(answer: MemberAnswer): boolean {
  return 'error' in answer && NO_DUMP.has(answer.error.code);
}

/** What is said of files that were found, and passed over. */
export function passedOverText(count: number): string {
  return count === 1
    ? '1 file that is not a dump was passed over.'
    : `${formatCount(count)} files that are not dumps were passed over.`;
}
