import { open } from 'node:fs/promises';

/**
 * The JSON in a small file of ours; undefined when it is not there, larger than `limit` bytes, or
 * no JSON: whatever happened to it, the app starts without it.
 */
export async function readKeptJson(file: string, limit: number): Promise<unknown> {
  try {
    const handle = await open(file, 'r');
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > limit) return undefined;
      return JSON.parse(await handle.readFile('utf8'));
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
