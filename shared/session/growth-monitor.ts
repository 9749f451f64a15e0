import type { Job } from '../base/job.ts';
import type { GrownContainer } from '../protocol/compare-schemas.ts';
import type { LentDigest } from '../protocol/engine-messages.ts';
import type { GrowingContainer, GrowthReading } from '../protocol/process-schemas.ts';
import { DEFAULT_CUTS } from '../protocol/schemas.ts';
import type { DumpDigest } from './compare/dump-digest.ts';
import type { HeapSession } from './heap-session.ts';

interface KeptReading {
  readonly time: number;
  readonly rssBytes: number | null;
  readonly lent: LentDigest<DumpDigest>;
}

/** Digests that are kept: the first, the latest, and some between, for what grows in every step. */
const MAX_KEPT = 5;
const MAX_GROWING = 10;
const HOUR_MS = 3_600_000;

/**
 * Compares readings of one process, the earliest first. Of each it keeps a digest in place of the
 * graph, some 20 bytes an object, and of no more than five.
 */
export class GrowthMonitor {
  private readonly kept: KeptReading[] = [];

  /**
   * Takes the next reading; the session is not needed afterwards.
   * @param time When the process stood, in milliseconds of the clock.
   */
  add(session: HeapSession, time: number, job: Job): GrowthReading {
    const { nodeCount, process } = session.graph;
    const rssBytes = process.rssBytes ?? null;
    const first = this.kept[0];
    const hours = first === undefined ? 0 : (time - first.time) / HOUR_MS;
    const growing = hours > 0 ? this.growing(session, hours, job) : [];
    const lent = session.comparer.lend(DEFAULT_CUTS, job);
    const { shallowBytes, nativeBytes, garbage } = lent.digest;
    this.keep({ time, rssBytes, lent });
    return {
      at: new Date(time).toISOString(),
      hours,
      objects: nodeCount,
      shallowBytes,
      nativeBytes,
      rssBytes,
      rssBytesPerHour: rateOf(first?.rssBytes ?? null, rssBytes, hours),
      garbage,
      growing,
    };
  }

  private growing(session: HeapSession, hours: number, job: Job): GrowingContainer[] {
    const names = this.kept.map((_, at) => `reading ${at}`);
    this.kept.forEach(({ lent }, at) => {
      session.comparer.borrow(names[at], lent);
    });
    try {
      const choice = { baselines: names, match: 'auto' as const };
      const { growth } = session.diffReport(choice, { type: '', limit: 1 }, job);
      return growth.rows
        .filter(({ delta }) => delta > 0)
        .slice(0, MAX_GROWING)
        .map((row) => growingContainer(row, hours));
    } finally {
      for (const name of names) session.comparer.giveBack(name);
    }
  }

  private keep(reading: KeptReading): void {
    this.kept.push(reading);
    if (this.kept.length <= MAX_KEPT) return;
    // What lies closest between its neighbours says the least; the ends stay.
    let dropped = 1;
    for (let at = 2; at < this.kept.length - 1; at++) {
      if (this.spanAround(at) < this.spanAround(dropped)) dropped = at;
    }
    this.kept.splice(dropped, 1);
  }

  private spanAround(at: number): number {
    return this.kept[at + 1].time - this.kept[at - 1].time;
  }
}

function growingContainer(
  { kind, name, type, items, delta, inEveryStep, text }: Omit<GrownContainer, 'node' | 'brief'>,
  hours: number,
): GrowingContainer {
  const first = items?.[0] ?? null;
  const last = items?.at(-1) ?? null;
  return {
    kind,
    name,
    type,
    items,
    gainedBytes: delta,
    bytesPerHour: delta / hours,
    itemsPerHour: rateOf(first, last, hours),
    inEveryStep,
    text,
  };
}

function rateOf(first: number | null, last: number | null, hours: number): number | null {
  return first === null || last === null || hours <= 0 ? null : (last - first) / hours;
}
