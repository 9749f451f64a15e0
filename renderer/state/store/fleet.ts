import type { FleetFile } from '../../../shared/fleet/fleet-report.ts';
import { isNoDump, type MemberAnswer } from '../../../shared/fleet/read-fleet.ts';
import type { DumpHandle } from '../../host/host-api.ts';

/** Stands among the tabs' ids for the fleet: it has no dump of its own. */
export const FLEET_TAB = 'fleet';

/** One file of the fleet. */
export interface FleetEntry {
  readonly handle: DumpHandle;
  /** Tells it from all others of the fleet. */
  readonly name: string;
  /** Found in a folder, and not named. */
  readonly isFound: boolean;
  /** The tab that is asked in place of the file while it is open; null for a file that was given. */
  readonly tabId: string | null;
  /** Null while it waits or is read. */
  readonly answer: MemberAnswer | null;
}

export type FleetSort = 'name' | 'pid' | 'resident' | 'private' | 'shared' | 'explained' | 'cause';

/** How the fleet is looked at: it stays while one of its dumps is in view. */
export interface FleetLook {
  readonly sort: FleetSort;
  readonly descending: boolean;
  /** Only processes that have this cause, by its signature; null for all. */
  readonly cause: string | null;
  readonly allCauses: boolean;
  readonly top: number;
}

export const FIRST_LOOK: FleetLook = {
  sort: 'resident',
  descending: true,
  cause: null,
  allCauses: false,
  top: 0,
};

/** Many dumps of one program, each looked at once and closed again. */
export interface Fleet {
  readonly entries: readonly FleetEntry[];
  readonly status: 'reading' | 'done' | 'stopped';
  /** Those that are open at the moment, by name. */
  readonly reading: readonly string[];
  readonly look: FleetLook;
  readonly abort: AbortController;
}

/** What is known of the files by now; what was found and is no dump is left out. */
export function knownFiles(entries: readonly FleetEntry[]): readonly FleetFile[] {
  return entries.flatMap(({ name, answer, isFound }): FleetFile[] => {
    if (answer === null || (isFound && isNoDump(answer))) return [];
    return 'member' in answer
      ? [{ file: name, member: answer.member, failure: null }]
      : [{ file: name, member: null, failure: answer.error.message }];
  });
}

/** Files that were found and are no dumps. */
export function passedOver(entries: readonly FleetEntry[]): number {
  return entries.filter(({ answer, isFound }) => answer !== null && isFound && isNoDump(answer))
    .length;
}
