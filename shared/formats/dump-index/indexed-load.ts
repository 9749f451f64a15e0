import { CancelledError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { IndexedContent, LoadedDump } from '../importer.ts';
import { type LoadOptions, loadDump } from '../load-dump.ts';
import { HEAD_BYTES } from '../open-stream.ts';
import { opensAtOnce } from '../ouro/section-plan.ts';
import { detectImporter, IMPORT_VERSION } from '../registry.ts';
import { DigestingSource, digestOf } from './content-digest.ts';
import { indexBytes, indexChunks, indexName, namePrefix, readIndex } from './index-file.ts';
import type { IndexStore } from './index-store.ts';

/** What is below this is read in a few tenths of a second: an index would not be felt. */
export interface IndexWorth {
  readonly sourceBytes: number;
  /** Objects and references together. */
  readonly rows: number;
}

const WORTH_AN_INDEX: IndexWorth = { sourceBytes: 1 << 20, rows: 1_000_000 };

export interface IndexedLoad {
  readonly dump: LoadedDump;
  /** What the dump was read from. `discarded`: an index was there and was of no use. */
  readonly readFrom: 'dump' | 'index' | 'dump, index discarded';
  /**
   * Writes the index for the next time; null when there is one, or it would not pay. Waits for
   * `pace` before each chunk, so that it can stay out of the way. False when it was not written:
   * an index is never missed, so that nothing is thrown.
   */
  readonly saveIndex: SaveIndex | null;
}

export type SaveIndex = (pace: () => Promise<void>, job: Job) => Promise<boolean>;

/**
 * Opens a dump, from its index where a store holds one of exactly this content.
 *
 * The content decides, never a date: the digest of all of the dump's bytes is taken while the index
 * is read, and the index counts only if both end well. The first time, it is taken of the bytes on
 * their way to the importer. Throws what `loadDump` throws.
 */
export async function loadIndexed(
  source: ByteSource,
  options: LoadOptions,
  store: IndexStore | null,
  worth: IndexWorth = WORTH_AN_INDEX,
): Promise<IndexedLoad> {
  if (store === null || source.size < worth.sourceBytes || (await isQuickAnyway(source))) {
    return { dump: await loadDump(source, options), readFrom: 'dump', saveIndex: null };
  }
  const prefix = namePrefix(source.size);
  const names = (await store.list()).filter((name) => name.startsWith(prefix));
  const found = names.length === 0 ? null : await findIndex(source, names, options, store);
  if (found !== null && found !== 'discarded') {
    return { dump: found, readFrom: 'index', saveIndex: null };
  }
  if (found === 'discarded') {
    options.job.report({ phase: DISCARDED, done: 0, total: 0, unit: 'bytes' });
  }
  const digesting = new DigestingSource(source);
  const dump = await loadDump(digesting, options);
  const rows = dump.graph.nodeCount + dump.graph.edgeCount;
  const isWorthIt = rows >= worth.rows && (await digesting.readRest());
  return {
    dump,
    readFrom: found === 'discarded' ? 'dump, index discarded' : 'dump',
    saveIndex: isWorthIt
      ? (pace, job) =>
          saveIndex(dump, digesting, { ...options, job }, store, pace).catch(() => false)
      : null,
  };
}

/** Decided by content; a gzipped one is not quick: unpacking it takes longer than its index. */
async function isQuickAnyway(source: ByteSource): Promise<boolean> {
  if (await opensAtOnce(source)) return true;
  return detectImporter(await source.read(0, HEAD_BYTES))?.isQuick === true;
}

const DISCARDED = 'The index was damaged; reading the dump again';

/** The dump from one of the indexes named; `discarded` when one was its own and could not be used. */
async function findIndex(
  source: ByteSource,
  names: readonly string[],
  options: LoadOptions,
  store: IndexStore,
): Promise<LoadedDump | 'discarded' | null> {
  const digesting = digestOf(source, options.job);
  // With one candidate there is nothing to wait for: it is read while the digest is taken.
  const [only] = names;
  const name = names.length === 1 && only !== undefined ? only : await nameOf(source, digesting);
  const reading = name === null ? Promise.resolve(null) : read(name, options, store);
  const [digest, dump] = await Promise.all([digesting, reading]);
  if (digest === null || name === null) return null;
  if (name !== indexName({ importVersion: IMPORT_VERSION, sourceBytes: source.size, digest })) {
    return null;
  }
  if (dump !== null) {
    await store.touch(name);
    return dump;
  }
  if (!names.includes(name)) return null;
  await store.remove(name);
  return 'discarded';
}

async function nameOf(source: ByteSource, digesting: Promise<string | null>) {
  const digest = await digesting;
  if (digest === null) return null;
  return indexName({ importVersion: IMPORT_VERSION, sourceBytes: source.size, digest });
}

/** Null for an index that is gone, damaged, or not what its name says. */
async function read(
  name: string,
  options: LoadOptions,
  store: IndexStore,
): Promise<LoadedDump | null> {
  const index = await store.open(name);
  if (index === null) return null;
  try {
    const isNamed = (content: IndexedContent): boolean =>
      content.importVersion === IMPORT_VERSION && indexName(content) === name;
    return await readIndex(index, isNamed, options);
  } catch (thrown) {
    if (thrown instanceof CancelledError) throw thrown;
    return null;
  } finally {
    await index.close();
  }
}

async function saveIndex(
  dump: LoadedDump,
  digesting: DigestingSource,
  options: LoadOptions,
  store: IndexStore,
  pace: () => Promise<void>,
): Promise<boolean> {
  const content: IndexedContent = {
    importVersion: IMPORT_VERSION,
    sourceBytes: digesting.size,
    digest: await digesting.digest(),
  };
  const chunks = paced(indexChunks(dump, content, options), pace);
  return store.save(indexName(content), indexBytes(dump), chunks);
}

async function* paced(
  chunks: Iterable<Uint8Array>,
  pace: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await pace();
    yield chunk;
  }
}
