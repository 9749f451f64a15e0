import type { HeapSession } from '../../shared/session/heap-session.ts';
import { openProcess } from '../../shared/session/open-image.ts';
import { memoryBesideBytes } from '../node/memory-limit.ts';
import { goFirst } from '../node/process/go-first.ts';
import type { ProcessId } from '../node/process/proc-files.ts';
import { ProcessImage } from '../node/process/process-image.ts';
import type { CliContext } from './context.ts';

export interface ReadProcess {
  readonly id: ProcessId;
  readonly session: HeapSession;
  /** When it stood, in milliseconds of the clock, and for how long. */
  readonly time: number;
  readonly pauseMs: number;
  /** One sentence about the pause. */
  readonly pauseText: string;
}

export interface ReadSettings {
  /** Of the process that is meant, where another may have its number by now. */
  readonly startTime?: number;
  /** Called when the process goes on and its memory is to be analysed. */
  copied?(): void;
}

/** Reads the heap of a process from outside. */
export async function readProcess(
  { job, dumps }: CliContext,
  pid: number,
  { startTime, copied }: ReadSettings = {},
): Promise<ReadProcess> {
  const take = async (): Promise<ProcessImage> => {
    const image = await ProcessImage.take(pid, job, startTime ?? null);
    copied?.();
    return image;
  };
  goFirst();
  const limit = memoryBesideBytes() * dumps.memoryShare;
  const { session, image } = await openProcess(take, { job, memoryLimitBytes: limit });
  return {
    id: image.id,
    session,
    time: Date.parse(image.process.takenAt ?? ''),
    pauseMs: image.pauseMs,
    pauseText: `Process ${pid} ${image.pauseText}.`,
  };
}
