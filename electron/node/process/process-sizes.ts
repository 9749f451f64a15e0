import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../atomic-write.ts';
import { cacheFolder } from '../cache-folder.ts';
import { readKeptJson } from '../kept-file.ts';
import { bootId, type ProcessId } from './proc-files.ts';

/** What was seen of a process the last time that processes were listed. */
export interface SeenSize {
  readonly residentBytes: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const MAX_FILE_BYTES = 4 * 2 ** 20;

/**
 * How large processes were when somebody last looked, kept between runs in one small file of the
 * cache. Of processes that have ended, and of earlier starts of the system, nothing is kept.
 */
export class ProcessSizes {
  private readonly file: string;

  constructor(file = path.join(cacheFolder(), 'process-sizes.json')) {
    this.file = file;
  }

  /** By `keyOf`; empty where nothing was kept, or it is damaged. */
  async load(): Promise<ReadonlyMap<string, SeenSize>> {
    const sizes = new Map<string, SeenSize>();
    const kept = await readKeptJson(this.file, MAX_FILE_BYTES);
    if (!isObject(kept) || kept.boot !== bootId() || !Array.isArray(kept.sizes)) return sizes;
    for (const entry of kept.sizes as readonly unknown[]) {
      if (!isObject(entry)) continue;
      const { key, residentBytes, at } = entry;
      if (typeof key !== 'string' || typeof residentBytes !== 'number') continue;
      if (typeof at === 'string' && !Number.isNaN(Date.parse(at))) {
        sizes.set(key, { residentBytes, at });
      }
    }
    return sizes;
  }

  /** Replaces what was kept. It is missed by nobody where it cannot be written. */
  async save(sizes: ReadonlyMap<string, SeenSize>): Promise<void> {
    const entries = [...sizes].map(([key, seen]) => ({ key, ...seen }));
    const text = JSON.stringify({ boot: bootId(), sizes: entries });
    await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 })
      .then(() => writeFileAtomically(this.file, text, { mode: 0o600, isFlushed: false }))
      .catch(() => undefined);
  }
}

export function keyOf({ pid, startTime }: ProcessId): string {
  return `${pid} ${startTime}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
