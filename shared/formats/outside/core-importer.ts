import { DumpFormatError } from '../../base/errors.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { ByteSource, ByteStream, KeptBytes, RandomAccess } from '../bytes/byte-source.ts';
import { memorySource } from '../bytes/byte-source.ts';
import type { ImportContext, Importer } from '../importer.ts';
import { NO_BINARIES } from './binary-files.ts';
import { CoreImage } from './core-image.ts';
import { hasElfMagic } from './elf.ts';
import { readHeap } from './read-heap.ts';

const CORE_TYPE = 4;

/**
 * Core files of CPython processes on 64-bit Linux: what the kernel writes when one is killed by
 * SIGABRT or SIGSEGV, and gcore of one that runs on.
 *
 *   ELF header, e_type 4 · PT_NOTE: mapped files, status, command · PT_LOAD: a piece of memory each
 *
 * Formats: System V ABI, `fs/binfmt_elf.c` of Linux; CPython's structures are in
 * `cpython-layouts.ts`. Lost is what C libraries hold, allocation sites, and the lines of calls that
 * are not on a stack.
 */
export const coreImporter: Importer = {
  id: 'core',
  label: 'core file of a CPython process',
  // It is read by what its pointers lead to, a tenth of it: a digest of all would take longer.
  isQuick: true,
  sniff(head) {
    return hasElfMagic(head) && head.length > 18 && head[16] === CORE_TYPE && head[17] === 0
      ? 1
      : 0;
  },
  read,
};

async function read(
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  if (direct?.readSync !== undefined) {
    return readCore({ name: direct.name, size: direct.size, readSync: direct.readSync }, context);
  }
  const unpacked = await (context.scratch === undefined
    ? unpackToMemory(stream, context)
    : context.scratch.keep(stream, context.job));
  try {
    return readCore(unpacked, context);
  } finally {
    await unpacked.discard();
  }
}

function readCore(core: RandomAccess, context: ImportContext): HeapGraph {
  const image = new CoreImage(core, context.binaries ?? NO_BINARIES);
  const graph = readHeap(image, context);
  if (graph.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The core file holds no objects of Python.');
  }
  return graph;
}

/** A host without files to put it into. */
async function unpackToMemory(stream: ByteStream, context: ImportContext): Promise<KeptBytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
    size += chunk.length;
    // The pieces, and the whole that is made of them.
    refuseBeyond(context.memoryLimitBytes, 2 * size, 'This core file, unpacked,');
    chunks.push(chunk.slice());
    context.job.checkpoint();
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return { ...memorySource(whole, 'core'), discard: () => Promise.resolve() };
}
