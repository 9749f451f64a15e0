import { graphBytes } from '../../heap/memory.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { DumpWarning, IndexedContent, LoadedDump } from '../importer.ts';
import { type LoadOptions, loadDump } from '../load-dump.ts';
import { writeOuro } from '../ouro/ouro-writer.ts';
import { IMPORT_VERSION } from '../registry.ts';

/** Larger than in a file that may be cut off: fewer sections, fewer reads. */
const BATCH_NODES = 1 << 20;
const EXTENSION = '.ouro';

/** The name of the index of a content: the content itself, and who read it. */
export function indexName(content: IndexedContent): string {
  return `${namePrefix(content.sourceBytes)}${content.digest}${EXTENSION}`;
}

/** What the names of all indexes of dumps of that size begin with, for importers as they are now. */
export function namePrefix(sourceBytes: number): string {
  return `v${IMPORT_VERSION}-${sourceBytes}-`;
}

/** An index, in chunks to be written one after the other: `.ouro`, uncompressed. */
export function indexChunks(
  dump: LoadedDump,
  content: IndexedContent,
  { job, codecs }: Pick<LoadOptions, 'job' | 'codecs'>,
): Iterable<Uint8Array> {
  const { graph, formatId, formatLabel, warnings } = dump;
  const origin = { formatId, formatLabel, warnings, indexOf: content };
  return writeOuro(graph, { job, codecs, compress: false, batchNodes: BATCH_NODES, origin });
}

/** About the bytes of a dump's index: what its graph takes in memory. */
export function indexBytes(dump: LoadedDump): number {
  return graphBytes(dump.graph);
}

/** What an index must not say of itself. A whole `.ouro` file never does. */
const DAMAGE: ReadonlySet<DumpWarning['code']> = new Set([
  'truncated',
  'damaged-section',
  'ignored-sections',
]);

/**
 * The dump as it was when the index was made; null when the index is damaged, or not that of
 * `content`, whatever it is called. Throws what `loadDump` does, `CancelledError` included.
 */
export async function readIndex(
  index: ByteSource,
  isContent: (content: IndexedContent) => boolean,
  options: LoadOptions,
): Promise<LoadedDump | null> {
  const { graph, formatId, warnings, origin } = await loadDump(index, options);
  if (formatId !== 'ouro' || origin?.indexOf === undefined || origin.indexOf === null) return null;
  // The origin's own warnings stand first; what follows them was found in the index itself.
  const found = warnings.slice(origin.warnings.length);
  if (found.some((warning) => DAMAGE.has(warning.code))) return null;
  if (!isContent(origin.indexOf)) return null;
  return {
    graph,
    formatId: origin.formatId,
    formatLabel: origin.formatLabel,
    warnings: origin.warnings,
    origin: null,
  };
}
