import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DumpMarks } from '../../shared/protocol/kept.ts';
import { dumpMarks, fingerprint, MAX_MARKS_BYTES } from '../../shared/protocol/kept.ts';
import { writeFileAtomically } from '../node/atomic-write.ts';
import { readKeptJson } from '../node/kept-file.ts';

/** Dumps whose marks are kept; of more, those marked longest ago are forgotten. */
const MAX_DUMPS = 300;
/** Characters may take up to three bytes, and JSON some for escapes. */
const MAX_BYTES = 4 * MAX_MARKS_BYTES;

/**
 * Bookmarks and notes, one small file per dump, named by the dump's content: they are there again
 * wherever the dump lies by then. A damaged file costs the notes in it, nothing else.
 */
export class MarksStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** `print` has the shape of a fingerprint: its channel's schema saw to that. */
  async load(print: string): Promise<DumpMarks | null> {
    const stored = dumpMarks.safeParse(await readKeptJson(this.fileOf(print), MAX_BYTES));
    return stored.success ? stored.data : null;
  }

  /** Nothing left to keep removes the file. Throws `file-unwritable`. */
  async save(print: string, marks: DumpMarks): Promise<void> {
    const file = this.fileOf(print);
    if (marks.marks.length === 0) {
      await rm(file, { force: true });
      return;
    }
    await mkdir(this.folder, { recursive: true });
    await writeFileAtomically(file, JSON.stringify(marks));
    await this.forgetOldest();
  }

  private fileOf(print: string): string {
    return path.join(this.folder, `${print}.json`);
  }

  private async forgetOldest(): Promise<void> {
    const names = (await readdir(this.folder)).filter(
      (name) => fingerprint.safeParse(path.basename(name, '.json')).success,
    );
    if (names.length <= MAX_DUMPS) return;
    const aged = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.folder, name);
        return { file, at: (await stat(file).catch(() => null))?.mtimeMs ?? 0 };
      }),
    );
    aged.sort((a, b) => a.at - b.at);
    for (const { file } of aged.slice(0, names.length - MAX_DUMPS)) {
      await rm(file, { force: true });
    }
  }
}
