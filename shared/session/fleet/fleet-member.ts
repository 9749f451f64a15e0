import type { Job } from '../../base/job.ts';
import { showable } from '../../base/text.ts';
import type { FleetMember } from '../../protocol/fleet-schemas.ts';
import { answerOf } from '../answer/answer.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DumpIdentity } from '../columns/dump-identity.ts';
import type { TypeTotals } from '../rows/type-totals.ts';

/** Causes that one process brings along; what is lighter is told by its own dump. */
const MAX_CAUSES = 20;
const MAX_COMMAND_LINE = 300;

/** What a fleet needs to know of one dump. O(objects + references) the first time. */
export function fleetMemberOf(
  derived: DerivedColumns,
  { formatId, warnings }: DumpIdentity,
  totals: TypeTotals,
  job: Job,
): FleetMember {
  const { process, nodeCount } = derived.graph;
  const { headline, causes, account } = answerOf(derived, job);
  return {
    format: formatId,
    process: {
      pid: process.pid ?? null,
      commandLine: shortened(process.commandLine),
      runtime: shortened(process.runtime),
      takenAt: shortened(process.takenAt),
    },
    objects: nodeCount,
    shallowBytes: totals.shallowBytes,
    residentBytes: process.rssBytes ?? null,
    sharedBytes: process.account?.sharedBytes ?? null,
    account,
    headline,
    causes: causes
      .slice(0, MAX_CAUSES)
      .map(({ example, holderObject, isOnCycle, breaks, ...cause }) => cause),
    warnings: warnings.map(({ code, message }) => ({ code, message: showable(message) })),
  };
}

function shortened(text: string | undefined): string {
  return showable(text ?? '').slice(0, MAX_COMMAND_LINE);
}
