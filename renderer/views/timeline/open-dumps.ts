import type { PlotInput } from '../../../shared/plot/plot.ts';
import type { DumpMoment, Tab } from '../../state/store/tab.ts';
import { isDump } from '../../state/store/tab.ts';

/** An open dump with its place in time. */
export interface PlacedDump {
  readonly id: string;
  readonly name: string;
  readonly time: number;
  readonly moment: DumpMoment;
}

/** The open dumps that say when they were taken, the earliest first. */
export function placedDumps(tabs: readonly Tab[]): readonly PlacedDump[] {
  return tabs
    .flatMap((tab): PlacedDump[] => {
      if (!isDump(tab) || tab.moment === null || tab.moment.time === null) return [];
      return [{ id: tab.id, name: tab.name, time: tab.moment.time, moment: tab.moment }];
    })
    .sort((a, b) => a.time - b.time);
}

/** A dump takes a moment, and clocks differ by one. */
const SLACK_SECONDS = 2;

/** Those taken while a timeline ran. */
export function dumpsWithin(
  dumps: readonly PlacedDump[],
  { start, end }: { readonly start: number; readonly end: number },
): readonly PlacedDump[] {
  return dumps.filter(({ time }) => time >= start - SLACK_SECONDS && time <= end + SLACK_SECONDS);
}

/** Those of the process that one dump is of; itself alone where it does not name its process. */
export function dumpsOfProcess(
  dumps: readonly PlacedDump[],
  own: PlacedDump,
): readonly PlacedDump[] {
  return dumps.filter(
    ({ id, moment }) =>
      id === own.id ||
      (moment.pid !== null &&
        moment.pid === own.moment.pid &&
        moment.command === own.moment.command),
  );
}

/** Dumps as a plot marks them; the one in view stands out. */
export function flagsOf(dumps: readonly PlacedDump[], ownId: string): PlotInput['flags'] {
  return dumps.map(({ id, name, time }) => ({ id, label: name, time, isCurrent: id === ownId }));
}
