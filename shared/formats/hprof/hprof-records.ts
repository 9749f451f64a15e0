import { DumpFormatError } from '../../base/errors.ts';
import type { RecordWindow } from '../bytes/record-window.ts';
import type { HprofObjects } from './hprof-objects.ts';

const Tag = {
  text: 0x01,
  loadClass: 0x02,
  frame: 0x04,
  trace: 0x05,
  heapDump: 0x0c,
  heapSegment: 0x1c,
} as const;

/** Where a dump ended too early, and the tag it stopped at if that was why. */
export interface HprofEnd {
  readonly brokenAt: number | null;
  readonly unknownTag: number | null;
}

/** The records of the file: names, classes, stacks, and the segments that hold objects. */
export class HprofRecords {
  takenAt: string | null = null;
  private readonly window: RecordWindow;
  private readonly objects: HprofObjects;
  private idSize = 8;
  /** A segment of objects begins at `segmentAt` and has `segmentLeft` bytes; none: null. */
  private segmentEnd: number | null = null;

  constructor(window: RecordWindow, objects: HprofObjects) {
    this.window = window;
    this.objects = objects;
  }

  async read(pause: () => void): Promise<HprofEnd> {
    const { window, objects } = this;
    const hasHeader = await window.readOne(pause, () => this.readHeader());
    if (!hasHeader) {
      throw new DumpFormatError('dump-empty', 'The Java heap dump breaks off within its header.');
    }
    for (;;) {
      const records = await window.readAll(Number.POSITIVE_INFINITY, {
        read: () => this.readRecord(),
        undo: () => {},
        pause,
      });
      if (this.segmentEnd === null) {
        return { brokenAt: records.isCutOff ? window.recordStart : null, unknownTag: null };
      }
      const segment = await window.readAll(Number.POSITIVE_INFINITY, {
        read: () => window.position < (this.segmentEnd ?? 0) && objects.readObject(this.idSize),
        undo: () => objects.abandon(),
        pause,
      });
      const isWhole = window.position >= this.segmentEnd;
      // A length of 0 says nothing: what was too long for its 32 bits goes on to the end.
      const isOpenEnd = this.segmentEnd === Number.POSITIVE_INFINITY && !segment.isCutOff;
      if (objects.unknownTag !== null || (!isWhole && !isOpenEnd)) {
        return { brokenAt: window.recordStart, unknownTag: objects.unknownTag };
      }
      if (isOpenEnd) return { brokenAt: null, unknownTag: null };
      this.segmentEnd = null;
    }
  }

  private readHeader(): void {
    const { window } = this;
    while (window.u8() !== 0) {
      if (window.position - window.recordStart > 32) {
        throw new DumpFormatError('dump-unsupported', 'This version of HPROF is not known.');
      }
    }
    this.idSize = window.u32();
    if (this.idSize !== 4 && this.idSize !== 8) {
      throw new DumpFormatError(
        'dump-malformed',
        `The Java heap dump says that its ids have ${this.idSize} bytes; they have 4 or 8.`,
        window.position - 4,
      );
    }
    window.u64();
    const taken = new Date(window.high * 0x1_0000_0000 + window.low);
    this.takenAt = Number.isNaN(taken.getTime()) ? null : taken.toISOString();
  }

  /** One record; false before the first object of a segment. */
  private readRecord(): boolean {
    const { window, objects, idSize } = this;
    if (this.segmentEnd !== null) return false;
    const tag = window.u8();
    window.u32();
    const length = window.u32();
    switch (tag) {
      case Tag.text: {
        if (length < idSize) break;
        window.need(length);
        window.id(idSize);
        const { low, high } = window;
        objects.names.keepText(low, high, window.take(length - idSize));
        return true;
      }
      case Tag.loadClass:
        if (length < 8 + 2 * idSize) break;
        window.need(length);
        objects.names.readLoadClass(window, idSize);
        window.skip(length - 8 - 2 * idSize);
        return true;
      case Tag.frame:
        if (length < 4 * idSize + 8) break;
        window.need(length);
        objects.names.readFrame(window, idSize);
        window.skip(length - 4 * idSize - 8);
        return true;
      case Tag.trace:
        if (length < 12) break;
        window.need(length);
        objects.names.readTrace(window, idSize, length);
        return true;
      case Tag.heapDump:
      case Tag.heapSegment:
        this.segmentEnd = length === 0 ? Number.POSITIVE_INFINITY : window.position + length;
        return true;
    }
    window.skip(length);
    return true;
  }
}
