import type { Job } from '../base/job.ts';
import { memorySource } from '../formats/bytes/byte-source.ts';
import { dumpFingerprint } from '../formats/bytes/fingerprint.ts';
import type { DumpWarning } from '../formats/importer.ts';
import type { MemoryImage } from '../formats/outside/memory-image.ts';
import { readHeap } from '../formats/outside/read-heap.ts';
import type { DotRunner } from '../scene/layout/dot-runner.ts';
import { HeapSession } from './heap-session.ts';

/** The memory of a process at one moment. */
export interface TakenImage extends MemoryImage {
  /** What people call it: "process 4312". */
  readonly name: string;
  /** How the process stood for it, half a sentence. */
  readonly pauseText: string;
  readonly copiedBytes: number;
  close(): Promise<void>;
}

export interface OpenImageOptions {
  readonly job: Job;
  readonly memoryLimitBytes: number;
}

/** A collection takes some milliseconds; of a process that always collects the last image is kept. */
const MAX_TRIES = 5;

/**
 * A session on the memory of a process. The image is taken again where the process stood in the
 * middle of a garbage collection, and closed in any case.
 *
 * Throws what `take` and `readHeap` throw.
 */
export async function openProcess<I extends TakenImage>(
  take: () => Promise<I>,
  options: OpenImageOptions,
  dot?: DotRunner,
): Promise<{ readonly session: HeapSession; readonly image: I }> {
  for (let tries = 1; ; tries++) {
    const image = await take();
    try {
      const session = await openImage(image, options, dot);
      const isTorn = session.identity.warnings.some(({ code }) => code === 'not-atomic');
      if (!isTorn || tries === MAX_TRIES) return { session, image };
    } finally {
      await image.close();
    }
  }
}

async function openImage(
  image: TakenImage,
  { job, memoryLimitBytes }: OpenImageOptions,
  dot: DotRunner | undefined,
): Promise<HeapSession> {
  const warnings: DumpWarning[] = [];
  const warn = (warning: DumpWarning): void => void warnings.push(warning);
  const graph = readHeap(image, { job, memoryLimitBytes, warn });
  const { processKey, takenAt } = image.process;
  const moment = new TextEncoder().encode(`${processKey} ${takenAt}`);
  const identity = {
    name: image.name,
    formatId: 'process',
    formatLabel: `process, read from outside (${image.pauseText})`,
    fileBytes: image.copiedBytes,
    fingerprint: await dumpFingerprint(memorySource(moment)),
    warnings,
  };
  return new HeapSession(graph, identity, dot);
}
