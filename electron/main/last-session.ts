import type { StoredSession } from '../../shared/protocol/kept.ts';
import { MAX_SESSION_BYTES, storedSession } from '../../shared/protocol/kept.ts';
import { writeFileAtomically } from '../node/atomic-write.ts';
import { readKeptJson } from '../node/kept-file.ts';

const NONE: StoredSession = { tabs: [], active: null };

/**
 * The tabs of last time in one small file. What is told while a write is under way is written
 * after it, the last word only; a file that is damaged or cannot be written costs the session,
 * nothing else.
 */
export class LastSession {
  private readonly storeFile: string;
  private told: StoredSession | null = null;
  private next: StoredSession | null = null;
  private writing: Promise<void> | null = null;

  constructor(storeFile: string) {
    this.storeFile = storeFile;
  }

  /** What was told last in this run, or else what lies on the disk. */
  async load(): Promise<StoredSession> {
    if (this.told !== null) return this.told;
    const stored = storedSession.safeParse(
      await readKeptJson(this.storeFile, 4 * MAX_SESSION_BYTES),
    );
    return stored.success ? stored.data : NONE;
  }

  keep(session: StoredSession): Promise<void> {
    this.told = session;
    this.next = session;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
    });
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.next !== null) {
      const text = JSON.stringify(this.next);
      this.next = null;
      if (text.length > MAX_SESSION_BYTES) continue;
      await writeFileAtomically(this.storeFile, text).catch(() => undefined);
    }
  }
}
