import { lstat, stat } from 'node:fs/promises';
import { OuroborosError } from '../../shared/base/errors.ts';
import { showable } from '../../shared/base/text.ts';
import { type FileContent, writeFileAtomically } from '../node/atomic-write.ts';

/**
 * Writes what a command makes of `inputs` to `out`.
 * @throws {OuroborosError} `bad-request` where `out` is one of them, by whatever name: what is made
 * of a dump cannot be turned back into it.
 */
export async function writeOutput(
  out: string,
  content: FileContent,
  inputs: readonly string[],
): Promise<void> {
  await refuseInput(out, inputs);
  await writeFileAtomically(out, content);
}

/** To be asked before long work too, so that nobody waits for a refusal. */
export async function refuseInput(out: string, inputs: readonly string[]): Promise<void> {
  const target = await identityOf(out);
  if (target === null) return;
  for (const input of inputs) {
    if ((await identityOf(input)) !== target) continue;
    throw new OuroborosError(
      'bad-request',
      `${showable(out)} is the dump itself, which would be lost; choose another name.`,
    );
  }
}

/** Refuses a name that was not typed but made up, when something is there already. */
export async function refuseExisting(out: string): Promise<void> {
  if ((await lstat(out).catch(() => null)) === null) return;
  throw new OuroborosError(
    'bad-request',
    `${showable(out)} is there already; name it with --out to replace it.`,
  );
}

/** What a file has in common under all of its names; null for what is not there, or is no file. */
async function identityOf(file: string): Promise<string | null> {
  const stats = await stat(file, { bigint: true }).catch(() => null);
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : null;
}
