import { type ByteSource, type Codecs, readInto } from '../bytes/byte-source.ts';
import type { SectionHeader } from './ouro-layout.ts';
import { SECTION_HEADER_BYTES } from './ouro-layout.ts';
import { decodeSection, type Section, type SectionsEnd } from './ouro-sections.ts';
import type { PlannedSection, SectionPlan } from './section-plan.ts';

/** Reads under way at once: the pages of the columns are then first touched by several threads. */
const DEPTH = 4;
/** Bytes of them, so that a cancel need not wait for gigabytes. */
const MAX_BYTES_AHEAD = 64 * 1024 * 1024;

/** Where bytes of a column belong; null for tags without one. */
export type PlaceInColumn = (tag: string, offset: number, length: number) => Uint8Array | null;

interface ReadUnderWay {
  readonly planned: PlannedSection;
  readonly payload: Uint8Array;
  /** Bytes read, or what the source rejected with. */
  readonly done: Promise<number | Error>;
}

/**
 * The sections of a plan in their order, columns read to where they stay.
 *
 * Against section by section, copied behind each other: a third of the time for 10 million objects
 * with 40 million references (0.9 s instead of 2.5 s on two cores), since each page of memory is
 * touched once, by whichever thread reads, while this one compares checksums.
 */
export class PlannedSections {
  readonly end: SectionsEnd = 'end of file';
  position: number;
  private readonly source: ByteSource;
  private readonly plan: SectionPlan;
  private readonly codecs: Codecs;
  private readonly placeIn: PlaceInColumn;
  private readonly ahead: ReadUnderWay[] = [];
  private bytesAhead = 0;
  private started = 0;

  constructor(source: ByteSource, plan: SectionPlan, codecs: Codecs, placeIn: PlaceInColumn) {
    this.source = source;
    this.plan = plan;
    this.codecs = codecs;
    this.placeIn = placeIn;
    this.position = plan.sections[0]?.at ?? 0;
  }

  /** The next section, or null behind the last. */
  async next(wants: (header: SectionHeader) => boolean): Promise<Section | null> {
    this.readAhead();
    const first = this.ahead.shift();
    if (first === undefined) return null;
    const { planned, payload, done } = first;
    const { header, at } = planned;
    const read = await done;
    if (read instanceof Error) throw read;
    this.bytesAhead -= payload.length;
    this.position = at + SECTION_HEADER_BYTES + payload.length;
    this.readAhead();
    const isWhole = read === payload.length;
    const decoded = isWhole && wants(header) ? decodeSection(header, payload, this.codecs) : null;
    return { header, at, payload: decoded };
  }

  private readAhead(): void {
    const { sections } = this.plan;
    while (
      this.started < sections.length &&
      this.ahead.length < DEPTH &&
      (this.ahead.length === 0 || this.bytesAhead < MAX_BYTES_AHEAD)
    ) {
      const planned = sections[this.started++];
      if (planned === undefined) return;
      const { header, at, columnOffset } = planned;
      const place =
        columnOffset < 0 ? null : this.placeIn(header.tag, columnOffset, header.rawBytes);
      const payload = place ?? new Uint8Array(header.rawBytes);
      this.bytesAhead += payload.length;
      // Awaited in its turn: until then a failure must not count as unhandled.
      const done = readInto(this.source, at + SECTION_HEADER_BYTES, payload).catch(asError);
      this.ahead.push({ planned, payload, done });
    }
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
