import { DumpFormatError } from '../base/errors.ts';
import type { Job } from '../base/job.ts';
import { formatBytes } from '../base/units.ts';
import type { ByteSource, ByteStream, Codecs, ScratchSpace } from './bytes/byte-source.ts';
import { nameForeignFormat } from './foreign-formats.ts';
import type { DumpOrigin, DumpWarning, ImportContext, Importer, LoadedDump } from './importer.ts';
import { type OpenedStream, openStream } from './open-stream.ts';
import type { BinaryFiles } from './outside/binary-files.ts';
import { detectProfile } from './profiles/registry.ts';
import { detectImporter, IMPORTERS } from './registry.ts';
import { detectTimeline } from './timelines/registry.ts';

export interface LoadOptions {
  readonly job: Job;
  /** What the host does faster than the portable code; `{}` is always right. */
  readonly codecs: Codecs;
  /** Bytes this load may use. Beyond it the load is refused with the numbers. */
  readonly memoryLimitBytes: number;
  /** What the host has of them; see `ImportContext`. */
  readonly binaries?: BinaryFiles;
  readonly scratch?: ScratchSpace;
  /** Whether analyses run in threads beside the one that loads; see `ImportContext`. */
  readonly hasSideThreads?: boolean;
}

/** A file that can be opened, but holds no objects: `loadTimeline` reads it. */
export class NotADumpError extends DumpFormatError {}

/** A file that tells which lines allocated, and holds no objects: `loadProfile` reads it. */
export class NoDumpButProfileError extends DumpFormatError {}

/**
 * Opens a dump of any known format, wrapped in gzip or zstd or not.
 *
 * Throws `DumpFormatError`: `dump-empty`, `dump-unrecognised` (says what the file seems to be; as
 * `NotADumpError` for a timeline),
 * `dump-unsupported`, `dump-malformed`, `dump-too-large`; `CancelledError`; and whatever the
 * source rejects with. A file that broke off opens with what it holds and a `truncated` warning.
 */
export async function loadDump(source: ByteSource, options: LoadOptions): Promise<LoadedDump> {
  const dump = await recogniseDump(source, options.codecs);
  const { read, skim } = dump.importer;
  const { result, ...known } = await dump.take(read, options).catch((thrown: unknown) => {
    throw skim === undefined ? thrown : withLightWay(thrown);
  });
  return { graph: result, ...known };
}

/** A refusal for want of memory, which says what can be had with little of it. */
function withLightWay(thrown: unknown): unknown {
  if (!(thrown instanceof DumpFormatError)) return thrown;
  const { code, message, byteOffset, detail, refusal } = thrown.toData();
  if (code !== 'dump-too-large' || refusal === undefined) return thrown;
  return new DumpFormatError(code, `${message} ${LIGHT_WAY}`, byteOffset, detail, refusal);
}

const LIGHT_WAY =
  'Its counts, types and largest objects can be had in one pass with little memory: `ouroboros summary --light`.';

/** How an importer takes a dump in. */
type Take<T> = (
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
) => Promise<T>;

/** A dump whose format is known, to be taken in once. */
export interface RecognisedDump {
  readonly importer: Importer;
  /** Has its importer read it, in one of its ways. */
  take<T>(way: Take<T>, options: LoadOptions): Promise<DumpTaken<T>>;
}

type DumpTaken<T> = Omit<LoadedDump, 'graph'> & { readonly result: T };

/** Opens a dump and sees of what format it is. Throws what `loadDump` throws. */
export async function recogniseDump(source: ByteSource, codecs: Codecs): Promise<RecognisedDump> {
  if (source.size === 0) {
    throw new DumpFormatError('dump-empty', `${source.name} is empty (0 bytes).`);
  }
  const opened = await openStream(source, codecs);
  if (opened.head.length === 0) {
    throw new DumpFormatError(
      'dump-empty',
      opened.stream.truncation === null
        ? `${source.name} holds nothing: ${formatBytes(source.size)} of ${opened.wrapper ?? 'data'}, empty inside.`
        : `${source.name} cannot be decompressed. ${opened.stream.truncation}`,
    );
  }
  const importer = detectImporter(opened.head);
  if (importer === null) throw unrecognised(source, opened.head);
  return { importer, take: (way, options) => takeDump(source, opened, importer, way, options) };
}

async function takeDump<T>(
  source: ByteSource,
  { stream, wrapper }: OpenedStream,
  importer: Importer,
  way: Take<T>,
  options: LoadOptions,
): Promise<DumpTaken<T>> {
  const warnings: DumpWarning[] = [];
  let origin: DumpOrigin | null = null;
  const result = await way(stream, wrapper === null ? source : null, {
    ...options,
    sourceBytes: source.size,
    warn: (warning) => warnings.push(warning),
    tellOrigin: (told) => {
      origin = told;
    },
  });
  const { truncation } = stream;
  if (truncation !== null) warnings.unshift({ code: 'truncated', message: truncation });
  return {
    result,
    formatId: importer.id,
    formatLabel: importer.label,
    warnings: withOrigin(origin, warnings),
    origin,
  };
}

/** What reading the original lost is lost still; what both say is said once. */
function withOrigin(
  origin: DumpOrigin | null,
  warnings: readonly DumpWarning[],
): readonly DumpWarning[] {
  if (origin === null) return warnings;
  const said = new Set(origin.warnings.map((warning) => warning.code));
  const more = warnings.filter(({ code }) => !said.has(code) || !SAID_AGAIN.has(code));
  return [...origin.warnings, ...more];
}

/** What a converted file says of the same objects once more. */
const SAID_AGAIN: ReadonlySet<DumpWarning['code']> = new Set([
  'dangling-references',
  'duplicate-objects',
  'not-atomic',
]);

function unrecognised(source: ByteSource, head: Uint8Array): DumpFormatError {
  const timeline = detectTimeline(head);
  if (timeline !== null) {
    return new NotADumpError(
      'dump-unrecognised',
      `${source.name} is a ${timeline.label}: memory over time, without objects. The window shows it, and \`ouroboros summary\` summarises it.`,
    );
  }
  const profile = detectProfile(head);
  if (profile !== null) {
    return new NoDumpButProfileError(
      'dump-unrecognised',
      `${source.name} is a ${profile.label}: which lines allocated, without objects. \`ouroboros allocations\` reads it.`,
    );
  }
  const known = IMPORTERS.map((importer) => importer.label).join(', ');
  const foreign = nameForeignFormat(head);
  return foreign === null
    ? new DumpFormatError(
        'dump-unrecognised',
        `${source.name} is not a dump that Ouroboros can read. It reads: ${known}.`,
      )
    : new DumpFormatError(
        'dump-unrecognised',
        `${source.name} looks like ${foreign}, which Ouroboros cannot read. It reads: ${known}.`,
      );
}
