import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import type { GrowthReading } from '../../../shared/protocol/process-schemas.ts';
import type { ListedProcess } from '../../host/host-api.ts';

/** A process that is read again and again, and what it came to. */
export interface ProcessWatch {
  readonly process: ListedProcess;
  readonly everySeconds: number;
  /** The first and the latest ones, in their order. */
  readonly readings: readonly GrowthReading[];
  /** `ending`: what is being read is the last one; `over`: nothing is read any more. */
  readonly state: 'reading' | 'waiting' | 'ending' | 'over';
  /** Whether the last reading is still there as a dump. */
  readonly canOpen: boolean;
  /** Why the last try failed, or why it is over; null where it went well. */
  readonly error: OuroborosErrorData | null;
}

/** Between two readings; the first is what a watch begins with. */
export const WATCH_INTERVALS = [60, 10, 300, 1800] as const;

/** More than a plot has pixels for. */
const MAX_READINGS = 500;

/** Appends a reading; of too many every second between the first and the last goes. */
export function withReading(
  readings: readonly GrowthReading[],
  reading: GrowthReading,
): readonly GrowthReading[] {
  const kept =
    readings.length < MAX_READINGS
      ? readings
      : readings.filter((_, at) => at % 2 === 0 || at === readings.length - 1);
  return [...kept, reading];
}
