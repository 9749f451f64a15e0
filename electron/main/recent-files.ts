import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MAX_RECENT } from '../../shared/protocol/limits.ts';
import { writeFileAtomically } from '../node/atomic-write.ts';

/**
 * The dumps opened last, newest first, kept between runs in one small file. A file that is damaged
 * or cannot be written costs the list, nothing else.
 */
export class RecentFiles {
  private readonly storeFile: string;
  private paths: readonly string[] = [];
  private loading: Promise<void> | null = null;

  constructor(storeFile: string) {
    this.storeFile = storeFile;
  }

  async list(): Promise<readonly string[]> {
    this.loading ??= this.load();
    await this.loading;
    return this.paths;
  }

  async add(filePath: string): Promise<void> {
    const others = (await this.list()).filter((known) => known !== filePath);
    await this.keep([filePath, ...others].slice(0, MAX_RECENT));
  }

  async clear(): Promise<void> {
    await this.list();
    await this.keep([]);
  }

  private async keep(paths: readonly string[]): Promise<void> {
    this.paths = paths;
    await writeFileAtomically(this.storeFile, JSON.stringify(paths)).catch(() => undefined);
  }

  private async load(): Promise<void> {
    try {
      const stored: unknown = JSON.parse(await readFile(this.storeFile, 'utf8'));
      if (!Array.isArray(stored)) return;
      this.paths = stored
        .filter((entry): entry is string => typeof entry === 'string' && path.isAbsolute(entry))
        .slice(0, MAX_RECENT);
    } catch {
      this.paths = [];
    }
  }
}
